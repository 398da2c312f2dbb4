"""Digits drawn on a pad, at several sizes and places and with several pens, are read.

The strokes are traced from the skeletons of 300 held-out digits, drawn on a real canvas, prepared
and read in the page by LeNet-5 with the weights that the book ships.
"""

from __future__ import annotations

import base64

import numpy as np
import pytest

from mnist_course.widgets import assets, sample
from tests.widgets.engine_page import open_page
from tests.widgets.strokes import strokes

pytestmark = pytest.mark.browser

SIDE = 280  # of the pad, in its pixels
DIGITS, DRAWINGS = 300, 3  # each digit is drawn so many times

READ = """
async ({ weights, drawings, side }) => {
  const buffer = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)).buffer;
  const { lenet } = await course.unpackNetworks(buffer);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return drawings.map(({ lines, pen }) => {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, side, side);
    Object.assign(brush, { lineCap: "round", lineJoin: "round", lineWidth: pen });
    for (const line of lines) {
      brush.beginPath();
      line.forEach(([x, y], i) => (i ? brush.lineTo(x, y) : brush.moveTo(x, y)));
      brush.stroke();
    }
    const { data } = brush.getImageData(0, 0, side, side);
    const grey = new Float32Array(side * side);
    for (let i = 0; i < grey.length; i++) grey[i] = 1 - data[4 * i] / 255;
    return lenet.predictClasses(course.prepareDigit(grey, side).x)[0];
  });
}
"""


def drawn(lines, rng) -> dict:
    """Return strokes at a random size and place on the pad, with a random pen."""
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    pen, longest = rng.uniform(12, 30), rng.uniform(100, 240)
    scale = (longest - pen) / max(extent.max(), 4)
    room = SIDE - pen - 4 - extent * scale
    corner = pen / 2 + 2 + rng.random(2) * room
    moved = [(corner + (np.array(line) - low) * scale).round(2).tolist() for line in lines]
    return {"lines": moved, "pen": round(pen, 2)}


def test_lenet_reads_what_was_drawn(browser):
    held, rng = sample.read().held, np.random.default_rng(0)
    images = held.pixels[:DIGITS].reshape(-1, 28, 28)
    traced = [strokes(image) for image in images]
    drawings = [drawn(lines, rng) for lines in traced for _ in range(DRAWINGS)]
    page = open_page(browser, "engine.js", "packed.js", "trained.js", "prepare.js")
    weights = base64.b64encode(assets.read("weights")).decode()
    read = page.evaluate(READ, {"weights": weights, "drawings": drawings, "side": SIDE})
    page.close()
    right = np.array(read) == np.repeat(held.labels[:DIGITS], DRAWINGS)
    assert right.mean() >= 0.95
    pens = np.array([drawing["pen"] for drawing in drawings])
    for thin, thick in ((12, 18), (18, 24), (24, 30)):
        assert right[(pens >= thin) & (pens < thick)].mean() >= 0.93, (thin, thick)
