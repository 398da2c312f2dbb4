"""Exercises of the chapter on multilayer networks."""
