"""`explore`: frames, controls, descriptions and complaints. The browser is in tests/book."""

from __future__ import annotations

import base64
import io
import itertools
import re
from html.parser import HTMLParser

import ipywidgets
import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from mnist_course.widgets import explore
from mnist_course.widgets.axes import MAX_FRAMES
from mnist_course.widgets.frames import png


def draw(**values):
    """A figure whose left edge holds one grey level per value, so that frames can be told apart."""
    fig = Figure(figsize=(2, 1))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.imshow([[sum(float(v) for v in values.values())]], vmin=0, vmax=100, cmap="gray", aspect=100)
    return fig


def shown(widget) -> ipywidgets.HTML:
    """The frame that the nested stacks show now."""
    box = widget.children[-1]
    while isinstance(box, ipywidgets.Stack):
        box = box.children[box.selected_index]
    return box


def image_of(frame: ipywidgets.HTML) -> dict[str, str]:
    """The attributes of the frame's one picture, read by an HTML parser."""
    found: list[dict[str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "img":
                found.append(dict(attrs))

    Reader().feed(frame.value)
    assert len(found) == 1
    return found[0]


def pixels(frame: ipywidgets.HTML) -> np.ndarray:
    kind, data = image_of(frame)["src"].split(",", 1)
    assert kind == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def frames_of(box) -> list[ipywidgets.HTML]:
    if not isinstance(box, ipywidgets.Stack):
        return [box]
    return [frame for child in box.children for frame in frames_of(child)]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_setting_has_its_own_frame(count):
    values = {"a": [1, 5, 9], "b": [0, 20], "c": [0, 40]}
    axes = dict(itertools.islice(values.items(), count))
    widget = explore(draw, **axes)
    frames = frames_of(widget.children[-1])
    settings = list(itertools.product(*axes.values()))
    assert len(frames) == len(settings) == len(widget.alts)
    for frame, setting in zip(frames, settings, strict=True):
        expected = png(draw(**dict(zip(axes, setting, strict=True))))
        assert base64.b64decode(image_of(frame)["src"].split(",", 1)[1]) == expected
    assert len({pixels(frame).tobytes() for frame in frames}) == len(settings)


def test_start_sets_controls_and_the_frame_shown():
    def named(rate, gate):
        return draw(a=rate), f"{gate} at {rate}"

    widget = explore(
        named, rate={"values": [1, 5, 9], "start": 2}, gate={"values": ["AND", "OR"], "start": 1}
    )
    assert [control.index for control in widget.controls] == [2, 1]
    assert widget.values == {"rate": 9, "gate": "OR"}
    assert image_of(shown(widget))["alt"] == "OR at 9"


def links() -> set[tuple[str, str, str, str]]:
    """Every browser-side link in the state that a notebook saves."""
    models = ipywidgets.Widget.get_manager_state()["state"].values()
    states = [model["state"] for model in models if model["model_name"] == "LinkModel"]
    return {(*state["source"], *state["target"]) for state in states}


def test_controls_are_linked_in_the_browser_to_every_stack_of_their_axis():
    widget = explore(draw, a=[1, 5, 9], b=[0, 20])
    outer = widget.children[-1]
    first, second = (f"IPY_MODEL_{control.model_id}" for control in widget.controls)
    stacks = [(first, outer), *((second, inner) for inner in outer.children)]
    expected = {(s, "index", f"IPY_MODEL_{t.model_id}", "selected_index") for s, t in stacks}
    assert len(expected) == 4 and expected <= links()


def test_labels_are_what_the_reader_sees():
    widget = explore(
        draw,
        learning_rate=[0.1, 1.0, 1e-5],
        hidden={"label": "hidden units", "values": [10, 30], "labels": ["ten", "thirty"]},
    )
    rate, hidden = widget.controls
    assert rate.description == "learning rate"
    assert [text for text, _ in rate.options] == ["0.1", "1", "1e-05"]
    assert hidden.description == "hidden units"
    assert [text for text, _ in hidden.options] == ["ten", "thirty"]


def test_numbers_have_a_slider_and_names_have_buttons():
    kinds = {
        ipywidgets.SelectionSlider: ([0.1, 1], [-3, 4], ["1 px", "10 px"]),
        ipywidgets.ToggleButtons: (["AND", "OR"], [True, False], [3, "all"]),
    }
    for kind, axes in kinds.items():
        for values in axes:
            assert isinstance(explore(lambda a: draw(a=30), a=values).controls[0], kind)


def test_alt_text_from_draw_wins_then_alt_then_the_setting():
    def described(a):
        return draw(a=a), f"drawn at {a}"

    def words(a):
        return f"told at {a}"

    assert explore(described, alt=words, a=[1, 2]).alts == {(0,): "drawn at 1", (1,): "drawn at 2"}
    assert explore(draw, alt=words, a=[1, 2]).alts == {(0,): "told at 1", (1,): "told at 2"}
    plain = explore(draw, title="Grey", a={"label": "grey level", "values": [1, 2]})
    assert plain.alts == {(0,): "Grey: grey level 1.", (1,): "Grey: grey level 2."}
    assert {image_of(f)["alt"] for f in frames_of(plain.children[-1])} == set(plain.alts.values())


def test_texts_are_escaped():
    nasty = '"><script>alert(1)</script> 3 < 4 & "x"'
    widget = explore(draw, title=nasty, alt=lambda a: nasty, caption=lambda a: nasty, a=[1, 2])
    assert image_of(shown(widget))["alt"] == nasty
    assert "<script" not in shown(widget).value
    assert "<script" not in widget.children[0].value


def test_caption_stands_under_the_frame_and_only_if_given():
    with_words = explore(draw, caption=lambda a: f"grey {a}", a=[1, 2])
    assert re.search(r"<figcaption[^>]*>grey 1</figcaption>", shown(with_words).value)
    assert "figcaption" not in shown(explore(draw, a=[1, 2])).value


def test_title_names_the_widget():
    assert "Turn it" in explore(draw, title="Turn it", a=[1, 2]).children[0].value
    assert isinstance(explore(draw, a=[1, 2]).children[0], ipywidgets.SelectionSlider)


def test_repr_is_the_same_in_every_run():
    first = explore(draw, title="Grey", a=[1, 2, 3], b={"label": "level", "values": [1, 2]})
    second = explore(draw, title="Grey", a=[1, 2, 3], b={"label": "level", "values": [1, 2]})
    assert first.model_id != second.model_id
    bundle = [widget._repr_mimebundle_()["text/plain"] for widget in (first, second)]
    assert bundle == ["Grey: a (3) × level (2), 6 frames"] * 2
    assert repr(explore(draw, a=[1, 2])) == "Explore: a (2), 2 frames"


def test_frames_are_the_same_bytes_in_every_run():
    assert png(draw(a=30)) == png(draw(a=30)) != png(draw(a=31))


def test_frames_are_small_palette_pictures_of_equal_size():
    from mnist_course.plots.style import use_style

    with mpl.rc_context():
        use_style()
        fig, ax = plt.subplots(figsize=(7, 4))
        x = np.linspace(0, 10, 300)
        for shift in range(5):
            ax.plot(x, np.sin(x + shift), label=f"shift {shift}")
        ax.set(xlabel="x", ylabel="sin")
        ax.legend()
        data = png(fig)
        plt.close(fig)
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.mode == "P"
        assert picture.size == (1120, 640)  # 7 × 4 inches of 100 CSS pixels, 1.6 times as sharp
    assert len(data) < 60_000


def test_picture_fits_a_narrow_page_and_keeps_its_shape():
    image = image_of(shown(explore(draw, a=[1, 2])))
    assert (image["width"], image["height"]) == ("200", "100")
    assert "max-width:100%" in image["style"] and "height:auto" in image["style"]


def test_a_tight_bounding_box_does_not_make_frames_jump():
    with mpl.rc_context({"savefig.bbox": "tight"}):
        sizes = {pixels(f).shape for f in frames_of(explore(draw, a=[1, 99]).children[-1])}
    assert sizes == {(160, 320, 3)}


def test_transparent_figures_get_a_white_ground():
    fig = draw(a=50)
    fig.patch.set_alpha(0)
    with mpl.rc_context({"savefig.transparent": True}), Image.open(io.BytesIO(png(fig))) as made:
        corner = made.convert("RGB").getpixel((0, 0))
    assert corner == (255, 255, 255)


def test_no_figure_stays_open_and_foreign_figures_stay():
    plt.close("all")
    mine = plt.figure()

    def leaves_two_open(a):
        plt.figure()
        fig, ax = plt.subplots(figsize=(2, 1))
        ax.plot([0, a])
        return fig

    explore(leaves_two_open, a=[1, 2])
    assert plt.get_fignums() == [mine.number]

    def fails(a):
        plt.figure()
        raise RuntimeError("no luck")

    with pytest.raises(RuntimeError, match="no luck"):
        explore(fails, a=[1, 2])
    assert plt.get_fignums() == [mine.number]
    plt.close("all")


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({}, "no axis.*explore\\(draw, learning_rate="),
        ({n: [1, 2] for n in "abcd"}, "got 4 axes \\(a, b, c, d\\), expected at most 3"),
        ({"a": []}, "'a' has 0 value.*at least 2"),
        ({"a": [1]}, "'a' has 1 value.*at least 2"),
        ({"a": 5}, "'a' got 5, expected a sequence"),
        ({"a": "text"}, "'a' got 'text', expected a sequence"),
        ({"a": {"label": "x"}}, "'a' got None, expected a sequence"),
        ({"a": {"values": [1, 2], "lables": []}}, "'a' has the unknown key 'lables'"),
        ({"a": {"values": [1, 2], "labels": ["x"]}}, "2 values and 1 labels"),
        ({"a": {"values": [1, 2], "labels": "xy"}}, "labels='xy', expected a list"),
        ({"a": {"values": [1, 2], "labels": ["x", "x"]}}, "label 'x' for two values"),
        ({"a": [1.0, 1.0000001]}, "label '1' for two values"),
        ({"a": {"values": [1, 2], "start": 2}}, "start=2, expected an index from 0 to 1"),
        ({"a": {"values": [1, 2], "start": -1}}, "start=-1, expected an index from 0 to 1"),
        ({"a": range(151)}, "151 \\(a\\) = 151 frames, expected at most 150.*at most 150 values"),
        ({"a": range(20), "b": range(8)}, "20 \\(a\\) × 8 \\(b\\) = 160 frames.*'a' at most 18"),
    ],
)
def test_bad_axes_are_named_before_anything_is_drawn(axes, words):
    def never(**values):
        pytest.fail("draw was called")

    with pytest.raises(ValueError, match=words):
        explore(never, **axes)


def test_the_largest_widget_allowed_is_made():
    calls = []

    def count(a):
        calls.append(a)
        return Figure(figsize=(0.2, 0.2))

    assert len(explore(count, a=range(MAX_FRAMES)).alts) == len(calls) == 150


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (None, "draw\\(a=1\\) returned NoneType.*return fig"),
        ("text", "returned str, expected a matplotlib Figure"),
        ((Figure(), 3), "returned int beside the figure, expected the alt text"),
        ((1, "alt"), "returned int, expected a matplotlib Figure"),
        ((Figure(), "alt", 1), "returned tuple, expected a matplotlib Figure"),
    ],
)
def test_draw_that_returns_no_figure_is_named(returned, words):
    with pytest.raises(ValueError, match=words):
        explore(lambda a: returned, a=[1, 2])


def test_draw_must_be_a_function():
    with pytest.raises(ValueError, match=r"explore\(draw, \.\.\.\), not explore\(draw\(\)"):
        explore(Figure(), a=[1, 2])
