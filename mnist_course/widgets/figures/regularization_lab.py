"""A lab for learning by heart: few images, and what may keep a network from it."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from mnist_course.widgets.figures.lab import Lab

SHOWN = ("weight_decay", "dropout", "patience", "seed", "training_images", "shift")


class RegularizationLab(Lab):
    """The training lab on few images; what a run leaves behind is said in :class:`Lab`.

    The outputs are a softmax with the cross-entropy, the optimizer is SGD, and the weights start
    as He et al. draw them. The epoch with the lowest held-out loss is marked.

    Attributes
    ----------
    weight_decay : float
        lambda: in each step all parameters lose the share ``learning_rate * weight_decay``.
    dropout : float
        Share of the hidden units that is silenced in each step.
    shift : {0, 1, 2}
        Before each epoch every training image is moved by up to so many pixels in each direction.
    patience : int
        Stop after this many epochs without a better held-out loss; 0: never.
    training_images : {250, 1000, 4000}
        How many of the book's sample of training digits are used.
    seed, hidden_units, learning_rate, batch_size, activation
        As in :class:`mnist_course.nn.Sequential` and its layers.
    epochs : int
        The training ends after so many.
    show : list of str
        Settings that stand open; the others are folded away under "More settings".
    """

    script: ClassVar[str] = "regularization-lab"
    fixed: ClassVar[dict[str, Any]] = {
        "loss": "categorical_crossentropy",
        "initializer": "he_normal",
        "optimizer": "sgd",
        "l2": 0.0,
    }
    settings: ClassVar[tuple[str, ...]] = (
        *SHOWN,
        "hidden_units",
        "learning_rate",
        "batch_size",
        "activation",
        "epochs",
        "show",
    )

    weight_decay = traitlets.Float(0.0, min=0.0, max=10.0).tag(sync=True)
    dropout = traitlets.Float(0.0, min=0.0, max=0.95).tag(sync=True)
    shift = traitlets.Enum((0, 1, 2), 0).tag(sync=True)
    patience = traitlets.Int(0, min=0).tag(sync=True)
    training_images = traitlets.Enum((250, 1000, 4000), 1000).tag(sync=True)
    seed = traitlets.Int(0, min=0).tag(sync=True)
    hidden_units = traitlets.Int(100, min=1, max=1000).tag(sync=True)
    learning_rate = traitlets.Float(0.1, min=1e-6, max=1e6).tag(sync=True)
    batch_size = traitlets.Int(20, min=1, max=5000).tag(sync=True)
    activation = traitlets.Enum(("sigmoid", "tanh", "relu"), "relu").tag(sync=True)
    epochs = traitlets.Int(50, min=1, max=1000).tag(sync=True)
    show = traitlets.List(traitlets.Unicode(), list(SHOWN)).tag(sync=True)

    def still(self) -> tuple[bytes, str]:
        """Train the run in Python and draw it as the figure would show it."""
        from mnist_course.widgets.stills import regularization_lab

        return regularization_lab.draw(self.network_settings())
