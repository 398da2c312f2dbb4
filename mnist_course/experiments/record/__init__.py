"""What is kept of it: results as plain JSON, found, read, checked, written, and quoted."""
