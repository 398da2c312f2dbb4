"""What is said of an experiment: the sources beside ours, as text and as a page."""
