"""Exercises of the chapter on experiments on LeNet-5."""
