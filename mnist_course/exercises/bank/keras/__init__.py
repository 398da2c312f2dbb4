"""Exercises of the chapter on frameworks."""
