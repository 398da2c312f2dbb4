"""Exercises of the chapter on activation functions."""
