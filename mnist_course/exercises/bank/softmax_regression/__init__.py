"""Exercises of the chapter on softmax regression."""
