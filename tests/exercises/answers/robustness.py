"""Answers on robustness and calibration, made anew."""

import numpy as np
from scipy.special import log_softmax, softmax

from tests.exercises.answer_helpers import with_slip

MEAN, PLAIN, SHARE = 0.80, 0.96, 0.25

RIGHT_OF, ANSWERS = np.array([63, 17, 3]), np.array([70, 20, 10])
GAPS = np.array([0.96, 0.75, 0.50]) - RIGHT_OF / ANSWERS


def knows_nothing(T=1.0):
    """Give ten equal scores to ten images of each digit."""
    truth = np.repeat(np.arange(10), 10)
    p = softmax(np.zeros((100, 10)) / T, axis=1)
    sure, right = p.max(axis=1), p.argmax(axis=1) == truth
    return {"sure": sure.mean(), "accuracy": right.mean(), "of zeros": right[truth == 0].mean()}


FOUND = knows_nothing()
SURE, ACCURACY = FOUND["sure"], FOUND["accuracy"]
NOTHING = {
    "accuracy": ACCURACY,
    "error": abs(SURE - ACCURACY),
    "error with T = 2": abs(knows_nothing(2.0)["sure"] - ACCURACY),
    "coverage": float(SURE >= 0.5),
}

TURNED = {0: 0, 1: 1, 6: 9, 8: 8, 9: 6}


def turned(images, labels, *, turn=lambda image: np.rot90(image, 2), says=TURNED):
    kept = [i for i, label in enumerate(labels) if label in says]
    return np.array([turn(images[i]) for i in kept]), [says[labels[i]] for i in kept]


RIGHT = {
    "robustness.behind-the-mean": [np.linalg.solve([[1 - SHARE, SHARE], [1, 0]], [MEAN, PLAIN])[1]],
    "robustness.knows-nothing": [NOTHING],
    "robustness.soften": [lambda p, T: softmax(np.log(p) / T, axis=1)],
    "robustness.three-bins": [np.average(abs(GAPS), weights=ANSWERS)],
    "robustness.upside-down-bug": [turned],
}

WRONG = {
    "robustness.behind-the-mean": {
        "half of them": (MEAN - PLAIN / 2) / 0.5,
        "the other way round": (MEAN - SHARE * PLAIN) / (1 - SHARE),
        "the plain images forgotten": MEAN * SHARE,
        "the contribution, not the accuracy": MEAN - (1 - SHARE) * PLAIN,
        "in per cent": 100 * (MEAN - (1 - SHARE) * PLAIN) / SHARE,
        "a difference": PLAIN - MEAN,
    },
    "robustness.knows-nothing": {
        "never right": NOTHING | {"accuracy": 0},
        "one hundred per cent": NOTHING | {"accuracy": FOUND["of zeros"]},
        "its wrong answers as error": NOTHING | {"error": 1 - ACCURACY},
        "its confidence as error": NOTHING | {"error": SURE},
        "half as sure": NOTHING | {"error with T = 2": abs(SURE / 2 - ACCURACY)},
        "twice as wrong": NOTHING | {"error with T = 2": abs(2 * SURE - ACCURACY)},
        "it answers a tenth": NOTHING | {"coverage": SURE},
        "it answers half": NOTHING | {"coverage": 0.5},
        "it answers all": NOTHING | {"coverage": float(SURE < 0.5)},
    },
    "robustness.soften": {
        "the inverse": lambda p, T: softmax(np.log(p) * T, axis=1),
        "they do not add up": lambda p, T: np.exp(np.log(p) / T),
        "probabilities divided": lambda p, T: np.divide(p, T),
        "softmax of probabilities": lambda p, T: softmax(p / T, axis=1),
        "along columns": lambda p, T: softmax(np.log(p) / T, axis=0),
        "one sum for all": lambda p, T: softmax(np.log(p) / T),
        "scores, not probabilities": lambda p, T: log_softmax(np.log(p), axis=1) / T,
    },
    "robustness.three-bins": {
        "every bin alike": np.mean(abs(GAPS)),
        "gaps that cancel": abs(np.average(GAPS, weights=ANSWERS)),
        "the largest gap": max(abs(GAPS)),
        "a sum": sum(abs(GAPS)),
        "in points": sum(abs(GAPS) * ANSWERS),
        "accuracy": sum(RIGHT_OF) / sum(ANSWERS),
    },
    "robustness.upside-down-bug": {
        "the bug is still there": with_slip(turned, says={**TURNED, 6: TURNED[TURNED[6]]}),
        "labels as they were": with_slip(turned, says={label: label for label in TURNED}),
        "nines forgotten": with_slip(turned, says=TURNED | {9: 9}),
        "mirrored": with_slip(turned, turn=np.fliplr),
        "rows only": with_slip(turned, turn=np.flipud),
        "images not turned": with_slip(turned, turn=np.copy),
        "no digits any more": with_slip(turned, says={d: d for d in range(10)} | TURNED),
    },
}
