"""The training lab: turn the settings of a network, train it in the browser, take it to Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.lab_network import build, optimizer
from mnist_course.widgets.live import Live

if TYPE_CHECKING:
    from mnist_course.data import Dataset
    from mnist_course.nn import History, Sequential

SHOWN = (
    "learning_rate",
    "hidden_units",
    "activation",
    "batch_size",
    "initializer",
    "loss",
    "seed",
)


class Lab(Live):
    """A network ``[784, hidden_units, 10]`` that is trained in the browser, on real digits.

    Attributes
    ----------
    history : dict of str to list
        ``epoch``, ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy`` and ``norm`` (of the
        weights of the first layer) of the run on the screen, as of its last pause; several entries
        an epoch, measured with the weights of that moment.
    weights : numpy.ndarray or None
        All parameters of that moment, W before b, layer by layer.
    """

    #: Settings of the network that nobody turns in this lab.
    fixed: ClassVar[dict[str, Any]] = {}

    show = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if wrong := [name for name in self.show if name not in self.settings[:-1]]:
            raise ValueError(
                f"show names {wrong[0]!r}, expected settings: {', '.join(self.settings[:-1])}."
            )
        self.history: dict[str, list[float]] = {}
        self.weights: np.ndarray | None = None
        self._trained_with: dict[str, Any] = {}
        self.on_report("run", self._take_run)

    def network_settings(self) -> dict[str, Any]:
        """Return all settings that :func:`mnist_course.widgets.lab_network.build` asks for."""
        return {**self.fixed, **self.state()}

    def model(self) -> Sequential:
        """Return the network that the browser has trained, as of its last pause.

        Raises
        ------
        RuntimeError
            If the figure has not been shown, or has sent no weights yet.
        """
        if self.weights is None:
            raise RuntimeError(
                "the lab has handed over no weights yet. Show it in a cell, press Train, "
                "then Pause, and call model() in another cell."
            )
        model = build(self._trained_with)
        place = 0
        for values in model.params.values():
            part = self.weights[place : place + values.size]
            values[...] = part.reshape(values.shape)
            place += values.size
        return model

    def _take_run(self, value: dict[str, Any], buffers: list[memoryview]) -> None:
        points = value["points"]
        keys = points[0] if points else ()
        self.history = {key: [point[key] for point in points] for key in keys}
        self.weights = np.frombuffer(bytes(buffers[0]), dtype="<f4").copy()
        self._trained_with = {**self.network_settings(), **value["settings"]}


class TrainingLab(Lab):
    """The lab for every setting; what a run leaves behind is said in :class:`Lab`.

    Each setting is a trait: it may be read, and set, while the figure is on the screen.

    Attributes
    ----------
    learning_rate, hidden_units, activation, batch_size, initializer, loss, seed, optimizer
        As in :class:`mnist_course.nn.Sequential` and its layers. The outputs are sigmoids with the
        quadratic cost, and a softmax with the cross-entropy. ``optimizer`` is ``"sgd"``,
        ``"momentum"`` (SGD with momentum 0.9) or ``"adam"``.
    dropout : float
        Share of the hidden units that is silenced in each step.
    l2 : float
        ``kernel_regularizer`` of both layers.
    training_images : int
        How many of the book's sample of training digits are used.
    patience : int
        Stop after this many epochs without a better held-out loss; 0: never.
    epochs : int
        The training ends after so many.
    show : list of str
        Settings that stand open; the others are folded away under "More settings".
    """

    script: ClassVar[str] = "lab"
    settings: ClassVar[tuple[str, ...]] = (
        *SHOWN,
        "optimizer",
        "dropout",
        "l2",
        "training_images",
        "patience",
        "epochs",
        "show",
    )

    learning_rate = traitlets.Float(3.0, min=1e-6, max=1e6).tag(sync=True)
    hidden_units = traitlets.Int(30, min=1, max=1000).tag(sync=True)
    activation = traitlets.Enum(("sigmoid", "tanh", "relu"), "sigmoid").tag(sync=True)
    batch_size = traitlets.Int(10, min=1, max=5000).tag(sync=True)
    initializer = traitlets.Enum(
        ("random_normal", "scaled_normal", "he_normal", "zeros"), "scaled_normal"
    ).tag(sync=True)
    loss = traitlets.Enum(("quadratic_cost", "categorical_crossentropy"), "quadratic_cost").tag(
        sync=True
    )
    seed = traitlets.Int(0, min=0).tag(sync=True)
    optimizer = traitlets.Enum(("sgd", "momentum", "adam"), "sgd").tag(sync=True)
    dropout = traitlets.Float(0.0, min=0.0, max=0.95).tag(sync=True)
    l2 = traitlets.Float(0.0, min=0.0).tag(sync=True)
    training_images = traitlets.Int(5000, min=1, max=5000).tag(sync=True)
    patience = traitlets.Int(0, min=0).tag(sync=True)
    epochs = traitlets.Int(30, min=1, max=1000).tag(sync=True)
    show = traitlets.List(traitlets.Unicode(), list(SHOWN)).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.on_report("train-all", self._train_all)

    def train_all(
        self, epochs: int = 5, dataset: Dataset | None = None
    ) -> tuple[Sequential, History]:
        """Train the network of these settings with the Python engine, on all training digits.

        The figure says how far it is, and the run joins the kept runs. Its digits are all of the
        training pile, its held-out digits the whole validation pile; the test pile is left alone.

        Parameters
        ----------
        epochs : int
            How often each digit is seen.
        dataset : Dataset, optional
            Default: MNIST (:func:`mnist_course.load_mnist`).

        Returns
        -------
        model, history
        """
        from mnist_course.data import load_mnist
        from mnist_course.nn import EarlyStopping

        data = load_mnist() if dataset is None else dataset
        settings = self.state()
        model = build(settings)
        count = f"{len(data.train.labels):,}"
        print(f"Python trains {self!r} on {count} digits ({data.name}), {epochs} epochs.")
        points: list[dict[str, float]] = []

        def tell(epoch: int, logs: dict[str, float], _: Sequential) -> None:
            points.append({"epoch": epoch + 1, **{key: float(v) for key, v in logs.items()}})
            self.say("python-progress", {"point": points[-1], "epochs": epochs, "digits": count})

        history = model.fit(
            data.train.x,
            data.train.one_hot,
            loss=self.loss,
            optimizer=optimizer(settings),
            epochs=epochs,
            batch_size=self.batch_size,
            seed=self.seed,
            validation_data=(data.validation.x, data.validation.one_hot),
            callbacks=[tell, *([EarlyStopping(patience=self.patience)] if self.patience else [])],
        )
        if points:
            self.say("python-run", {"name": f"Python, {count} digits", "points": points})
        return model, history

    def still(self) -> tuple[bytes, str]:
        """Train a short run in Python and draw it as the figure would show it."""
        from mnist_course.widgets.stills import lab as lab_still

        return lab_still.draw(self.state())

    def _train_all(self, *_: Any) -> None:
        """Do what the figure's button asks for; what goes wrong is said there."""
        try:
            self.train_all()
        except Exception as error:  # a message from the browser has nobody else to tell
            self.say("python-failed", f"{type(error).__name__}: {error}")
