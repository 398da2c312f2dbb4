"""Exercises of the chapter on baselines."""
