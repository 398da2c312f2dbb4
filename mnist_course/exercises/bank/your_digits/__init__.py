"""Exercises of the chapter on your-digits."""
