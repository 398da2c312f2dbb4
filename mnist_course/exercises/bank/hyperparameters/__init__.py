"""Exercises of the chapter on hyperparameters. Network and settings after Nielsen (2015)."""
