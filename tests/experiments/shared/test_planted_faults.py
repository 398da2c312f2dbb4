"""The program with planted faults: healthy it is the engine's network, and each fault is one."""

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.symptoms import ALARMS, BEFORE
from mnist_course.experiments.shared import planted_faults as program
from tests.experiments.tiny_digits import tiny_dataset

RNG = np.random.default_rng(0)
X, Y = RNG.random((24, 784)), RNG.integers(0, 10, 24)


def params(fault="healthy"):
    return program.start(fault, np.random.default_rng(1))


def test_the_healthy_program_computes_what_the_engine_computes():
    own = params()
    layers = [nn.Dense(100, "relu"), nn.Dense(10)]
    model = nn.Sequential(layers, input_shape=(784,), seed=0, dtype="float64")
    for layer, number in zip(layers, "12", strict=True):
        layer.params["W"][...], layer.params["b"][...] = own[f"W{number}"], own[f"b{number}"]
    loss = nn.CategoricalCrossentropy(from_logits=True)
    out = model.forward(X, training=True)
    model.backward(loss.gradient(Y, out))
    grads, p = program.gradients(own, X, Y, "healthy")
    np.testing.assert_allclose(program.loss_of(p, Y), loss(Y, out), rtol=1e-9)
    for layer, number in zip(layers, "12", strict=True):
        np.testing.assert_allclose(grads[f"W{number}"], layer.grads["W"], atol=1e-12)
        np.testing.assert_allclose(grads[f"b{number}"], layer.grads["b"], atol=1e-12)


WRONG_SLOPE = {"softmax_axis", "gradient_sign", "gradient_summed", "slope_forgotten"}


@pytest.mark.parametrize("fault", program.FAULTS)
def test_the_slope_is_wrong_for_faults_of_the_gradient_and_for_no_others(fault):
    with np.errstate(all="ignore"):
        error = program.gradient_error(params(fault), X, Y, fault, np.random.default_rng(2))
    assert (error > 0.1) if fault in WRONG_SLOPE else (error < 1e-4)


@pytest.mark.parametrize("fault", program.FAULTS)
def test_each_fault_changes_something_that_a_reader_could_see(fault):
    dataset = tiny_dataset(train=300)

    def told(name):
        with np.errstate(all="ignore"):
            piles = program.prepare(dataset, 300, 10, name, seed=0)
            _, seen = program.train(piles, name, 2, seed=0)
        return seen

    assert told(fault) != told("healthy")


def test_an_unknown_fault_is_named_with_the_near_ones():
    with pytest.raises(ValueError, match=r"no fault 'softmax_twise'. Did you mean 'softmax_twice'"):
        program.known("softmax_twise")


def test_copies_in_both_piles_are_counted():
    piles = program.prepare(tiny_dataset(), 60, 10, "images_in_both", seed=0)
    assert program.look_at(piles, "images_in_both", np.random.default_rng(0))["shared"] == 1


def test_the_record_holds_what_the_page_says_of_every_fault():
    runs = load_result("symptoms").runs
    healthy = [run.metrics for run in runs if run.settings["fault"] == "healthy"]
    assert len(healthy) == 5
    assert not any(alarm(metrics) for metrics in healthy for alarm in ALARMS.values())
    assert {run.settings["fault"] for run in runs} == {"healthy", *program.FAULTS}
    for fault in WRONG_SLOPE:
        measured = [run.metrics for run in runs if run.settings["fault"] == fault]
        assert all(any(ALARMS[test](m) for test in BEFORE) for m in measured)
