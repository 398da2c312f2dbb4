"""``python -m mnist_course``: the command ``mnist-course`` where scripts are not on the path."""

from mnist_course.cli import main

main()
