"""The bank of exercises. One folder is one chapter, one file is one exercise, its path is its name.

A file holds one ``EXERCISE``, and what this needs: the reference, the cases, the mistakes people
make. Nothing lists the files; ``mnist_course.exercises.discovery`` finds them.
"""
