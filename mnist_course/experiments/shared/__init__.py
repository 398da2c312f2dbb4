"""What several themes of the catalogue share: how to train, to distort, to measure, to sum up."""
