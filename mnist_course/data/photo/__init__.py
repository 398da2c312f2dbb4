"""Photos of handwritten digits, made ready for a network: see ``prepare``."""

from mnist_course.data.photo.files import PhotoError, read_grey
from mnist_course.data.photo.finding import find_digit, find_ink
from mnist_course.data.photo.framing import centre, centre_of_mass, cut_out, fit_box
from mnist_course.data.photo.prepare import Photo, PhotoStep, prepare_photo

__all__ = [
    "Photo",
    "PhotoError",
    "PhotoStep",
    "centre",
    "centre_of_mass",
    "cut_out",
    "find_digit",
    "find_ink",
    "fit_box",
    "prepare_photo",
    "read_grey",
]
