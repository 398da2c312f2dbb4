"""What every part of the package may use, and which uses none of them.

``writing``   files that are whole or not there
``reading``   only what ends is opened
``locks``     one process at a time
``near``      "did you mean"
``arrays``    an array, or why it is none
``numbers``   numbers, shares and durations as text
``quiet``     when progress is shown
``faults``    an error of the operating system as a sentence
``chromium``  where a browser is

Each is a module of few lines that imports nothing heavy; import from it directly.
"""
