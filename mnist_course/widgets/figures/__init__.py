"""The live figures, one file each: settings as traits, a still frame, what the browser reports."""
