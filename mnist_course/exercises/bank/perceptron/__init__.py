"""Exercises of the chapter on the perceptron. Sources: Rosenblatt (1958), Novikoff (1962)."""
