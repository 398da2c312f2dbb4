"""What training leaves behind, how it ends early, and how it shows that it is alive."""

from contextlib import nullcontext
from typing import Any

from mnist_course.ground.quiet import shows_bars

__all__ = ["DivergenceError", "History", "StopTraining"]


class StopTraining(Exception):  # noqa: N818 - a request, not an error
    """A callback raises it to end `fit` after the current epoch."""


class History:
    """What happened in training, as in Keras.

    Attributes
    ----------
    epoch : list of int
        0, 1, 2, ...
    history : dict of lists
        ``"loss"``, ``"accuracy"`` (running means over the epoch, while the weights changed), and
        with validation data ``"val_loss"``, ``"val_accuracy"`` (at the end of the epoch). There is
        no accuracy for a network with one output whose targets are not all 0 or 1.
    seconds : list of float
        Duration of each epoch, validation included.
    interrupted : bool
        True if training was stopped by hand.
    """

    def __init__(self):
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}
        self.seconds: list[float] = []
        self.interrupted = False

    def add(self, epoch: int, logs: dict[str, float], seconds: float) -> None:
        """Append one epoch."""
        self.epoch.append(epoch)
        self.seconds.append(seconds)
        for key, value in logs.items():
            self.history.setdefault(key, []).append(value)

    def __repr__(self) -> str:
        last = ", ".join(f"{key} {values[-1]:.4f}" for key, values in self.history.items())
        return f"History({len(self.epoch)} epochs{': ' if last else ''}{last})"


class DivergenceError(ValueError):
    """The loss became NaN or infinite. `history` holds the epochs before."""

    def __init__(self, message: str):
        super().__init__(message)
        self.history = History()


class Quiet:
    """A progress bar that shows nothing."""

    def update(self, samples: int) -> None:
        """Do nothing."""

    def set_description(self, text: str, refresh: bool = True) -> None:
        """Do nothing."""

    def set_postfix(self, values: dict[str, Any], refresh: bool = True) -> None:
        """Do nothing."""


def progress_bar(total: int, progress: bool | None):
    """Return a tqdm bar over `total` samples as a context manager, or a quiet stand-in.

    With `progress` None the bar appears where somebody can watch it: in a terminal or a live
    notebook. MNIST_COURSE_QUIET=1 hides it, so that no bar is stored in a book's notebooks.
    """
    if not (shows_bars() if progress is None else progress):
        return nullcontext(Quiet())
    from tqdm.auto import tqdm  # imported only where a bar is shown: it looks for notebooks

    return tqdm(total=total, unit=" images", unit_scale=True)
