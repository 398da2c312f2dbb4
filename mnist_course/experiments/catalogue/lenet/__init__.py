"""What is repeated with LeNet-5 and its relatives, one file a theme."""
