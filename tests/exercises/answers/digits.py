"""Answers on the digits, made anew."""

import struct

import numpy as np
import sklearn.preprocessing


def scale(low, high):
    return lambda images: np.interp(images, [0, 255], [low, high])


def scaled_by_its_own_range(images):
    return np.interp(images, [images.min(), images.max()], [-0.1, 1.175])


def one_hot(place=lambda c: c, on=lambda c: 1.0, off=0.0):
    def answer(labels, classes):
        rows = np.full((len(labels), classes), off)
        for row, label in zip(rows, labels, strict=True):
            row[place(label) % classes] = on(label)
        return rows

    return answer


def one_hot_loop(labels, classes):
    return [[1 if c == label else 0 for c in range(classes)] for label in labels]


def one_hot_by_appearance(labels, classes):
    _, first, found = np.unique(labels, return_index=True, return_inverse=True)
    return np.eye(classes)[np.argsort(np.argsort(first))[found]]


def mean_image_loop(images, labels):
    total, count = np.zeros((10, 28, 28)), np.zeros(10)
    for image, label in zip(images, labels, strict=True):
        total[label] += image
        count[label] += 1
    return total / count.reshape(10, 1, 1)


def mean_image_in_bytes(images, labels):
    total, count = np.zeros((10, 28, 28), np.uint8), np.zeros(10)
    for image, label in zip(images, labels, strict=True):
        total[label] += image
        count[label] += 1
    return total / count.reshape(10, 1, 1)


def mean_images(images, labels, how=np.mean):
    return np.array([how(images[labels == d].astype(float), axis=0) for d in range(10)])


def header(form, start=4):
    """Return a reader that unpacks the bytes from ``start`` on by a format made of the axes."""

    def answer(data):
        how = form(data[3])
        return struct.unpack_from(how, data, start)

    return answer


PILES = {
    "find the mean grey": "train",
    "straighten the digits or not": "validation",
    "choose among 40 networks": "validation",
    "tell a customer the error rate": "test",
}

RIGHT = {
    "digits.header": [
        lambda data: struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]]),
        lambda data: np.frombuffer(data, ">i4", count=data[3], offset=4),
    ],
    "digits.one-hot": [
        lambda labels, classes: np.eye(classes)[labels],
        lambda labels, classes: np.arange(classes) == labels[:, None],
        one_hot_loop,
        lambda labels, classes: sklearn.preprocessing.label_binarize(
            labels, classes=range(classes)
        ),
    ],
    "digits.scale": [
        lambda images: (images - 20.0) / 200,
        lambda images: images.astype("float32") * 1.275 / 255 - 0.1,
        scale(-0.1, 1.175),
    ],
    "digits.flatten-index": [
        int(np.ravel_multi_index((10, 15, 2), (32, 32, 3))),
        np.arange(3072).reshape(32, 32, 3)[10, 15, 2],
        1007.0,
    ],
    "digits.mean-image": [mean_image_loop],
    "digits.split": [["train", "validation", "validation", "test"]],
}

WRONG = {
    "digits.header": {
        "always three axes": header(lambda axes: ">3I"),
        "little-endian": header(lambda axes: f"<{axes}I"),
        "last byte only": header(lambda axes: "3xB" * axes),
        "two bytes only": header(lambda axes: ">" + "2xH" * axes),
        "begins with the magic number": header(lambda axes: f">{axes}I", start=0),
        "one axis too few": header(lambda axes: f">{axes - 1}I", start=8),
        "the magic number too": header(lambda axes: f">{axes + 1}I", start=0),
    },
    "digits.scale": {
        "divides by 256": lambda images: scale(0, 1.275)(images * (255 / 256)) - 0.1,
        "from 0 to 1": scale(0, 1),
        "not stretched": scale(-0.1, 0.9),
        "not shifted": scale(0, 1.275),
        "whole division": lambda images: np.where(images == 255, 1.175, -0.1),
        "upside down": scale(1.175, -0.1),
        "wrong length": scale(-0.1, 1.075),
        "shifted before stretching": scale(-0.1 * 1.275, 0.9 * 1.275),
        "uint8 overflow": lambda images: images.astype(int) * 5 % 256 / 1000 - 0.1,
        "scaled by its own range": scaled_by_its_own_range,
    },
    "digits.one-hot": {
        "transposed": lambda labels, classes: one_hot()(labels, classes).T,
        "the label instead of 1": one_hot(on=float),
        "-1 instead of 0": one_hot(off=-1.0),
        "all labels in every row": lambda labels, classes: np.tile(
            np.isin(np.arange(classes), labels), (len(labels), 1)
        ),
        "counts from 1": one_hot(place=lambda label: label - 1),
        "columns missing": lambda labels, classes: np.eye(max(labels) + 1)[labels],
        "columns in order of appearance": one_hot_by_appearance,
    },
    "digits.mean-image": {
        "sum, not mean": lambda images, labels: mean_images(images, labels, np.sum),
        "median": lambda images, labels: mean_images(images, labels, np.median),
        "divided by all images": lambda images, labels: (
            mean_images(images, labels, np.sum) / len(images)
        ),
        "the same mean for all": lambda images, labels: np.stack([images.mean(axis=0)] * 10),
        "one number per digit": lambda images, labels: mean_images(images, labels).mean((1, 2)),
        "uint8 overflow": mean_image_in_bytes,
        "whole numbers": lambda images, labels: np.floor(mean_images(images, labels)),
    },
    "digits.flatten-index": {
        "channels forgotten": np.ravel_multi_index((10, 15), (32, 32)),
        "the first channel": np.ravel_multi_index((10, 15, 0), (32, 32, 3)),
        "channels counted from 1": np.ravel_multi_index((10, 15, 2), (32, 32, 3)) + 1,
        "one picture for each channel": np.ravel_multi_index((2, 10, 15), (3, 32, 32)),
        "column times 32": np.ravel_multi_index((15, 10, 2), (32, 32, 3)),
        "28 columns": (10 * 28 + 15) * 3 + 2,
    },
    "digits.split": {
        "computes from the test": PILES | {"find the mean grey": "Test"},
        "computes from the validation set": PILES | {"find the mean grey": "validation"},
        "decides on the test": ["train", "test", "validation", "test"],
        "decides on the training set": ["train", "train", "validation", "test"],
        "chooses on the test": ["train", "validation", "test", "test"],
        "chooses on the training set": ["train", "validation", "train", "test"],
        "tells the validation figure": ["train", *["validation"] * 3],
        "tells the training figure": ["train", "validation", "validation", "train"],
    },
}
