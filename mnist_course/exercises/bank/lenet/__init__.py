"""Exercises of the chapter on LeNet-5."""
