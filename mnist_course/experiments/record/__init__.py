"""What is kept of an experiment: plain JSON, found, read, checked, written, quoted."""
