"""Nearest neighbours: the page against the package and scikit-learn, by keyboard, a drawing."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets
from sklearn.neighbors import KNeighborsClassifier

from mnist_course.widgets import NearestNeighbours, sample
from mnist_course.widgets.figures.neighbours import COUNT, DISTANCES, STOPS, sums

READY = "/ so the answer is /.test(document.querySelector('.ml-description').textContent)"
COUNTED = "/ rightly, /.test(document.querySelector('.ml-description').textContent)"

SEARCH = """
async (cases) => {
  const { need } = mnistCourse.registry;
  const text = await new Promise((done) => {
    const keep = mnistCourse.asset;
    mnistCourse.asset = (given, text) => { mnistCourse.asset = keep; done(text); };
    document.head.append(Object.assign(document.createElement("script"),
      { src: "live/data/digits.js" }));
  });
  const file = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const { train, held } = await need("packed.js").unpackDigits(file);
  const { ranked, sums, votes, winner } = need("neighbours/search.js");
  return cases.map(([digit, distance, count, k]) => {
    const image = held.pixels.subarray(784 * digit, 784 * (digit + 1));
    const found = sums(image, train.pixels.subarray(0, 784 * count), distance);
    const order = ranked(found);
    const ballot = votes(order, train.labels, k, count);
    const near = Array.from(order.subarray(0, k));
    return { near, sums: near.map((i) => found[i]), ballot, answer: winner(ballot) };
  });
}
"""


@pytest.mark.browser
def test_neighbours_and_votes_are_exactly_those_of_the_package(live_page):
    figure = live_page("neighbours")
    figure.wait_for(READY)
    rng = np.random.default_rng(1)
    cases = [
        [int(rng.integers(1000)), distance, int(rng.choice(STOPS)), int(rng.integers(1, 16))]
        for distance in DISTANCES
        for _ in range(15)
    ]
    stored, held = sample.read().train, sample.read().held
    for case, seen in zip(cases, figure.page.evaluate(SEARCH, cases), strict=True):
        digit, distance, images, k = case
        python = NearestNeighbours(digit=digit, distance=distance, images=images, k=k)
        assert seen["near"] == python.neighbours.tolist(), case
        found = sums(held.pixels[digit], stored.pixels[:images], distance)
        assert seen["sums"] == found[python.neighbours].tolist(), case
        assert seen["ballot"] == python.votes.tolist() and seen["answer"] == python.answer, case


@pytest.mark.browser
def test_what_is_shown_and_counted_is_what_python_finds(live_page):
    state = {"digit": 11, "k": 5, "distance": "city-block", "images": 1000, "compared": 2}
    figure = live_page("neighbours", state)
    figure.wait_for(COUNTED)
    python = NearestNeighbours(**state)
    words = figure.page.locator(".ml-neighbour-votes .ml-option-words").all_text_contents()
    labels = sample.read().train.labels[python.neighbours]
    expected = [f"{a} · {d:.2f}" for a, d in zip(labels, python.distances, strict=True)]
    assert words[:5] == expected and len(words) == 15
    assert figure.page.locator(".ml-votes").count() == 5
    assert f"a {python.label}. Of its 5 nearest" in figure.description
    right = round(COUNT * python.accuracies([1000])[0])
    assert f"it names {right} of {COUNT} held-out digits rightly" in figure.description


@pytest.mark.browser
def test_from_beginning_to_end_with_the_keyboard(live_page):
    figure = live_page("neighbours", fragment="#neighbours=images:5000&lock=images")
    figure.wait_for(READY)
    page = figure.page
    assert "Held-out digit 544, a 9. Its nearest neighbour is a 7" in figure.description
    assert "so the answer is 7: wrong." in figure.description
    page.get_by_role("slider", name="Neighbours that vote").press("ArrowRight")
    assert "the smaller one wins): wrong." in figure.description
    page.get_by_role("slider", name="Neighbours that vote").press("ArrowRight")
    assert "so the answer is 9: right." in figure.description
    page.get_by_role("radio", name=re.compile("^neighbour 2, a 9")).check()
    page.get_by_role("application", name=re.compile("^Digit minus")).press("ArrowDown")
    pixels = sample.read()
    python = NearestNeighbours(k=3)
    mine = python.image[9, 14] / 255
    its = pixels.train.pixels[python.neighbours[1]].reshape(28, 28)[9, 14] / 255
    line = f"Row 9, column 14: ink {mine:.2f} in the digit, {its:.2f} in neighbour 2"
    assert line in figure.description
    page.get_by_role("radio", name="largest difference").check()
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    assert address.split("#")[1] == "neighbours=k:3,distance:largest,row:9"
    assert page.get_by_role("slider", name="Training digits").is_disabled()


@pytest.mark.browser
def test_a_drawing_finds_its_neighbours(live_page):
    figure = live_page("neighbours", {"source": "drawing", "k": 5})
    figure.wait_for(
        "/The pad is empty/.test(document.querySelector('.ml-description').textContent)"
    )
    pad = figure.page.get_by_role("application", name=re.compile("^Pad"))
    pad.press("Space")
    for _ in range(22):
        pad.press("ArrowDown")
    figure.wait_for(READY)
    assert "Your drawing. Of its 5 nearest neighbours 5 are 1s, so the answer is 1." in (
        figure.description
    )
    pad.press("Delete")
    figure.wait_for(
        "/The pad is empty/.test(document.querySelector('.ml-description').textContent)"
    )


@pytest.mark.parametrize(
    ("distance", "metric"),
    [("euclidean", "euclidean"), ("city-block", "manhattan"), ("largest", "chebyshev")],
)
def test_accuracies_are_those_of_scikit_learn(distance, metric):
    digits = sample.read()
    train, held = digits.train, digits.held
    peer = KNeighborsClassifier(n_neighbors=3, metric=metric, algorithm="brute")
    peer.fit(train.pixels[:500].astype(float), train.labels[:500])
    share = peer.score(held.pixels[:COUNT].astype(float), held.labels[:COUNT])
    ours = NearestNeighbours(k=3, distance=distance).accuracies([500])[0]
    # scikit-learn chooses any of equally far ones, and with the largest difference many are.
    assert ours == share if distance != "largest" else abs(ours - share) < 0.1


def test_python_reads_what_is_set_and_refuses_what_is_not_there():
    figure = NearestNeighbours(k=3)
    assert figure.answer == 9 == figure.label and figure.votes.tolist()[7] == 1
    assert np.all(np.diff(figure.distances) >= 0)
    with pytest.raises(traitlets.TraitError, match="images"):
        NearestNeighbours(images=300)
    with pytest.raises(traitlets.TraitError, match="points of two characters"):
        NearestNeighbours(drawing="a b")
    own = NearestNeighbours(source="drawing")
    with pytest.raises(RuntimeError, match="draw a digit"):
        _ = own.image
    pixels = sample.read().held.pixels[544]
    own._hear(None, {"report": "drawing", "value": {}}, [memoryview(pixels.tobytes())])
    assert own.answer == NearestNeighbours().answer and own.label == -1


def test_the_still_frame_says_what_it_shows():
    picture, words = NearestNeighbours(k=3).still()
    assert picture.startswith(b"\x89PNG")
    assert "A handwritten 9" in words and "name it 9, which is right." in words
