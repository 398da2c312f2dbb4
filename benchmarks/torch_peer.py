"""LeNet-5 in PyTorch, with the weights of ours: one more peer to be timed, where it is installed.

PyTorch is no dependency of the course, so nothing here imports it before it is asked for, and the
benchmarks do without it.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np
from common import seconds_of

from mnist_course.nn import Sequential

HOW_TO_INSTALL = "`pip install torch`"
PACKAGES = ("PyTorch",)


def installed() -> bool:
    """Return whether PyTorch is here."""
    return importlib.util.find_spec("torch") is not None


def load_torch() -> Any:
    """Import PyTorch and return it."""
    return importlib.import_module("torch")


def twin(model: Sequential) -> Any:
    """Return our LeNet-5 as a PyTorch module that gives logits, with a copy of the weights.

    PyTorch puts channels before rows and columns, and outputs before inputs: so do the weights.
    After S4, Keras and we lay out (row, column, channel), PyTorch (channel, row, column).
    """
    torch = load_torch()
    nn = torch.nn
    module = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        nn.Flatten(),
        *(nn.Linear(400, 120), nn.Tanh()),
        *(nn.Linear(120, 84), nn.Tanh()),
        nn.Linear(84, 10),
    )
    ours = [part.params for part in model.parts() if part.params]
    theirs = [part for part in module if isinstance(part, nn.Conv2d | nn.Linear)]
    for params, part in zip(ours, theirs, strict=True):
        W = params["W"]
        if isinstance(part, nn.Conv2d):
            W = W.transpose(3, 2, 0, 1)
        elif part.in_features == 400:
            W = W.reshape(5, 5, 16, 120).transpose(3, 2, 0, 1).reshape(120, 400)
        else:
            W = W.T
        with torch.no_grad():
            part.weight.copy_(torch.from_numpy(np.ascontiguousarray(W)))
            part.bias.copy_(torch.from_numpy(params["b"]))
    return module


class TorchArm:
    """PyTorch's eager LeNet-5, trained by the loop that its tutorials teach.

    Samples are picked from a tensor in memory by a random permutation, which is several times as
    quick as a DataLoader. Loss and accuracy are added up, as `fit` does here and in Keras.

    Parameters
    ----------
    model : Sequential
        Our LeNet-5.
    batch : int
        Samples per step.
    fast : bool
        Channels last in memory, and Adam as one fused function.
    """

    def __init__(self, model: Sequential, batch: int, fast: bool = False):
        self.torch = load_torch()
        self.batch, self.fast = batch, fast
        self.start, self.module = model, None

    def reset(self) -> None:
        """Return to the first weights."""
        self.module = twin(self.start)
        if self.fast:
            self.module = self.module.to(memory_format=self.torch.channels_last)

    def train(self, x: np.ndarray, y: np.ndarray, shuffle: bool = False) -> float:
        """Return the seconds of one epoch from the first weights."""
        self.reset()
        images = self._images(x)
        labels = self.torch.from_numpy(y.argmax(axis=1))
        return seconds_of(self._epoch, images, labels, shuffle)

    def _images(self, x: np.ndarray) -> Any:
        images = self.torch.from_numpy(np.array(x)).permute(0, 3, 1, 2)
        wish = self.torch.channels_last if self.fast else self.torch.contiguous_format
        return images.contiguous(memory_format=wish)

    def _epoch(self, images: Any, labels: Any, shuffle: bool) -> None:
        torch, module = self.torch, self.module
        settings = {"lr": 0.001, "eps": 1e-7, "fused": self.fast or None}
        optimizer = torch.optim.Adam(module.parameters(), **settings)
        measure = torch.nn.CrossEntropyLoss()
        order = torch.randperm(len(images)) if shuffle else None
        loss_sum = right = 0.0
        for i in range(0, len(images), self.batch):
            rows = slice(i, i + self.batch) if order is None else order[i : i + self.batch]
            x, y = images[rows], labels[rows]
            optimizer.zero_grad()
            logits = module(x)
            loss = measure(logits, y)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(y)
            right += (logits.argmax(1) == y).sum().item()

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the logits for all samples; before training, those of the first weights."""
        if self.module is None:
            self.reset()
        with self.torch.no_grad():
            parts = [self.module(part) for part in self._images(x).split(1024)]
        return self.torch.cat(parts).numpy()
