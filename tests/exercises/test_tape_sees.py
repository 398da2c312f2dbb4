"""The answers of the exercise on what a tape sees, as TensorFlow gives them."""

import numpy as np
import pytest

from mnist_course.exercises import get_exercise


def test_tensorflow_gives_the_answers_of_the_bank():
    tf = pytest.importorskip("tensorflow")
    w = tf.Variable(3.0)
    early = w * w
    with tf.GradientTape(persistent=True) as tape:
        u = w * w
        programs = {
            "before": 2 * early,
            "branch": 5 * w if w > 0 else -w,
            "relu": tf.nn.relu(-w),
            "numpy": tf.constant(np.square(w.numpy())),
            "inside": 2 * u,
        }
    for name, expected in get_exercise("keras.tape-sees").reference.items():
        slope = tape.gradient(programs[name], w)
        found = "None" if slope is None else "a number" if float(slope) else "zero"
        assert found == expected, name
