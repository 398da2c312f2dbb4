"""Exercises of the chapter on what one linear layer can do."""
