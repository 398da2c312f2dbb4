"""The plot of curves that several figures share, in a browser."""

from __future__ import annotations

import pytest


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "state", "layers"),
    [
        ("deeper", {"blocks": 1}, "123"),
        ("activation", {"layers": 2}, "012"),
        ("activation", {"layers": 3}, "0123"),
    ],
)
def test_an_axis_of_layers_counts_them(live_page, name, state, layers):
    figure = live_page(name, state)
    figure.wait_for("document.querySelectorAll('.ml-plot .ml-curve').length > 1")
    read = "(texts) => texts.map((text) => text.textContent)"
    below = [
        plot.locator("text[text-anchor=middle]").evaluate_all(read)
        for plot in figure.page.locator(".ml-plot").all()
    ]
    axes = [texts[:-1] for texts in below if texts[-1].startswith("layer")]
    assert axes == [list(layers)] * 2
