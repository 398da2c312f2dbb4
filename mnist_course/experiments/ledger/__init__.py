"""What is said of it: every number of the sources beside ours; results as text and as a page."""
