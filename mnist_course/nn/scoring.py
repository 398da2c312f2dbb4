"""How good is a network? Loss and accuracy, over some samples or over all."""

from typing import Any

import numpy as np

from mnist_course.ground.arrays import as_array
from mnist_course.nn.losses import Loss
from mnist_course.nn.network import Network

Array = np.ndarray


def as_trained(network: Network, loss: Loss) -> tuple[Network, Loss]:
    """Return the network and the loss as training sees them.

    Softmax with cross-entropy, and sigmoid with binary cross-entropy, are taken together: the
    network then ends at its logits z, and the loss begins there, where it is exact. In all other
    cases both are returned as they are.
    """
    on_logits = loss.from_activation(getattr(network.layers[-1], "activation", None))
    return (network, loss) if on_logits is None else (network.up_to_logits(), on_logits)


class Tally:
    """Running means of loss and accuracy over blocks of samples."""

    def __init__(self, loss: Loss, y: Array):
        self.measure = loss
        self.loss = self.right = self.samples = 0
        # One output means yes or no if all targets are 0 or 1; else it is a quantity, and
        # to count it as right or wrong makes no sense.
        self.classes = y.shape[-1] > 1 or bool(((y == 0) | (y == 1)).all())

    def add(self, y: Array, out: Array) -> None:
        """Count a block in: targets y, outputs (or logits) out, both (n, k)."""
        self.samples += len(y)
        self.loss += float(self.measure.value(y, out)) * len(y)
        if out.shape[-1] > 1:
            hits = out.argmax(axis=-1) == y.argmax(axis=-1)
        else:
            hits = (out > (0 if self.measure.from_logits else 0.5)) == (y > 0.5)
        # A share for each sample: one that is an image has many outputs.
        self.right += float(np.count_nonzero(hits)) * len(y) / hits.size

    def means(self) -> dict[str, float]:
        """Return the means so far."""
        logs = {"loss": self.loss / self.samples}
        return logs | {"accuracy": self.right / self.samples} if self.classes else logs


def score(network: Network, loss: Loss, x: Array, y: Array, batch_size: int = 1024) -> dict:
    """Return loss and accuracy of the network as it stands; x and y come from check_samples."""
    network, loss = as_trained(network, loss)
    tally = Tally(loss, y)
    tally.loss = network.penalty() * len(x)
    batch_size = min(batch_size, network.at_once)
    for i in range(0, len(x), batch_size):
        tally.add(y[i : i + batch_size], network.forward(x[i : i + batch_size]))
    return tally.means()


def check_samples(network: Network, loss: Loss, x: Any, y: Any, what: str) -> tuple[Array, Array]:
    """Check samples x and targets y, once; return x as floats and y in the output's shape."""
    x, y = network.check(x, f"{what}: x"), as_array(y, f"{what}: y")
    if y.ndim == 0 or len(y) != len(x):
        raise ValueError(f"{what}: {len(x)} samples x, but targets y of shape {np.shape(y)}")
    return x, loss.prepare(y, (len(x), *network.layers[-1].output_shape), network.dtype)
