"""Recorded experiments: declared once, run by one command, read by every chapter.

A chapter reads a number like this::

    from mnist_course.experiments import load_result
    load_result("s5-network").summary["normal_test_median"]

and anyone repeats the measurement with ``mnist-course experiments run s5-network``.
Importing this package is cheap: the runner and the engine load only when asked for.
"""

from __future__ import annotations

from mnist_course.experiments.record.pictures import decode_pictures, encode_pictures
from mnist_course.experiments.record.places import result_names, results_folder
from mnist_course.experiments.record.records import Result, Run, load_result
from mnist_course.experiments.record.schema import ResultError

__all__ = [
    "Result",
    "ResultError",
    "Run",
    "decode_pictures",
    "encode_pictures",
    "load_result",
    "result_names",
    "results_folder",
]
