"""Convolution and pooling by hand, against central differences, and at the door."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from image_helpers import conv_cases, images, pool_cases
from nn_helpers import assert_close, numeric_gradient

from mnist_course import nn
from mnist_course.nn.images import batch_first, batch_last


def built(layer, shape, seed=0, dtype="float64"):
    layer.name = layer.name or "tested"
    layer.build(shape, np.random.default_rng(seed), np.dtype(dtype))
    return layer


def assert_gradients(layer, x, upstream, same_bits=True):
    """Compare with central differences; see that nothing that was handed in has changed."""
    kept = [v.copy() for v in (x, upstream, *layer.params.values())]
    layer.forward(x, training=True)
    found = {"x": layer.backward(upstream), **{k: g.copy() for k, g in layer.grads.items()}}
    for before, after in zip(kept, (x, upstream, *layer.params.values()), strict=True):
        assert np.array_equal(before, after)

    def loss():
        return np.sum(layer.forward(x, training=True) * upstream)

    for key, array in {"x": x, **layer.params}.items():
        assert_close(found[key], numeric_gradient(loss, array), rtol=1e-4, atol=1e-7)


@settings(max_examples=200)
@given(case=conv_cases(largest=5), activation=st.sampled_from(["linear", "tanh"]))
def test_convolution_against_central_differences(case, activation):
    settings_ = {**case.settings, "activation": activation, "bias_initializer": "random_normal"}
    layer = built(nn.Conv2D(**settings_), case.shape, case.seed)
    x = images(case)
    out = layer.forward(x)
    assert_gradients(layer, x, np.random.default_rng(1).normal(size=out.shape))


@settings(max_examples=200)
@given(case=pool_cases(largest=5), kind=st.sampled_from([nn.MaxPool2D, nn.AvgPool2D]))
def test_pooling_against_central_differences(case, kind):
    layer = built(kind(**case.settings), case.shape)
    x = images(case)
    flat = np.sort(x.ravel())
    assume(len(flat) < 2 or np.diff(flat).min() > 1e-4)  # differences must not change the winner
    out = layer.forward(x)
    assert_gradients(layer, x, np.random.default_rng(1).normal(size=out.shape))


def test_convolution_by_hand():
    layer = built(nn.Conv2D(1, 2, bias_initializer=nn.constant(10)), (3, 3, 1))
    layer.params["W"][..., 0, 0] = [[1, 2], [0, -1]]
    x = np.arange(9.0).reshape(1, 3, 3, 1)  # 0 1 2 / 3 4 5 / 6 7 8
    # top left: 0·1 + 1·2 + 3·0 - 4·1 + 10 = 8; each place further adds 1 + 2 - 1 = 2
    assert layer.forward(x)[0, :, :, 0].tolist() == [[8, 10], [14, 16]]
    dx = layer.backward(np.array([[1.0, 0], [0, 1]]).reshape(1, 2, 2, 1))
    assert dx[0, :, :, 0].tolist() == [[1, 2, 0], [0, 0, 2], [0, 0, -1]]
    assert layer.grads["W"][..., 0, 0].tolist() == [[4, 6], [10, 12]]
    assert layer.grads["b"].tolist() == [2]


def test_pooling_by_hand():
    x = np.array([[1.0, 5, 2], [3, 4, 9], [7, 7, 0]]).reshape(1, 3, 3, 1)
    largest, mean = built(nn.MaxPool2D(2, 1), (3, 3, 1)), built(nn.AvgPool2D(2, 1), (3, 3, 1))
    assert largest.forward(x)[0, ..., 0].tolist() == [[5, 9], [7, 9]]
    assert mean.forward(x)[0, ..., 0].tolist() == [[3.25, 5], [5.25, 5]]
    upstream = np.array([[1.0, 10], [100, 1000]]).reshape(1, 2, 2, 1)
    # 9 wins twice; of the two 7s the first one takes all
    assert largest.backward(upstream)[0, ..., 0].tolist() == [[0, 1, 0], [0, 0, 1010], [100, 0, 0]]
    assert (4 * mean.backward(upstream))[0, ..., 0].tolist() == [
        [1, 11, 10],
        [101, 1111, 1010],
        [100, 1100, 1000],
    ]


def test_ragged_edges_are_left_out_by_valid_and_kept_by_same():
    x = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    for kind, expected in ((nn.MaxPool2D, [[5, 6], [8, 9]]), (nn.AvgPool2D, [[3, 4.5], [7.5, 9]])):
        assert built(kind(2), (3, 3, 1)).forward(x).shape == (1, 1, 1, 1)
        same = built(kind(2, padding="same"), (3, 3, 1))
        assert same.forward(x)[0, ..., 0].tolist() == expected


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "layer", [nn.Conv2D(3, 2, activation="relu"), nn.MaxPool2D(), nn.AvgPool2D(), nn.Flatten()]
)
def test_type_and_other_images_of_the_batch_are_kept(layer, dtype):
    built(layer, (5, 4, 2), dtype=dtype)
    x = np.random.default_rng(0).normal(size=(3, 5, 4, 2)).astype(dtype)
    together = layer.forward(x).copy()
    assert together.dtype == layer.backward(np.ones_like(together)).dtype == dtype
    assert together.shape == (3, *layer.output_shape)
    alone = np.concatenate([layer.forward(x[i : i + 1]) for i in range(3)])
    assert_close(together, alone, rtol=1e-6, atol=1e-6)


def test_results_of_one_batch_survive_the_next():
    for layer in (nn.Conv2D(3, 2), nn.MaxPool2D(), nn.AvgPool2D()):
        built(layer, (4, 4, 1))
        rng = np.random.default_rng(0)
        x, other = rng.normal(size=(2, 2, 4, 4, 1))
        out = layer.forward(x)
        dx = layer.backward(np.ones_like(out))
        kept = out.copy(), dx.copy()
        layer.backward(2 * np.ones_like(layer.forward(other)))
        assert np.array_equal(out, kept[0]) and np.array_equal(dx, kept[1])


def test_first_layer_saves_its_product():
    layer = built(nn.Conv2D(3, 2), (4, 4, 1))
    out = layer.forward(np.ones((2, 4, 4, 1)))
    assert layer.backward(np.ones_like(out), input_grad=False) is None
    once = layer.grads["W"].copy()
    assert layer.backward(np.ones_like(out)).shape == (2, 4, 4, 1)
    assert np.array_equal(layer.grads["W"], once)
    for pool in (nn.MaxPool2D(), nn.AvgPool2D()):
        out = built(pool, (4, 4, 1)).forward(np.ones((2, 4, 4, 1)))
        assert pool.backward(out, input_grad=False) is None


def test_memory_order_turns_once_and_comes_back_free():
    x = np.arange(2.0 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    inside = batch_last(x)
    assert inside.flags.c_contiguous and inside.shape == (5, 3, 4, 2)
    assert np.array_equal(batch_first(inside), x)
    assert np.shares_memory(batch_last(batch_first(inside)), inside)
    # Element-wise functions keep the order, so that no layer between has to turn it again.
    assert batch_last(np.tanh(batch_first(inside))).base is not None
    assert np.tanh(batch_first(inside)).strides == batch_first(inside).strides


def test_flatten_puts_channels_innermost_also_for_turned_images():
    x = np.arange(2.0 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    layer = built(nn.Flatten(), (3, 4, 5))
    for images_ in (x, batch_first(batch_last(x))):
        rows = layer.forward(images_)
        assert np.array_equal(rows, np.arange(120.0).reshape(2, 60))
        assert np.array_equal(layer.backward(rows), x)


MESSAGES = [
    (lambda: nn.Conv2D(0, 5), "Conv2D: filters must be a whole number of at least 1, got 0"),
    (lambda: nn.Conv2D(6, 0), "Conv2D: kernel_size must be a whole number of at least 1"),
    (lambda: nn.Conv2D(6, (5, 5, 5)), "Conv2D: kernel_size must be a whole number or a pair"),
    (lambda: nn.Conv2D(6, 5, strides=0), "Conv2D: strides must be a whole number of at least 1"),
    (lambda: nn.Conv2D(6, 5, padding="sane"), "Conv2D: padding 'sane'. Did you mean 'same'"),
    (lambda: nn.Conv2D(6, 5, padding=-1), "Conv2D: padding must be a whole number of at least 0"),
    (lambda: nn.Conv2D(6, 5, padding=(1, 2, 3)), "Conv2D: padding must be 'valid', 'same', a"),
    (lambda: nn.Conv2D(6, 5, activation="tan"), "unknown activation 'tan'. Did you mean 'tanh'"),
    (lambda: nn.MaxPool2D(2, padding=1), "unknown MaxPool2D: padding 1"),
    (lambda: nn.AvgPool2D(2.5), "AvgPool2D: pool_size must be a whole number or a pair"),
    (lambda: nn.AvgPool2D(2, strides=-1), "AvgPool2D: strides must be a whole number"),
]


@pytest.mark.parametrize(("make", "message"), MESSAGES)
def test_impossible_settings(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)


def test_impossible_geometry_names_layer_window_and_image():
    layers = [nn.Conv2D(6, 5), nn.MaxPool2D(2), nn.Conv2D(16, 5, name="third")]
    with pytest.raises(ValueError, match=r"'third' \(Conv2D\): a window of 5 x 5 .* 2 x 2 .*same"):
        nn.Sequential(layers, (8, 8, 1))
    with pytest.raises(ValueError, match=r"'conv2d_1' \(Conv2D\) got samples of shape \(28, 28\)"):
        nn.Sequential([nn.Conv2D(6, 5)], (28, 28))
    with pytest.raises(ValueError, match=r"'dense_1' \(Dense\) got .*Put a Flatten\(\) layer"):
        nn.Sequential([nn.Conv2D(6, 5), nn.Dense(10)], (28, 28, 1))


def test_wrong_channels_missing_forward_and_wrong_gradient_are_named():
    for layer in (nn.Conv2D(2, 3, name="here"), nn.MaxPool2D(name="here"), nn.Flatten("here")):
        with pytest.raises(ValueError, match=r"'here' knows no image size yet: call build"):
            layer.forward(np.ones((1, 4, 4, 1)))
        built(layer, (4, 4, 1))
        with pytest.raises(ValueError, match=r"'here'.*\(1, 4, 4, 3\), expected \(batch, 4, 4, 1"):
            layer.forward(np.ones((1, 4, 4, 3)))
        if not isinstance(layer, nn.Flatten):
            with pytest.raises(ValueError, match=r"'here': call forward\(\) before backward\(\)"):
                layer.backward(np.ones((1, 2, 2, 1)))
        layer.forward(np.ones((1, 4, 4, 1)))
        with pytest.raises(ValueError, match=r"'here'.*gradient of shape \(1, 9\)"):
            layer.backward(np.ones((1, 9)))
