"""The trained networks that the pages hold, as the Python engine has them: the same file.

They were trained by the experiment `page-networks`, whose result holds their weights with 8 bits
each; `tools/pack_weights.py` makes the file from it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from mnist_course.widgets import assets
from mnist_course.widgets.packed import unpack

if TYPE_CHECKING:
    from mnist_course.nn import Sequential


def read() -> dict[str, Sequential]:
    """Unpack the networks: ``softmax``, ``mlp`` and ``lenet``.

    Raises
    ------
    packed.PackedError
        If the file does not fit its checksum.
    """
    from mnist_course.nn import Sequential
    from mnist_course.nn.blueprint import construct

    packed = unpack(assets.read("weights"))
    found = {}
    for name, described in json.loads(packed.notes["networks"]).items():
        layers = [construct(entry) for entry in described["layers"]]
        model = Sequential(layers, tuple(described["input_shape"]), name=name)
        for param, values in model.params.items():
            stored = packed.arrays[f"{name}/{param}"]
            scale = packed.arrays.get(f"{name}/{param}/scale")
            if scale is not None:  # unit after unit; each unit has a scale
                stored = (stored.astype(np.float32) / 127 * scale[:, np.newaxis]).T
            values[...] = stored.reshape(values.shape)
        found[name] = model
    return found
