"""Which side of an edge is ink? Photos of all ten digits, dark on light and light on dark.

`benchmarks/photos.py` does the same with hundreds of photos of MNIST's digits, most of them larger.
"""

from dataclasses import replace

import pytest
from photo_grid import INKS

from mnist_course.data.photo import PhotoError, prepare_photo
from mnist_course.data.photo.scenes import Scene, photograph
from tests.data.photo_scenes import like_mnist, likeness_nearby

SMALL = (300, 400)
LARGE = (1200, 1600)  # noise is averaged away when a large picture is looked at

GROUPS = {
    "paper and pen": [
        Scene(*ink, noise, SMALL, size, place)
        for ink in INKS
        for noise, size, place in ((1, 0.6, "middle"), (5, 0.3, "corner"), (1, 0.5, "edge"))
    ],
    "large and clean": [Scene(235, 110, 2, LARGE, 0.6), Scene(200, 60, 2, LARGE, 0.6)],
    "light": [Scene(light=light, shape=SMALL) for light in ("lamp", "corners", "shadow")],
    "lines and blur": [
        Scene(lines="ruled", shape=SMALL),
        Scene(lines="squared", size=0.3, shape=SMALL),
        Scene(blur=0.04, shape=SMALL),
    ],
    "something beside it": [
        Scene(beside=thing, size=0.4, shape=SMALL) for thing in ("coin", "ruler", "frame")
    ],
    "a sheet on a table": [
        Scene(table=90, pen=30, shape=SMALL),
        Scene(table=90, pen=90, shape=SMALL),
        Scene(table=130, pen=40, size=0.2, sheet=0.3, shape=(600, 800)),
        Scene(table=20, size=0.3, sheet=1.0, place="corner", shape=SMALL),
        Scene(table=190, size=0.5, shape=SMALL),
        Scene(table=82, pen=42, size=0.4, place="edge", shape=SMALL),
    ],
    "small in a large photo": [Scene(size=60, shape=(2400, 3200), place="corner")],
}


def twin(scene):
    """The scene with light ink on a dark ground."""
    negative = scene.negative()
    return negative if scene.table is None else replace(negative, table=255 - scene.table)


@pytest.mark.parametrize("group", GROUPS)
def test_the_ink_is_found_on_the_right_side(group):
    for number, scene in enumerate(GROUPS[group]):
        for side, one in enumerate((scene, twin(scene))):
            original = like_mnist((3 * number + 5 * side) % 10)
            photo = prepare_photo(photograph(original, one, seed=number))
            assert photo.dark_on_light == one.dark_on_light, one
            assert likeness_nearby(photo.image, original) > 0.7, one
            doubtful = one.place == "edge" or one.beside == "ruler"
            assert bool(photo.warnings) == doubtful, (one, photo.warnings)


@pytest.mark.parametrize("digit", range(10))
def test_a_small_card_on_a_table_as_dark_as_the_pen_is_never_read_in_silence(digit):
    """Such a card around a 1 is, pixel by pixel, also a 0 in a broad light pen."""
    scene = Scene(225, 50, 4, (450, 600), size=0.47, table=50, sheet=0.07)
    for one in (scene, twin(scene)):
        photo = prepare_photo(photograph(like_mnist(digit), one))
        assert photo.warnings, one


def test_where_nothing_can_be_known_nothing_is_claimed():
    """Ink as faint as the noise, and a picture filled by an edge: a warning, or no digit."""
    for scene in (Scene(128, 124, 20, SMALL), Scene(220, 200, 40, SMALL, size=0.2)):
        for one in (scene, scene.negative()):
            try:
                photo = prepare_photo(photograph(like_mnist(3), one))
            except PhotoError:
                continue
            assert photo.warnings or photo.dark_on_light == one.dark_on_light
