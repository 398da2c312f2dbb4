"""The engine's networks in Keras, ready to be timed: `fit` as a beginner calls it, or tuned."""

from __future__ import annotations

from typing import Any

import numpy as np
from common import seconds_of

from mnist_course.keras_models import load_keras, to_keras
from mnist_course.nn import Sequential

CANDIDATES = [
    {"jit_compile": jit, "steps_per_execution": steps, "pipeline": pipeline}
    for jit in (False, True)
    for steps in (1, 20)
    for pipeline in (False, True)
]
"""Settings to try in search of the quickest; `pipeline` is a tf.data pipeline that prefetches."""

PACKAGES = ("Keras", "TensorFlow")


class KerasArm:
    """A compiled Keras model that starts each epoch with the weights of one of our networks.

    Parameters
    ----------
    model : Sequential
        Our network; it is copied.
    loss, optimizer : str, object
        As Keras's ``compile`` takes them; the optimizer by the name of its class, with settings.
    batch : int
        Samples per step.
    pipeline : bool
        Feed a tf.data pipeline instead of arrays.
    **settings
        More for ``compile``, such as ``jit_compile``.
    """

    def __init__(
        self,
        model: Sequential,
        loss: str,
        optimizer: tuple[str, dict[str, float]],
        batch: int,
        pipeline: bool = False,
        **settings: Any,
    ):
        keras = load_keras()
        name, values = optimizer
        self.batch, self.pipeline = batch, pipeline
        self.model = to_keras(model)
        self.start = self.model.get_weights()
        rule = getattr(keras.optimizers, name)(**values)
        self.model.compile(rule, loss=loss, metrics=["accuracy"], **settings)

    def reset(self) -> None:
        """Return to the first weights; the optimizer forgets."""
        self.model.set_weights(self.start)
        for variable in self.model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(np.zeros(variable.shape, variable.dtype))

    def train(self, x: np.ndarray, y: np.ndarray, shuffle: bool = False) -> float:
        """Return the seconds of one epoch from the first weights."""
        self.reset()
        if not self.pipeline:
            settings = {"batch_size": self.batch, "shuffle": shuffle, "verbose": 0}
            return seconds_of(self.model.fit, x, y, **settings)
        return seconds_of(self._train_from_pipeline, x, y)

    def _train_from_pipeline(self, x: np.ndarray, y: np.ndarray) -> None:
        import tensorflow as tf

        data = tf.data.Dataset.from_tensor_slices((x, y)).batch(self.batch)
        self.model.fit(data.prefetch(tf.data.AUTOTUNE), shuffle=False, verbose=0)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs for all samples."""
        return self.model.predict(x, batch_size=1024, verbose=0)


def quickest(
    model: Sequential,
    loss: str,
    optimizer: tuple[str, dict[str, float]],
    batch: int,
    x: np.ndarray,
    y: np.ndarray,
    candidates: list[dict],
) -> dict:
    """Return the settings with which Keras is quickest on some samples (the best of two epochs)."""
    seconds = []
    for settings in candidates:
        arm = KerasArm(model, loss, optimizer, batch, **settings)
        arm.train(x, y)  # compiles
        seconds.append(min(arm.train(x, y) for _ in range(2)))
    return candidates[int(np.argmin(seconds))]
