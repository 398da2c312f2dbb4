"""Exercises of the chapter on robustness."""
