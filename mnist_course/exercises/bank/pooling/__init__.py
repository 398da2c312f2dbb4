"""Exercises of the chapter on pooling."""
