"""Exercises of the chapter on digits: bytes, pixels, labels and the three piles."""
