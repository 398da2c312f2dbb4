"""LeNet-5 of 1998: its layers, its count, and that it learns."""

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn import zoo
from mnist_course.nn.historical import CONNECTIONS_1998, digit_codes
from tests.nn.nn_helpers import assert_close, built, numeric_gradient


def test_parameters_layer_by_layer_as_in_the_paper():
    counts = {layer.name: layer.count for layer in zoo.lenet5_1998().layers}
    expected = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164}
    assert counts == {**expected, "flatten": 0, "output": 0}
    assert zoo.lenet5_1998().count == 60_000


def test_connections_as_the_paper_describes_them():
    # "The first six C3 feature maps take inputs from every contiguous subset of three feature
    # maps. The next six take input from every contiguous subset of four. The next three take
    # input from some discontinuous subsets of four. Finally, the last one takes all."
    seen = [set(np.flatnonzero(column)) for column in CONNECTIONS_1998.T]
    for size, start in ((3, 0), (4, 6)):
        expected = [{(i + k) % 6 for k in range(size)} for i in range(6)]
        assert seen[start : start + 6] == expected
    around = [{(i + k) % 6 for k in range(4)} for i in range(6)]
    assert all(len(s) == 4 and s not in around for s in seen[12:15]) and seen[15] == set(range(6))
    assert len({frozenset(s) for s in seen}) == 16


def test_scaled_tanh_by_hand_and_by_differences():
    f = nn.ScaledTanh()
    assert f(np.array([1.0, -1.0])) == pytest.approx([1, -1], abs=1e-4)
    z = np.linspace(-4, 4, 41)
    slope = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6
    assert_close(f.derivative(z), slope, atol=1e-8)
    assert_close(f.backward(np.full(41, 3.0), z, f(z)), 3 * slope, atol=1e-8)


def test_sparse_filters_ignore_the_channels_they_do_not_see():
    layer = built(nn.SparseConv2D([[1, 0], [1, 1]], 2), (3, 3, 2))
    x = np.random.default_rng(0).normal(size=(2, 3, 3, 2))
    before = layer.forward(x)
    x[..., 0] += 5
    after = layer.forward(x)
    assert np.array_equal(before[..., 1], after[..., 1])
    assert not np.allclose(before[..., 0], after[..., 0])


def test_subsampling_by_hand():
    layer = built(nn.Subsampling(2, None), (2, 2, 1))
    x = np.array([[1.0, 2], [3, 6]]).reshape(1, 2, 2, 1)
    assert layer.forward(x).item() == 3  # at the start, the mean
    layer.params["W"][...], layer.params["b"][...] = 2, 1
    assert layer.forward(x).item() == 2 * 12 + 1
    assert layer.backward(np.full((1, 1, 1, 1), 10.0)).ravel().tolist() == [20] * 4
    assert layer.grads["W"].tolist() == [120] and layer.grads["b"].tolist() == [10]


def test_digit_codes_are_ten_different_drawings():
    codes = digit_codes()
    assert codes.shape == (10, 84) and set(np.unique(codes)) == {-1.0, 1.0}
    layer = built(nn.RBF(), (84,))
    out = layer.forward(codes)
    assert out.argmax(axis=1).tolist() == list(range(10))
    assert (np.diag(out) == 0).all()
    different = (codes[:, None] != codes[None]).sum(axis=2)
    assert_close(out, -4.0 * different)


def test_maximum_a_posteriori_by_hand_and_by_differences():
    loss = nn.MaximumAPosteriori(j=2.0)
    out = np.array([[-1.0, -3.0]])
    expected = 1 + np.log(np.exp(-2) + np.exp(-1) + np.exp(-3))
    assert loss([0], out) == pytest.approx(expected)
    rng = np.random.default_rng(0)
    out, labels = -rng.random((5, 4)) * 8, rng.integers(0, 4, 5)
    assert_close(
        loss.gradient(labels, out), numeric_gradient(lambda: loss(labels, out), out), atol=1e-8
    )
    far = np.full((1, 3), -1e4, "float32")
    assert np.isfinite(loss([1], far)) and np.isfinite(loss.gradient([1], far)).all()
    with pytest.raises(ValueError, match="MaximumAPosteriori: j"):
        nn.MaximumAPosteriori(0)


def test_the_whole_network_passes_the_gradient_check_and_missing_weights_stay_zero():
    rng = np.random.default_rng(0)
    x, y = rng.random((3, 28, 28, 1)), rng.integers(0, 10, 3)
    model = zoo.lenet5_1998()
    missing = ~np.broadcast_to(CONNECTIONS_1998, model.params["C3/W"].shape)
    for optimizer in (nn.SGD(0.01, momentum=0.9), nn.Adam(), nn.RMSprop()):
        settings = {"loss": nn.MaximumAPosteriori(), "progress": False, "epochs": 2}
        model.fit(x, y, optimizer=optimizer, **settings)
        assert (model.params["C3/W"][missing] == 0).all()
    few = {"samples": 15, "show": False}
    twin = model.astype("float64")
    assert nn.gradient_check(twin, nn.MaximumAPosteriori(), x, y, **few).ok(1e-4)


def test_it_is_saved_and_read_back(tmp_path):
    model = zoo.lenet5_1998(seed=3)
    model.save(tmp_path / "old.npz")
    twin = nn.load_model(tmp_path / "old.npz")
    x = np.random.default_rng(0).random((5, 28, 28, 1))
    assert np.array_equal(model.predict(x), twin.predict(x)) and twin.count == 60_000


def test_subsampling_may_be_the_last_layer_of_all():
    model = nn.Sequential([nn.Subsampling(2, "sigmoid")], (4, 4, 2), dtype="float64")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 4, 4, 2)), rng.random((3, 2, 2, 2))
    assert nn.gradient_check(model, "binary_crossentropy", x, y, show=False).ok(1e-4)


def test_impossible_settings_are_named():
    with pytest.raises(ValueError, match=r"every filter sees a channel, got shape \(2, 2\)"):
        nn.SparseConv2D([[1, 0], [1, 0]], 3)
    with pytest.raises(ValueError, match=r"'tested'.*has 2 rows, but the samples have 3 channels"):
        built(nn.SparseConv2D([[1], [1]], 3), (5, 5, 3))
    with pytest.raises(ValueError, match=r"'tested' \(RBF\).*\(10,\), expected \(84,\)"):
        built(nn.RBF(), (10,))
    with pytest.raises(ValueError, match="RBF: codes"):
        nn.RBF([1, 2, 3])
