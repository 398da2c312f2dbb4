"""Exercises of the chapter on what came after LeNet-5."""
