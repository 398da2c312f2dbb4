"""The trained networks of the pages: as recorded, and the same in Python and in the page."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.page_networks import NETWORKS, unpacked_params
from mnist_course.widgets import assets, sample, trained
from tests.widgets.engine_page import open_page

NAMES = ("softmax", "mlp", "lenet")


def test_the_file_holds_the_recorded_weights():
    runs = {
        run.settings["network"]: run for run in load_result("page-networks").runs if run.pictures
    }
    found = trained.read()
    assert set(runs) == set(found) == set(NAMES)
    for name, run in runs.items():
        model = NETWORKS[name]()
        recorded = unpacked_params(model, run.pictures)
        assert list(found[name].params) == list(recorded)
        for param, values in recorded.items():
            np.testing.assert_allclose(found[name].params[param], values, rtol=1e-6)


def test_packing_took_at_most_a_tenth_of_a_point():
    summary = load_result("page-networks").summary
    prices = {name: summary[f"{name}_packing_price"] for name in NAMES}
    assert all(abs(price) <= 0.001 for price in prices.values()), prices


def test_they_read_the_digits_that_were_held_out():
    digits = sample.read().held
    for name, least in (("softmax", 0.91), ("mlp", 0.96), ("lenet", 0.98)):
        model = trained.read()[name]
        x = digits.x.reshape(-1, *model.input_shape)
        assert (model.predict_classes(x) == digits.labels).mean() >= least, name


IN_THE_PAGE = """
async ({ weights, x }) => {
  const buffer = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)).buffer;
  const networks = await course.unpackNetworks(buffer), samples = Float32Array.from(x);
  const told = {};
  for (const [name, model] of Object.entries(networks)) {
    const batch = model.samples(samples);
    told[name] = [];
    let values = samples;
    for (const layer of model.layers) {
      values = layer.forward(values, batch);
      told[name].push(Array.from(values.subarray(0, batch * layer.outputSize)));
    }
  }
  return told;
}
"""


@pytest.mark.browser
def test_every_layer_says_the_same_in_the_page(browser):
    """The maps that the X-ray shows are those of the Python engine."""
    digits = sample.read().held.x[:8]
    page = open_page(browser, "engine.js", "packed.js", "trained.js")
    message = {
        "weights": base64.b64encode(assets.read("weights")).decode(),
        "x": digits.ravel().tolist(),
    }
    told = page.evaluate(IN_THE_PAGE, message)
    page.close()
    for name, model in trained.read().items():
        values = digits.reshape(-1, *model.input_shape)
        for layer, theirs in zip(model.layers, told[name], strict=True):
            values = layer.forward(values)
            np.testing.assert_allclose(theirs, values.ravel(), atol=1e-4, err_msg=layer.name)
