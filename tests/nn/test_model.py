import numpy as np
import pytest

from mnist_course import nn


def small(**settings):
    layers = [nn.Dense(3, "tanh"), nn.Dense(2, "softmax")]
    return nn.Sequential(layers, **{"input_shape": (4,), **settings})


def samples(n=20, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)).astype("float32"), rng.integers(0, 2, n)


def test_names_shapes_and_counts():
    model = small()
    shapes = {name: p.shape for name, p in model.params.items()}
    assert shapes == {
        "dense_1/W": (4, 3),
        "dense_1/b": (3,),
        "dense_2/W": (3, 2),
        "dense_2/b": (2,),
    }
    assert list(model.grads) == list(model.params)
    assert model.count == 4 * 3 + 3 + 3 * 2 + 2
    assert model.params["dense_1/W"] is model.layers[0].params["W"]


def test_summary(capsys):
    nn.Sequential(
        [nn.Dense(30, name="hidden"), nn.Activation("sigmoid"), nn.Dense(10)], (784,), name="net"
    ).summary()
    assert capsys.readouterr().out.splitlines() == [
        "net",
        "layer         kind                output       parameters",
        "hidden        Dense linear        (batch, 30)      23,550",
        "activation_1  Activation sigmoid  (batch, 30)           0",
        "dense_2       Dense linear        (batch, 10)         310",
        "total: 23,860 parameters",
    ]


def test_same_seed_same_network_other_seed_another():
    one, two, other = small(seed=3), small(seed=3), small(seed=4)
    assert all(np.array_equal(one.params[k], two.params[k]) for k in one.params)
    assert not np.array_equal(one.params["dense_1/W"], other.params["dense_1/W"])


def test_builds_itself_on_the_first_batch():
    model = nn.Sequential([nn.Dense(2)])
    assert "?" in str(model)
    assert model.predict(np.ones((5, 7))).shape == (5, 2)
    assert model.params["dense_1/W"].shape == (7, 2)


def test_predict_in_batches_equals_forward_at_once():
    x, _ = samples(23)
    model = small()
    whole = model.forward(x)
    assert np.allclose(model.predict(x, batch_size=5), whole, atol=1e-7)
    assert model.predict(x).dtype == np.float32
    assert np.array_equal(model.predict_classes(x), whole.argmax(axis=1))


def test_predict_classes_of_one_output_cuts_at_one_half():
    model = nn.Sequential([nn.Dense(1, kernel_initializer=nn.constant(1))], (1,))
    assert model.predict_classes(np.array([[0.2], [0.8]])).tolist() == [0, 1]
    assert model.predict_classes(np.array([[-0.2], [0.2]]), threshold=0).tolist() == [0, 1]


def test_evaluate_by_hand():
    model = nn.Sequential([nn.Dense(2, "softmax", "zeros")], (1,))
    model.params["dense_1/b"][...] = np.log([0.25, 0.75])
    result = model.evaluate(np.zeros((4, 1)), np.array([1, 1, 1, 0]), "categorical_crossentropy")
    assert result["accuracy"] == 0.75
    expected = -(3 * np.log(0.75) + np.log(0.25)) / 4
    assert result["loss"] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("batch_size", [1, 3, 7])
def test_evaluate_in_blocks_is_evaluate_at_once(batch_size):
    """The last block may be short; each sample counts once, with its own target."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(7, 2)), np.array([0, 1, 1, 0, 1, 0, 1])
    model = nn.Sequential([nn.Dense(2, "softmax")], (2,))
    whole = model.evaluate(x, y, "categorical_crossentropy")
    cut = model.evaluate(x, y, "categorical_crossentropy", batch_size=batch_size)
    assert cut == pytest.approx(whole, rel=1e-6)


def test_evaluate_of_a_quantity_has_no_accuracy():
    model = nn.Sequential([nn.Dense(1)], (1,))
    x, y = np.ones((3, 1)), np.array([0.3, 2.0, -1.0])
    assert set(model.evaluate(x, y, "mean_squared_error")) == {"loss"}
    assert set(model.evaluate(x, np.array([0, 1, 1.0]), "mean_squared_error")) == {
        "loss",
        "accuracy",
    }


def test_accuracy_of_outputs_that_are_images_is_a_share():
    model = nn.Sequential([nn.Conv2D(1, 1, kernel_initializer=nn.constant(1))], (2, 2, 1))
    x = np.array([[1.0, 0, 0, 0], [1, 1, 1, 1]]).reshape(2, 2, 2, 1)
    y = np.array([[1.0, 1, 0, 0], [1, 0, 0, 0]]).reshape(2, 2, 2, 1)  # 3 of 4 right, and 1 of 4
    assert model.evaluate(x, y, "mean_squared_error")["accuracy"] == 0.5
    assert model.evaluate(x[:1], y[:1], "mean_squared_error")["accuracy"] == 0.75


def test_backward_changes_no_parameter_and_gives_pixel_gradients():
    model, (x, y) = small(), samples()
    before = {k: p.copy() for k, p in model.params.items()}
    kept = x.copy()
    grad = nn.CategoricalCrossentropy().gradient(y, model.forward(x))
    assert model.backward(grad).shape == x.shape
    assert model.backward(grad, input_grad=False) is None
    assert all(np.array_equal(before[k], p) for k, p in model.params.items())
    assert np.array_equal(x, kept)


def test_long_and_short_way_back_agree():
    model, (x, y) = small(dtype="float64"), samples()
    x = x.astype(float)
    model.backward(nn.CategoricalCrossentropy().gradient(y, model.forward(x)))
    long_way = {k: g.copy() for k, g in model.grads.items()}
    short = model.up_to_logits()
    z = short.forward(x)
    assert np.array_equal(z, model.layers[-1].z) and np.array_equal(nn.softmax(z), model(x))
    short.backward(nn.CategoricalCrossentropy(True).gradient(y, z))
    for key, g in model.grads.items():
        np.testing.assert_allclose(g, long_way[key], rtol=1e-9, atol=1e-12)


def test_set_params_copies_and_checks():
    model, other = small(seed=0), small(seed=1)
    model.set_params(other.params)
    assert np.array_equal(model.params["dense_1/W"], other.params["dense_1/W"])
    assert model.params["dense_1/W"] is not other.params["dense_1/W"]
    with pytest.raises(ValueError, match=r"parameters are named \['dense_1/W'"):
        model.set_params({"dense_1/W": 0})
    with pytest.raises(ValueError, match=r"'dense_1/W' has shape \(4, 3\), got \(3, 4\)"):
        model.set_params({**other.params, "dense_1/W": other.params["dense_1/W"].T})


def test_astype_is_an_independent_copy():
    model = small()
    twin = model.astype("float64")
    twin.params["dense_1/W"][...] = 0
    assert twin.predict(samples()[0]).dtype == np.float64
    assert model.params["dense_1/W"].any() and model.dtype == np.float32


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones((2, 5)), r"predict: x has shape \(2, 5\), expected \(n, 4\)"),
        (np.ones((2, 2, 2)), r"has shape \(2, 2, 2\), expected \(n, 4\)\. Flatten.*reshape"),
        (np.ones(4), r"A single sample needs a row of its own: x\[np.newaxis\]"),
        (np.ones((0, 4)), "at least one sample"),
        (np.ones((2, 4), np.uint8), r"integer type uint8.*astype\('float32'\) / 255"),
        (np.ones((2, 4), bool), "integer type bool"),
        (np.array([["a"] * 4]), "expected floating-point numbers"),
        (np.ones((2, 4), complex), "type complex128, expected floating-point numbers"),
        (np.array([[1, np.nan, 1, np.inf]]), r"predict: x holds 2 value\(s\).*index \(0, 1\)"),
    ],
)
def test_bad_samples_are_named(x, message):
    with pytest.raises(ValueError, match=message):
        small().predict(x)


def test_huge_but_finite_samples_are_let_through():
    assert np.isfinite(small().predict(np.full((2, 4), 1e30))).all()


def test_calling_the_model_too_refuses_raw_pixels():
    with pytest.raises(ValueError, match="sequential: x has integer type uint8"):
        small()(np.ones((2, 4), np.uint8))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "at least one layer"),
        ([nn.Dense], r"expects layers, got <class.*Is a \(\) missing"),
        ([nn.Dense(2, name="a"), nn.Dense(2, name="a")], "two layers have the same name: a$"),
    ],
)
def test_bad_lists_of_layers(layers, message):
    with pytest.raises(ValueError, match=message):
        nn.Sequential(layers)


def test_one_layer_object_twice():
    layer = nn.Dense(2)
    with pytest.raises(ValueError, match="stands in the list twice"):
        nn.Sequential([layer, layer])


def test_other_bad_arguments():
    for wrong in ("int8", "flaot32", "U10", "no type"):  # NumPy knows the first and the third
        with pytest.raises(ValueError, match=f"dtype must be .* or 'float64', got '{wrong}'"):
            small(dtype=wrong)
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1, got 0"):
        small().predict(samples()[0], batch_size=0)
    with pytest.raises(ValueError, match=r"evaluate: 20 samples x, but targets y of shape \(7,\)"):
        small().evaluate(samples()[0], np.zeros(7, int), "categorical_crossentropy")
