"""Exercises of the chapter on first weights."""
