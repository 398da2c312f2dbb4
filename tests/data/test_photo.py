"""A photo becomes an image like those of MNIST: the digit found, cut, scaled, centred."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_course.data import load_mnist
from mnist_course.data.photo import (
    centre,
    centre_of_mass,
    cut_out,
    fit_box,
    prepare_photo,
)
from tests.data.photo_scenes import (
    CIRCLE,
    ONE,
    SEVEN,
    enlarge,
    likeness,
    likeness_nearby,
    photograph,
    stroke,
)

# ---- real digits, photographed ----


@pytest.fixture(scope="module")
def digits():
    """Test images of MNIST, one of each digit."""
    test = load_mnist().test
    return test[[int(np.flatnonzero(test.labels == digit)[7]) for digit in range(10)]]


@pytest.fixture(scope="module")
def reader(digits):
    """A small network that reads these images right, where it is asked about them."""
    from mnist_course.nn import zoo

    train = load_mnist().train[:10_000]
    model = zoo.mlp_128_64(seed=1)
    settings = {"loss": "categorical_crossentropy", "optimizer": "adam", "progress": False}
    model.fit(train.x, train.one_hot, epochs=4, **settings)
    return lambda images: model.predict_classes(
        np.array(images, dtype=np.float32).reshape(-1, 784) / 255
    )


SCENES = [
    {"light": "even", "at": (10, 15), "pen": 0.1},
    {"light": "lamp", "at": (70, 150), "pen": 0.3},
    {"light": "lamp", "at": (60, 30), "board": True},
    {"light": "dark corners", "at": (80, 20), "pen": 0.4},
    {"light": "shadow", "at": (40, 90), "pen": 0.2},
    {"light": "shadow", "at": (20, 130), "board": True},
]


@pytest.mark.mnist
@pytest.mark.parametrize(
    "scene", SCENES, ids=lambda s: f"{s['light']}-{'board' if 'board' in s else 'paper'}"
)
def test_a_photographed_digit_is_recovered(digits, reader, scene):
    """Large, off-centre, uneven light, paper grain, noise: close to the original, and read."""
    made = [
        prepare_photo(photograph(enlarge(image, 130), shape=(220, 300), seed=i, **scene))
        for i, image in enumerate(digits.images)
    ]
    images = [photo.image for photo in made]
    alike = [likeness(a, b) for a, b in zip(images, digits.images, strict=True)]
    assert np.median(alike) > 0.93
    assert np.array_equal(reader(digits.images), digits.labels)
    assert np.sum(reader(images) == digits.labels) >= 9
    assert not any(photo.warnings for photo in made)


@pytest.mark.mnist
def test_what_happens_without_the_preparation(digits, reader):
    """The reason for all this: a photo merely made small is not read."""
    from PIL import Image

    photos = [photograph(enlarge(image, 170), at=(30, 200)) for image in digits.images]
    small = [255 - np.asarray(Image.fromarray(p).resize((28, 28))) for p in photos]
    assert np.mean(reader(small) == digits.labels) < 0.5


@pytest.mark.mnist
@pytest.mark.parametrize("inverted", [False, True])
def test_an_image_of_mnist_itself_comes_back_nearly_unchanged(digits, inverted):
    alike = [
        likeness(prepare_photo(255 - image if inverted else image).image, image)
        for image in digits.images
    ]
    assert np.median(alike) > 0.98 and min(alike) > 0.6  # a lean 1 may stand one pixel aside


@pytest.mark.mnist
def test_the_target_format_is_that_of_mnist():
    """What `centre` and `fit_box` aim at, measured on the real images."""
    images = load_mnist().test.images[:500]
    middles = np.array([ndimage.center_of_mass(image) for image in images])
    assert np.abs(middles - 14).max() < 0.55
    sides = [
        max(s.stop - s.start for s in ndimage.find_objects((image > 0).astype(int))[0])
        for image in images
    ]
    assert np.mean(np.array(sides) == 20) > 0.99


# ---- pen strokes: facts that need no data ----


@pytest.mark.parametrize("shape", [SEVEN, ONE, CIRCLE], ids=["seven", "one", "circle"])
@pytest.mark.parametrize("board", [False, True])
def test_size_and_place_are_as_in_mnist(shape, board):
    image = prepare_photo(photograph(stroke(shape), at=(20, 200), board=board)).image
    assert image.shape == (28, 28) and image.dtype == np.uint8 and image.max() == 255
    assert np.abs(np.array(ndimage.center_of_mass(image)) - 14).max() <= 0.5
    rows, columns = (np.flatnonzero((image > 100).any(axis=axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(20, abs=1)


def test_proportions_are_kept():
    """A stroke 5 times as high as wide becomes 20 × 4 pixels, not 20 × 20."""
    block = np.zeros((300, 400))
    block[50:250, 100:140] = 1
    image = prepare_photo(photograph(block, shape=(300, 400), at=(0, 0))).image
    rows, columns = (np.flatnonzero((image > 100).any(axis=axis)) for axis in (1, 0))
    assert (len(rows), len(columns)) == (20, 4)


def test_a_photo_and_its_negative_give_the_same_image():
    photo = photograph(stroke(SEVEN), light="even", noise=0.0)
    same = likeness(prepare_photo(photo).image, prepare_photo(255 - photo).image)
    assert same > 0.995


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photo_gives_a_turned_image(turns):
    photo = photograph(stroke(SEVEN), light="lamp")
    upright = prepare_photo(photo).image
    turned = np.rot90(prepare_photo(np.rot90(photo, turns)).image, -turns)
    shifts = [np.roll(turned, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    assert max(likeness(upright, shifted) for shifted in shifts) > 0.98


def test_all_values_are_taken_at_both_ends():
    """Grey values as floats are as good as bytes."""
    photo = photograph(stroke(CIRCLE))
    assert np.array_equal(prepare_photo(photo / 255).image, prepare_photo(photo).image)


def test_chalk_half_in_the_shadow_keeps_all_its_strokes():
    """There the board reflects half the light, and so does the chalk: half the difference."""
    scene = {"paper": 0.25, "pen": 0.85, "noise": 0.01}  # chalk, in a light that is no negative
    for shape in (CIRCLE, SEVEN):
        ink = stroke(shape)
        even = prepare_photo(photograph(ink, light="even", **scene))
        dark = prepare_photo(photograph(ink, light="shadow", **scene))
        assert not dark.dark_on_light and dark.warnings == ()
        assert likeness_nearby(dark.image, even.image) > 0.95


# ---- the steps ----


def test_the_steps_tell_the_whole_way():
    """The first shows all of a photo; the others the part where the digit is, as it was taken."""
    photo = prepare_photo(photograph(stroke(SEVEN), shape=(900, 1200), at=(200, 300), board=True))
    assert [step.name for step in photo.steps] == ["grey", "ink", "digit", "cut", "box", "image"]
    grey, ink, digit, cut, box, image = (step.picture for step in photo.steps)
    assert grey.shape == (450, 600)
    assert ink.shape == digit.shape and 300 < max(ink.shape) <= 600
    assert np.flatnonzero(digit.any(axis=1)).size == pytest.approx(0.8 * 160 + 7, abs=4)
    assert max(box.shape) == 20 and cut.shape > box.shape
    assert np.array_equal(np.rint(255 * image), photo.image)
    assert "light ink on a dark ground" in photo.steps[1].text
    assert all(step.picture.min() >= 0 and step.picture.max() <= 1 for step in photo.steps)


def test_centre_of_mass_agrees_with_scipy():
    picture = np.random.default_rng(0).random((9, 14))
    assert centre_of_mass(picture) == pytest.approx(ndimage.center_of_mass(picture))


def test_a_box_of_very_uneven_weight_stays_in_the_frame():
    box = np.full((20, 3), 0.01)
    box[0] = 1
    frame = centre(box)
    assert frame.sum() == np.rint(255 * box).sum()
    assert np.flatnonzero(frame.any(axis=1))[-1] == 27


def test_scaling_averages():
    """A chessboard of single pixels becomes an even grey, as seen from afar."""
    chess = np.indices((200, 200)).sum(axis=0) % 2.0
    box = fit_box(chess)
    assert box.shape == (20, 20) and box.std() < 0.02


def test_cutting_out_leaves_other_ink_behind():
    ink = np.zeros((200, 200))
    ink[50:100, 60:80] = 0.8
    ink[52:90, 84:120] = 0.8
    digit = np.zeros(ink.shape, bool)
    digit[50:100, 60:80] = True
    cut = cut_out(ink, digit)
    assert cut.shape == (50, 20) and cut.min() == 1
