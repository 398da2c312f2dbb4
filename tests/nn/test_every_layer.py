"""What every layer promises, whatever it computes: tried on one layer of each kind."""

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn.fast.windows import batch_first, batch_last
from mnist_course.nn.layers import KINDS, may_be_saved
from tests.nn.layer_table import LAYERS, SMALLEST, make
from tests.nn.nn_helpers import assert_gradients, both_passes, built, gradients, locked

every_layer = pytest.mark.parametrize("kind", LAYERS)
both_types = pytest.mark.parametrize("dtype", ["float32", "float64"])


def samples(shape, n=3, dtype="float64", seed=0):
    return np.random.default_rng(seed).normal(size=(n, *shape)).astype(dtype)


def repeatable(layer):
    """Dropout draws the same units each time: what is compared must not differ by chance."""
    if isinstance(layer, nn.Dropout):
        layer.rng = np.random.default_rng(0)
    return layer


def test_no_kind_of_layer_is_left_out():
    assert set(LAYERS) == set(SMALLEST) == set(KINDS)
    for table in (LAYERS, SMALLEST):
        assert all(type(entry[0]()).__name__ == kind for kind, entry in table.items())


def test_every_layer_of_the_engine_can_be_saved_and_no_name_is_given_twice():
    def kinds_below(kind):
        return {kind}.union(*(kinds_below(below) for below in kind.__subclasses__()))

    ours = {kind for kind in kinds_below(nn.Layer) if kind.__module__.startswith("mnist_course.nn")}
    unfinished = {"Layer", "Pooling", "PlainPooling", "QuickPooling"}
    assert {kind.__name__ for kind in ours} - unfinished == set(KINDS)
    with pytest.raises(ValueError, match="a kind of layer named Dense already"):
        may_be_saved(type("Dense", (nn.Layer,), {}))
    assert KINDS["Dense"] is nn.Dense


@both_types
@every_layer
def test_shapes_and_types(kind, dtype):
    layer, shape = make(kind, dtype)
    x = samples(shape, 3, dtype)
    out, found = both_passes(layer, x, np.ones((3, *LAYERS[kind][2]), dtype))
    assert layer.output_shape == LAYERS[kind][2] and out.shape == (3, *LAYERS[kind][2])
    assert out.dtype == dtype and {g.dtype for g in found.values()} == {np.dtype(dtype)}
    assert found["x"].shape == x.shape
    assert [g.shape for g in gradients(layer).values()] == [
        p.shape for part in layer.parts() for p in part.params.values()
    ]
    assert layer.forward(x).dtype == dtype  # when predicting, too


@every_layer
def test_the_smallest_geometry(kind):
    layer, shape = make(kind, table=SMALLEST)
    for x in (np.full((1, *shape), 0.7), np.full((2, *shape), -1.3)):
        upstream = np.full((len(x), *layer.output_shape), 1.5)
        assert_gradients(layer, x, upstream, before=lambda: repeatable(layer))


@every_layer
def test_all_gradients_against_central_differences(kind):
    layer, shape = make(kind)
    upstream = samples(layer.output_shape, seed=1)
    assert_gradients(layer, samples(shape), upstream, before=lambda: repeatable(layer))


@both_types
@every_layer
def test_samples_of_a_batch_do_not_mix(kind, dtype):
    layer, shape = make(kind, dtype)
    x = samples(shape, 70, dtype)
    upstream = samples(layer.output_shape, 70, dtype, seed=1)
    out = layer.forward(x)
    below = layer.backward(upstream)
    for i in (0, 33, 69):
        alone = layer.forward(x[i : i + 1])
        np.testing.assert_allclose(out[i : i + 1], alone, rtol=0, atol=1e-5)
        dx = layer.backward(upstream[i : i + 1])
        np.testing.assert_allclose(below[i : i + 1], dx, rtol=0, atol=1e-5)


@every_layer
def test_gradients_of_parameters_are_sums_over_the_samples(kind):
    layer, shape = make(kind)
    x, upstream = samples(shape, 6), samples(layer.output_shape, 6, seed=1)
    layer.forward(x)
    layer.backward(upstream)
    whole = {name: g.copy() for name, g in gradients(layer).items()}
    parts = dict.fromkeys(whole, 0)
    for some in (slice(0, 1), slice(1, 4), slice(4, 6)):
        layer.forward(x[some])
        layer.backward(upstream[some])
        parts = {name: parts[name] + g for name, g in gradients(layer).items()}
    for name, g in whole.items():
        np.testing.assert_allclose(parts[name], g, rtol=1e-10, atol=1e-12)


@every_layer
def test_results_belong_to_the_caller(kind):
    """The next batch, of the same size or not, writes into no earlier result."""
    layer, shape = make(kind)
    upstream = samples(layer.output_shape, 3, seed=1)
    out = layer.forward(samples(shape), training=True)
    below = layer.backward(upstream)
    kept = out.copy(), below.copy()
    for n in (3, 5):
        other = samples(shape, n, seed=2)
        layer.forward(other, training=True)
        layer.backward(samples(layer.output_shape, n, seed=3))
    assert np.array_equal(out, kept[0]) and np.array_equal(below, kept[1])


def layouts(x):
    """Yield the same numbers in other orders in memory."""
    yield np.asfortranarray(x)
    yield np.repeat(x, 2, axis=-1)[..., ::2]
    yield x[::-1].copy()[::-1]
    if x.ndim == 4:
        yield batch_first(batch_last(x))


@every_layer
def test_the_order_in_memory_does_not_matter(kind):
    layer, shape = make(kind)
    x, upstream = samples(shape), samples(layer.output_shape, seed=1)
    out, found = both_passes(repeatable(layer), x, upstream)
    for turned, slope in zip(layouts(x), layouts(upstream), strict=False):
        again, other = both_passes(repeatable(layer), turned, slope)
        np.testing.assert_allclose(again, out, rtol=0, atol=1e-12)
        for name, g in found.items():
            np.testing.assert_allclose(other[name], g, rtol=0, atol=1e-12)


@every_layer
def test_backward_repeats_itself_and_the_first_layer_is_spared_dx(kind):
    layer, shape = make(kind)
    upstream = samples(layer.output_shape, seed=1)
    layer.forward(samples(shape), training=True)
    first = layer.backward(upstream).copy()
    once = {name: g.copy() for name, g in gradients(layer).items()}
    for g in gradients(layer).values():
        g[...] = np.nan  # each pass fills the gradients anew: nothing is added to what was there
    assert layer.backward(upstream, input_grad=False) is None
    assert all(np.array_equal(g, once[name]) for name, g in gradients(layer).items())
    assert np.array_equal(layer.backward(upstream), first)


@every_layer
def test_a_model_hands_on_the_upstream_gradient_unchanged(kind):
    """Two layers share one upstream gradient: the first to read it must leave it as it is."""
    layer, shape = make(kind)
    upstream = samples(layer.output_shape, seed=1)
    layer.forward(locked(samples(shape)), training=True)
    kept = upstream.copy()
    for _ in range(2):
        layer.backward(upstream)
    assert np.array_equal(upstream, kept)


@every_layer
def test_the_doors_let_through_what_fits_and_change_nothing(kind):
    layer, shape = make(kind)
    x, upstream = samples(shape), samples(layer.output_shape, seed=1)
    out, found = both_passes(repeatable(layer), x, upstream)
    assert np.array_equal(repeatable(layer)(x, training=True), out)
    assert np.array_equal(layer.backpropagate(upstream), found["x"])
    assert layer.backpropagate(upstream, input_grad=False) is None
    small = repeatable(layer)(x.astype("float32"), training=True)  # lists and other types too
    assert small.dtype == out.dtype and np.allclose(small, out, atol=1e-5)
    assert np.array_equal(repeatable(layer)(x.tolist(), training=True), out)


@every_layer
def test_back_before_forward_names_the_layer(kind):
    layer, _ = make(kind)
    with pytest.raises(ValueError, match=r"layer 'tested': call it with samples before"):
        layer.backpropagate(samples(layer.output_shape))


@every_layer
def test_a_gradient_of_the_wrong_shape_is_named(kind):
    layer, shape = make(kind)
    layer(samples(shape))
    good = (3, *layer.output_shape)
    for wrong in ((3, 7), (3, *layer.output_shape[:-1], 1), (2, *layer.output_shape)):
        with pytest.raises(ValueError) as caught:
            layer.backpropagate(np.ones(wrong))
        message = str(caught.value)
        assert f"layer 'tested': backpropagate() got a gradient of shape {wrong}" in message
        assert f"expected {good}, the shape of the last output" in message
    with pytest.raises(ValueError, match=r"layer 'tested': the gradient holds .* NaN"):
        layer.backpropagate(np.full(good, np.nan))


@every_layer
def test_samples_of_the_wrong_shape_are_named(kind):
    layer, shape = make(kind)
    for wrong in ((3, *shape[:-1], shape[-1] + 1), (3, 99), shape[:1], (0, *shape), ()):
        with pytest.raises(ValueError) as caught:
            layer(np.ones(wrong))
        assert f"layer 'tested' got an input of shape {wrong}" in str(caught.value)
        assert f"expected (batch, {', '.join(map(str, shape))})" in str(caught.value)


@every_layer
def test_samples_that_are_no_finite_numbers_are_named(kind):
    layer, shape = make(kind, "float32")
    good = samples(shape)
    for bad, message in (
        (np.ones(good.shape, np.uint8), r"has integer type uint8.*/ 255"),
        (good.astype(complex), "has type complex128, expected floating-point numbers"),
        (good * np.inf, r"holds .* NaN or infinite"),
        (good * 1e200, r"reaches .* too large for float32"),
        (np.ma.masked_greater(good, 0), "is a masked array"),
    ):
        with pytest.raises(ValueError, match=rf"layer 'tested': the input {message}"):
            layer(bad)


@every_layer
def test_a_layer_that_was_not_built_says_so(kind):
    layer = LAYERS[kind][0]()
    layer.name = "tested"
    with pytest.raises(ValueError, match=r"layer 'tested' is not built yet: call build\(\) first"):
        layer(samples(LAYERS[kind][1]), training=True)


@every_layer
def test_a_plan_tells_all_shapes_and_makes_nothing(kind):
    layer, shape = make(kind)
    plan = LAYERS[kind][0]()
    plan.name = "tested"
    assert plan.plan(shape) == plan.output_shape == layer.output_shape
    assert plan.input_shape == shape and not any(part.params for part in plan.parts())
    assert [part.param_shapes for part in plan.parts()] == [
        {key: p.shape for key, p in part.params.items()} for part in layer.parts()
    ]


@every_layer
def test_built_again_for_another_shape(kind):
    """A layer keeps nothing of the shape it was built for before."""
    layer, shape = make(kind)
    layer.forward(samples(shape), training=True)
    if kind in ("RBF", "SparseConv2D"):
        return  # their tables fix the shape
    other = tuple(n + 1 for n in shape)
    built(layer, other)
    x = samples(other)
    out, found = both_passes(repeatable(layer), x, samples((*layer.output_shape,)))
    fresh = built(LAYERS[kind][0](), other)
    expected, theirs = both_passes(repeatable(fresh), x, samples((*fresh.output_shape,)))
    assert np.array_equal(out, expected) and np.array_equal(found["x"], theirs["x"])
