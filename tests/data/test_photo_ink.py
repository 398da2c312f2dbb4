"""Light, noise and connected regions."""

import numpy as np
import pytest

from mnist_course.data.photo.finding import find_ink
from mnist_course.data.photo.ink import (
    bare_ground,
    find_regions,
    grow,
    noise_of,
    quieten,
    remove_uneven_light,
)
from tests.data.photo_scenes import SEVEN, photograph, stroke


def test_regions_are_measured():
    mask = np.zeros((6, 8), bool)
    mask[0, 0] = mask[1, 1] = mask[4, 3:7] = True  # the first two touch at a corner
    regions = find_regions(mask)
    assert np.array_equal(regions.labels >= 0, mask)
    assert list(
        zip(regions.areas, regions.heights, regions.widths, regions.at_edge, strict=True)
    ) == [
        (2, 2, 2, True),
        (4, 1, 4, False),
    ]
    assert len(find_regions(np.zeros((5, 5), bool)).areas) == 0


def test_spots_in_one_group_count_as_one():
    mask = np.zeros((20, 30), bool)
    mask[2:5, 2:5] = mask[9:12, 2:5] = mask[2:5, 20:24] = True
    groups = find_regions(mask, grow(mask, 3, 1))
    assert sorted(groups.areas) == [12, 18]
    assert sorted(groups.heights) == [3, 10]


def test_growing_is_by_so_many_pixels_each_way():
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = mask[0, 0] = True
    grown = grow(mask, 2, 1)
    assert grown.sum() == 5 * 3 + 3 * 2 and grown[2:7, 3:6].all() and grown[:3, :2].all()


def test_the_noise_is_measured_whatever_else_is_there():
    rng = np.random.default_rng(0)
    slope = np.linspace(0.2, 0.8, 300)[:, None] * np.ones(400)
    slope[100:200, 150:160] = 0
    for sigma in (0.005, 0.05):
        noisy = slope + rng.normal(scale=sigma, size=slope.shape)
        assert noise_of(noisy) == pytest.approx(sigma, rel=0.05)
        assert noise_of(1 - noisy) == pytest.approx(noise_of(noisy))
    assert noise_of(slope) < 1e-9


def test_a_quiet_picture_is_left_alone_and_a_noisy_one_made_quieter():
    rng = np.random.default_rng(1)
    clean = photograph(stroke(SEVEN), noise=0.0, light="even") / 255
    noisy = clean + rng.normal(scale=0.04, size=clean.shape)
    assert np.array_equal(quieten(clean), clean)
    paper = np.s_[:60, :100]
    assert quieten(noisy)[paper].std() < 0.4 * noisy[paper].std()
    assert np.abs(quieten(noisy) - clean).mean() < 0.5 * np.abs(noisy - clean).mean()


def test_strokes_are_filled_and_shadows_stay():
    grey = np.full((60, 90), 0.9)
    grey[:, 40:] = 0.5  # a shadow wider than a third
    grey[20:40, 10:14] = grey[20:40, 60:64] = 0.1  # strokes
    expected = np.where(np.arange(90) < 40, 0.9, 0.5) * np.ones((60, 1))
    assert bare_ground(grey) == pytest.approx(expected)
    ink = remove_uneven_light(grey)
    assert ink[30, 12] == pytest.approx(1 - 0.1 / 0.9) and ink[30, 62] == pytest.approx(0.8)
    assert ink[:, 20:60].max() == 0


def test_a_slope_of_light_alone_is_no_ink():
    slope = np.linspace(0.2, 1, 120)[:, None] * np.linspace(0.5, 1, 160)
    assert remove_uneven_light(slope).max() < 1e-12


def test_the_shadow_goes_and_the_strokes_stay():
    """In the shadow there is half the light, but the same share of it is swallowed by ink."""
    cover = np.zeros((300, 400))
    cover[70:230, 20:180] = cover[70:230, 220:380] = stroke(SEVEN)
    ink = find_ink(photograph(cover, at=(0, 0), light="shadow", noise=0.0) / 255, True)
    left, right = ink[:, :200][cover[:, :200] == 1], ink[:, 200:][cover[:, 200:] == 1]
    assert np.median(left) == pytest.approx(np.median(right), rel=0.03)
    assert np.median(ink[cover == 0]) < 0.1
