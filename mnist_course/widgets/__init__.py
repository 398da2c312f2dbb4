"""The book's knobs: figures that a reader turns, in a notebook and in a page without a kernel."""

from mnist_course.widgets.explore import Explore, explore

__all__ = ["Explore", "explore"]
