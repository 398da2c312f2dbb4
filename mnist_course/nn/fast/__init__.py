"""What makes the engine quick. Everything here has a plain counterpart, and equals it.

``convolution``, ``pooling``: the layers of the same names, arranged for the processor;
``windows``: how images lie in memory, and windows that slide over them;
``vector``: all parameters as one long vector;
``hands``: large batches in pieces, on two threads.
"""
