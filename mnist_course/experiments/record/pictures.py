"""Small grey pictures (of weights) as text, so that a result stays plain JSON."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import numpy as np

ZERO = 128
"""The byte that stands for the value 0; 1 and 255 stand for -scale and +scale."""


def encode_pictures(values: np.ndarray) -> dict[str, Any]:
    """Turn a stack of matrices into ``{"shape", "scale", "data"}``.

    Parameters
    ----------
    values : ndarray, shape (n, height, width)
        Any finite real numbers, positive or negative.

    Returns
    -------
    dict
        ``shape`` = [n, height, width]; ``scale`` = for each picture its largest absolute value;
        ``data`` = base64 of the bytes, row by row, one byte a pixel: 128 is zero, 255 is
        ``+scale``, 1 is ``-scale``.

    Raises
    ------
    ValueError
        If the array has not three axes or holds NaN or infinity.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 3:
        raise ValueError(f"pictures must have shape (n, height, width), got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("pictures must hold finite numbers; this stack holds NaN or infinity")
    scale = np.abs(values).max(axis=(1, 2), initial=0.0)
    unit = values / np.where(scale == 0, 1.0, scale)[:, None, None]
    pixels = (np.rint(unit * 127) + ZERO).astype(np.uint8)
    return {
        "shape": list(values.shape),
        "scale": [float(s) for s in scale],
        "data": base64.b64encode(pixels.tobytes()).decode("ascii"),
    }


def decode_pictures(record: Mapping[str, Any]) -> np.ndarray:
    """Turn the output of `encode_pictures` back into numbers.

    Returns
    -------
    ndarray, float32, shape (n, height, width)
        Each value is right to within half a step, ``scale / 254``.

    Raises
    ------
    ValueError
        If a field is missing, the text is not base64, or its length does not fit the shape.
    """
    try:
        shape, scale, data = tuple(record["shape"]), record["scale"], record["data"]
        pixels = np.frombuffer(base64.b64decode(data, validate=True), dtype=np.uint8)
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError(f"not a picture record (needs shape, scale, data): {error}") from error
    if len(shape) != 3 or pixels.size != np.prod(shape) or len(scale) != shape[0]:
        raise ValueError(
            f"picture record does not fit itself: shape {shape}, {pixels.size} bytes, "
            f"{len(scale)} scales"
        )
    unit = (pixels.reshape(shape).astype(np.float32) - ZERO) / 127
    return unit * np.asarray(scale, dtype=np.float32)[:, None, None]
