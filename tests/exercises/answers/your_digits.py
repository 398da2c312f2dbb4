"""Answers of the chapter on the reader's own digits, made anew."""

import numpy as np
from scipy.ndimage import center_of_mass

from mnist_course.data.photo.leaving_out import prepare_drawing
from mnist_course.data.photo.strokes import draw_strokes
from mnist_course.exercises import get_exercise


def laid_by_trying(box, side):
    """Try every corner: the one whose centre of mass comes nearest to the middle."""
    height, width = box.shape
    best = None
    for top in range(side - height + 1):
        for left in range(side - width + 1):
            frame = np.zeros((side, side))
            frame[top : top + height, left : left + width] = box
            far = np.abs(np.array(center_of_mass(frame)) - side / 2)
            if best is None or np.all(far <= best[0] + 1e-9):
                best = far, frame
    return best[1]


def majority_by_counting(p):
    counts = np.eye(10, dtype=int)[p.argmax(axis=-1)].sum(axis=0)
    return np.where(counts.max(axis=1) >= 2, counts.argmax(axis=1), -1)


def cut_by_peeling(ink):
    while ink[0].max() <= 0.5:
        ink = ink[1:]
    while ink[-1].max() <= 0.5:
        ink = ink[:-1]
    while ink[:, 0].max() <= 0.5:
        ink = ink[:, 1:]
    while ink[:, -1].max() <= 0.5:
        ink = ink[:, :-1]
    return ink


def prepared_twice():
    """Draw a bend and its changes on a sheet, prepare all, and compare what comes out."""
    bend = np.array([[30.0, 30], [60, 30], [40, 70]])

    def of(points, width, dark=1.0, speck=()):
        ink = dark * draw_strokes([points, *speck], width)
        return prepare_drawing(ink / ink.max() if dark < 1 else ink).image.astype(int)

    plain = of(bend, 10)
    drawn = (
        of(bend + np.array([100, 120]), 10),
        of(2 * bend, 20),
        of(2 * bend, 10),
        of(bend, 10, dark=0.5),
        of(bend[:, ::-1] * [1, -1] + np.array([0, 200]), 10),
        of(bend, 10, speck=[np.array([[260.0, 260]])]),
    )
    keys = get_exercise("your-digits.what-changes").reference
    return {
        key: "same" if np.abs(image - plain).mean() < 8 else "another"
        for key, image in zip(keys, drawn, strict=True)
    }


def seven():
    ink = np.zeros((12, 12))
    ink[0, :4] = ink[1, 3] = ink[2, 2] = ink[3, 1] = 1
    middle = np.rint(6 - np.array(center_of_mass(ink))).astype(int)
    return {"row": int(middle[0]), "column": int(middle[1])}


def laid(centre=center_of_mass, step=np.rint, hold=True):
    """Lay a box by rolling an empty frame with the box in its corner."""

    def lay(box, side):
        frame = np.zeros((side, side))
        frame[: box.shape[0], : box.shape[1]] = box
        corner = [int(step(side / 2 - mass)) for mass in centre(box)]
        if hold:
            corner = [min(max(c, 0), side - n) for c, n in zip(corner, box.shape, strict=True)]
        return np.roll(frame, corner, (0, 1))

    return lay


def voted(count):
    """What ``count`` makes of the three answers to one image, image by image."""
    return lambda p: np.array([count(list(three)) for three in np.argmax(p, axis=2).T])


def counted(answers, enough, otherwise):
    best = max(answers, key=answers.count)
    return best if answers.count(best) >= enough else otherwise(answers)


def inside(low=0.5, more_rows=1, more_columns=1):
    def cut(ink):
        rows, columns = np.nonzero(ink > low)
        return ink[
            rows.min() : rows.max() + more_rows, columns.min() : columns.max() + more_columns
        ]

    return cut


SEEN = prepared_twice()

RIGHT = {
    "your-digits.cut-bug": [cut_by_peeling],
    "your-digits.lay": [laid_by_trying],
    "your-digits.majority": [majority_by_counting],
    "your-digits.seven": [seven()],
    "your-digits.what-changes": [SEEN],
}

WRONG = {
    "your-digits.what-changes": {
        "the place stays": SEEN | {"elsewhere on the sheet": "another"},
        "the size stays": SEEN | {"twice as large, pen twice as thick": "another"},
        "the pen forgotten": SEEN | {"twice as large, same pen": "same"},
        "ink is not compared": SEEN | {"half as dark": "another"},
        "turned back": SEEN | {"turned by 90 degrees": "same"},
        "the speck is no digit": SEEN | {"a speck in a far corner": "same"},
    },
    "your-digits.seven": {
        "axes exchanged": {"row": 4, "column": 5},
        "not a whole step": {"row": 6 - 6 / 7, "column": 6 - 12 / 7},
        "middle of the box": {"row": (12 - 4) / 2, "column": (12 - 4) / 2},
        "the centre itself": {"row": 6 / 7, "column": 12 / 7},
        "the wrong way": {"row": round(6 + 6 / 7), "column": round(6 + 12 / 7)},
    },
    "your-digits.lay": {
        "the middle of the box": laid(lambda box: [(n - 1) / 2 for n in box.shape]),
        "all ink alike": laid(lambda box: center_of_mass(box > 0)),
        "axes exchanged": laid(lambda box: center_of_mass(box)[::-1]),
        "out of the frame": laid(hold=False),
        "rounded down": laid(step=np.floor),
    },
    "your-digits.majority": {
        "all three": voted(lambda a: counted(a, 3, lambda _: -1)),
        "the mean of the probabilities": lambda p: p.sum(axis=0).argmax(axis=-1),
        "never refused": voted(lambda a: counted(a, 2, lambda a: a[0])),
        "the smallest of three": voted(lambda a: counted(a, 2, min)),
        "the surest": lambda p: p.max(axis=0).argmax(axis=-1),
        "the first must agree": voted(lambda a: a[0] if a[0] in a[1:] else -1),
    },
    "your-digits.cut-bug": {
        "the bug is still there": inside(more_rows=0, more_columns=0),
        "columns still cut": inside(more_columns=0),
        "rows still cut": inside(more_rows=0),
        "one too many": inside(more_rows=2, more_columns=2),
        "every trace of ink": inside(low=0),
        "gaps closed": lambda ink: ink[(ink > 0.5).any(1)][:, (ink > 0.5).any(0)],
    },
}
