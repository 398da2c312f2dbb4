import copy

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn.fast.vector import join_parameters


def net(**settings):
    return nn.Sequential(
        [nn.Dense(3, "tanh"), nn.Activation("relu"), nn.Dense(2)], (4,), **settings
    )


def fitted(model, epochs=2):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 4)), rng.normal(size=(30, 2))
    settings = {"optimizer": nn.SGD(0.1, momentum=0.5), "progress": False, "epochs": epochs}
    model.fit(x, y, loss="mean_squared_error", batch_size=7, **settings)
    return model


def test_theta_holds_all_parameters_in_order_and_both_sides_see_changes():
    model = net()
    theta, gradient = join_parameters(model.layers, model.dtype)
    assert theta.shape == gradient.shape == (model.count,)
    assert np.array_equal(theta, np.concatenate([p.ravel() for p in model.params.values()]))
    theta[:] = np.arange(len(theta))
    assert model.params["dense_1/W"].tolist() == np.arange(12).reshape(4, 3).tolist()
    model.params["dense_2/b"][...] = -1
    assert theta[-2:].tolist() == [-1, -1]


def test_arrays_stay_the_same_objects_through_training():
    model = net()
    params, grads = model.params, model.grads
    values = model.params["dense_1/W"].copy()
    fitted(model)
    assert all(params[k] is v for k, v in model.params.items())
    assert all(grads[k] is v for k, v in model.grads.items())
    assert not np.array_equal(values, model.params["dense_1/W"])


class Replacing(nn.Dense):
    """A layer as a student may write it: new gradient arrays in each step."""

    def backward_from_delta(self, delta, input_grad=True):
        self.grads = {"b": delta.sum(axis=0), "W": self.x.T @ delta}
        return delta @ self.params["W"].T if input_grad else None


def test_layers_that_make_new_gradient_arrays_learn_the_same():
    plain = fitted(net())
    other = nn.Sequential([Replacing(3, "tanh"), nn.Activation("relu"), Replacing(2)], (4,))
    fitted(other)
    for ours, theirs in zip(plain.params.values(), other.params.values(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("make", [copy.deepcopy, lambda model: model.astype("float32")])
def test_copies_learn_by_themselves(make):
    model = net()
    twin = make(model)
    start = model.params["dense_1/W"].copy()
    fitted(twin)
    assert np.array_equal(model.params["dense_1/W"], start)
    fitted(model)
    for ours, theirs in zip(model.params.values(), twin.params.values(), strict=True):
        assert np.array_equal(ours, theirs)


def test_foreign_arrays_in_params_are_taken_in():
    model, other = net(), net()
    for layer in model.layers:
        layer.params = {k: p.astype("float64") for k, p in layer.params.items()}
    fitted(model)
    fitted(other)
    for ours, theirs in zip(model.params.values(), other.params.values(), strict=True):
        assert ours.dtype == np.float32
        assert np.array_equal(ours, theirs)


def test_a_network_without_parameters_can_be_fitted_and_stays_as_it_is():
    model = nn.Sequential([nn.Activation("sigmoid")], (2,))
    history = model.fit(
        np.zeros((4, 2)), np.eye(2)[[0, 1, 0, 1]], loss="quadratic_cost", optimizer="sgd"
    )
    assert history.history["loss"] == pytest.approx([0.25])
