"""What the experiments on LeNet-5 share: training, measuring and distorting, worked by hand."""

import numpy as np
import pytest

from mnist_course.data import Dataset, Split
from mnist_course.experiments.catalogue.lenet import augmentation
from mnist_course.experiments.shared.distortions import Examiner
from mnist_course.experiments.shared.lenet_training import (
    make_optimizer,
    measure_network,
    train_network,
)
from mnist_course.experiments.shared.statistics import recalls
from mnist_course.nn import Adam, CategoricalCrossentropy
from mnist_course.nn.zoo import lenet5

ADAM = {"optimizer": "adam", "learning_rate": 0.001, "epochs": 3, "batch_size": 8}


def tiny_split(n, seed):
    rng = np.random.default_rng(seed)
    return Split(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), np.arange(n) % 10)


def tiny_digits():
    return Dataset("tiny", False, tiny_split(30, 0), tiny_split(10, 1), tiny_split(20, 2))


# ---- Training ----


def test_epoch_by_epoch_is_the_same_as_in_one_go():
    data = tiny_digits()
    ours, plain = lenet5(seed=4), lenet5(seed=4)
    metrics = train_network(ours, data.train, data.validation, ADAM, 4)
    history = plain.fit(
        data.train.x.reshape(-1, 28, 28, 1),
        data.train.one_hot,
        loss=CategoricalCrossentropy(),
        optimizer=Adam(0.001),
        epochs=3,
        batch_size=8,
        seed=4,
        validation_data=(data.validation.x.reshape(-1, 28, 28, 1), data.validation.one_hot),
        progress=False,
    ).history
    for name, parameter in plain.params.items():
        np.testing.assert_array_equal(ours.params[name], parameter)
    assert metrics["train_cost"] == history["loss"]
    assert metrics["train_accuracy"] == history["accuracy"]
    assert metrics["validation_cost"] == pytest.approx(history["val_loss"])
    assert metrics["validation_accuracy"] == history["val_accuracy"]


def test_same_seed_same_numbers_and_a_shorter_training_begins_like_the_longer():
    data, curves = tiny_digits(), []
    for seed, epochs in ((0, 3), (0, 3), (0, 1), (1, 3)):
        settings = {**ADAM, "epochs": epochs}
        change = augmentation.augment("all", 30.0, 5.0)
        metrics = train_network(
            lenet5(seed=seed), data.train, data.validation, settings, seed, change
        )
        curves.append(metrics["train_cost"])
    assert curves[0] == curves[1] and curves[0][:1] == curves[2]
    assert curves[0] != curves[3]


def test_each_epoch_trains_on_images_changed_anew():
    data, seen = tiny_digits(), []

    def change(images, rng):
        seen.append((images.copy(), rng.random()))
        return np.zeros_like(images)

    model = lenet5(seed=0)
    before = model.params["C1/W"].copy()
    train_network(model, data.train, data.validation, ADAM, 0, change)
    assert len(seen) == 3 and len({number for _, number in seen}) == 3
    assert all((images == data.train.x.reshape(-1, 28, 28, 1)).all() for images, _ in seen)
    assert (model.params["C1/W"] == before).all(), "an empty image cannot move a kernel"


def test_half_a_training_is_not_taken_for_a_whole_one(monkeypatch):
    data, model = tiny_digits(), lenet5(seed=0)
    fit = model.fit

    def stopped(*args, **settings):
        def stop(epoch, logs, model):
            raise KeyboardInterrupt

        return fit(*args, callbacks=[stop], **settings)

    monkeypatch.setattr(model, "fit", stopped)
    with pytest.raises(KeyboardInterrupt):
        train_network(model, data.train, data.validation, ADAM, 0)


def test_optimizers_are_those_of_the_settings():
    assert make_optimizer(ADAM).learning_rate == 0.001
    sgd = make_optimizer({"optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.9})
    assert (sgd.learning_rate, sgd.momentum) == (0.01, 0.9)
    assert make_optimizer({"optimizer": "sgd", "learning_rate": 0.01}).momentum == 0


# ---- Measuring, with a network that reads the label off the column of the ink ----


class Columns:
    """Answers half of the brightest column, minus 2: images of `columns` need no other network."""

    input_shape = (28, 28, 1)

    def predict_classes(self, images):
        return np.clip(images[..., 0].sum(axis=1).argmax(axis=1) // 2 - 2, 0, 9)


def columns(labels):
    images = np.zeros((len(labels), 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[10:18, 4 + 2 * label] = 200
    return Split(images, np.asarray(labels))


def test_the_examiner_distorts_as_it_says():
    split = columns(np.tile(np.arange(10), 60))
    examiner = Examiner(Columns(), split, seed=0)
    flips = examiner.flips()
    assert flips["upright_accuracy"] == 1
    assert flips["flip_every_accuracy"] == 0  # column 4 + 2d goes to 23 - 2d, read as 9 - d
    np.testing.assert_array_equal(flips["flip_every_confusion"], 60 * np.eye(10)[::-1])
    assert 0.4 < flips["flip_half_accuracy"] < 0.6 and np.sum(flips["flip_half_confusion"]) == 600
    shifts = examiner.shifts({"shifts": [1, 2, 4], "shift_ranges": [0.4, 10]})
    # One pixel to the right is the same half, more is the next digit (a 9 can only stay one).
    assert shifts["shift_right_accuracy"] == [1.0, 0.1, 0.1]
    assert shifts["shift_left_accuracy"] == [0.1, 0.1, 0.1]  # a 0 can only stay one
    assert shifts["shift_up_accuracy"] == [1.0, 1.0, 1.0]
    assert shifts["shift_down_accuracy"] == [1.0, 1.0, 1.0]
    assert shifts["random_shift_across_accuracy"][0] == 1
    assert shifts["random_shift_across_accuracy"][1] < 0.4
    assert shifts["random_shift_along_accuracy"] == [1.0, 1.0]
    turns = examiner.rotations({"angles": [0, 90], "angle_ranges": [0.5, 180]})
    assert turns["rotation_accuracy"][0] == 1 and turns["rotation_accuracy"][1] < 0.3
    assert turns["random_rotation_accuracy"][0] > 0.9 > turns["random_rotation_accuracy"][1]


def test_confusion_by_hand():
    split = columns([0, 0, 3, 7])
    moved = Split(split.images, np.array([0, 1, 3, 3]))
    seen = measure_network(Columns(), moved, "held_out")
    assert seen["held_out_accuracy"] == 0.5
    matrix = seen["held_out_confusion"]
    assert matrix[0][0] == matrix[1][0] == matrix[3][3] == matrix[3][7] == 1
    assert recalls(matrix)[:4] == [1.0, 0.0, 0.0, 0.5]


# ---- Augmentation ----


def test_augmentation_does_what_its_name_says():
    images = tiny_split(50, 5).x.reshape(-1, 28, 28, 1)
    rng = np.random.default_rng(0)
    assert augmentation.augment("none", 30, 5) is None
    flipped = augmentation.augment("flip", 30, 5)(images, rng)
    same = (flipped == images).all(axis=(1, 2, 3))
    mirrored = (flipped == images[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (same ^ mirrored).all() and 10 < same.sum() < 40
    dot = np.zeros((200, 28, 28, 1), dtype=np.float32)
    dot[:, 13:15, 13:15] = 1  # in the very middle: turns leave it there, shifts move it
    y, x = np.mgrid[:28, :28] - 13.5
    for kind, reach in (("rotate", 0.0), ("shift", 5.0), ("all", 5.0)):
        changed = augmentation.augment(kind, 30.0, 5.0)(dot, rng)[..., 0]
        mass = changed.sum(axis=(1, 2))
        across, down = ((changed * p).sum(axis=(1, 2)) / mass for p in (x, y))
        for centre in (across, down):
            assert np.abs(centre).max() <= reach + 1e-4
            assert reach == 0 or (centre.min() < -0.8 * reach and centre.max() > 0.8 * reach)
        assert len(np.unique(changed.reshape(200, -1), axis=0)) > 100  # each by its own amount
