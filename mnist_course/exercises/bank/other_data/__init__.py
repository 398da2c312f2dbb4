"""Exercises of the chapter on other data."""
