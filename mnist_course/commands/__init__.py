"""The commands ``mnist-course train | evaluate | plot | predict``, one module each.

Each module has an ``app`` that ``mnist_course.cli`` loads when the command is named. They share:

- ``recipes``: how each network is trained if nothing else is asked for;
- ``runs``: the folder in which a training leaves its results;
- ``output``: errors in one line, JSON for programs, exit codes.

Exit codes: 0 all went well; 1 something is wrong with files, data or the training; 2 the command
was not understood; 130 stopped by hand.
"""
