"""A run folder belongs to one training; its parts belong together; nothing is left behind."""

import json
import math
import os
import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.data.standin import load_standin
from mnist_course.ground.locks import hold
from mnist_course.nn import MaximumAPosteriori, load_model, zoo
from mnist_course.runs.folder import new_folder, reopen
from mnist_course.runs.job import Job
from mnist_course.runs.reading import SavedRun
from mnist_course.runs.record import CHECKPOINT, HISTORY, MODEL, Record, RunError, load_record
from mnist_course.runs.settings import settle
from mnist_course.runs.training import resumed_job, run_job

LOGS = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5}
CURVES = {**{name: [value] for name, value in LOGS.items()}, "seconds": [1.0]}
FILES = {MODEL, HISTORY, CHECKPOINT}


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def network(seed=0):
    return zoo.softmax_regression(seed=seed)


def record():
    data = {"name": "digits", "is_standin": True, "sha256": "0" * 64, "validation": 1}
    return Record(settle("softmax_regression"), network().count, data, {}, "2025-01-01")


def keep(folder, kept, seed=0, **logs):
    """Keep one more epoch, with a network of this seed."""
    kept.add({**LOGS, **logs}, 1.0)
    model = network(seed)
    best = kept.best_epoch == kept.epochs_done
    folder.keep(kept, model if best else None, model.save)


def made(place, seed=0, **options):
    """A run of one epoch."""
    folder, kept = new_folder(Path(place), "softmax_regression", **options), record()
    keep(folder, kept, seed)
    folder.close()
    return kept


def names(folder="."):
    return {path.name for path in Path(folder).iterdir()}


# ---- one training at a time ----


def test_a_second_training_into_the_same_folder_is_refused_until_the_first_ends():
    made("a")
    first = reopen(Path("a"))
    for second in (
        lambda: reopen(Path("a")),
        lambda: new_folder(Path("a"), "mlp_128_64", force=True),
        lambda: new_folder(Path("../" + Path.cwd().name) / "a", "mlp_128_64", force=True),
    ):
        with pytest.raises(RunError, match=r"another training is writing to \S*a \(process"):
            second()
    before = {path: path.read_bytes() for path in Path("a").iterdir()}
    first.close()
    assert {path: path.read_bytes() for path in Path("a").iterdir()} == before
    reopen(Path("a")).close()
    assert names() == {"a"}


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_others_may_read_a_run_when_it_is_there():
    """While it is made, its hidden folder belongs to its owner alone."""
    made("a")
    assert Path("a").stat().st_mode & 0o777 == 0o755


def test_a_training_without_a_named_folder_takes_the_next_number():
    first = new_folder(None, "lenet5")
    second = new_folder(None, "lenet5")
    assert [str(folder.place) for folder in (first, second)] == ["runs/lenet5-1", "runs/lenet5-2"]
    first.close()
    second.close()
    assert names("runs") == set()


def test_a_run_may_be_kept_in_folders_that_are_not_there_yet():
    made("of/this/week/a")
    assert names("of/this/week") == {"a"} and names("of/this/week/a") == FILES


def test_a_run_says_how_far_it_has_come():
    kept = made("a")
    assert f"epoch 1 of 1 ({kept.settings.epochs} were planned)" in str(SavedRun.load(Path("a")))
    kept.settings = replace(kept.settings, epochs=1)
    whole = str(SavedRun(Path("a"), kept, network(), 1))
    assert whole == "a: softmax_regression, 7,850 parameters, epoch 1 of 1"


@pytest.mark.parametrize(("images", "batch_size", "steps"), [(100, 32, 4), (96, 32, 3), (5, 32, 1)])
def test_the_last_batch_of_an_epoch_may_be_smaller(images, batch_size, steps):
    settings = settle("softmax_regression", train_size=images, batch_size=batch_size)
    assert Job(settings, load_standin(), None, record()).steps == steps


# ---- the parts of a run belong together ----


def test_a_model_or_checkpoint_of_another_training_is_refused():
    made("a")
    made("b", seed=1)
    assert SavedRun.load(Path("a")).kept == 1
    shutil.copy(f"b/{MODEL}", f"a/{MODEL}")
    with pytest.raises(RunError, match=r"a/model.npz does not belong to this run.*Train .* again"):
        SavedRun.load(Path("a"))
    shutil.copy(f"b/{CHECKPOINT}", f"a/{CHECKPOINT}")
    with pytest.raises(RunError, match=r"a/checkpoint.npz does not belong"):
        load_record(Path("a")).epoch_of(Path("a", CHECKPOINT))


def test_the_history_of_another_network_is_refused():
    made("a")
    text = Path("a", HISTORY).read_text()
    Path("a", HISTORY).write_text(text.replace('"parameters": 7850', '"parameters": 7851'))
    with pytest.raises(RunError, match=r"7,850 parameters, and the run is one of \w+ with 7,851"):
        SavedRun.load(Path("a"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "asleep"}, "the status or the name of the data"),
        ({"data": {"name": 3}}, "the status or the name of the data"),
        ({"parameters": "7850"}, "the number of parameters is '7850'"),
        ({"files": {MODEL: {"1": "abc"}}}, "the digests of its files"),
        ({"files": {MODEL: {"first": "0" * 64}}}, "the digests of its files"),
        ({"files": {MODEL: {"²": "0" * 64}}}, "the digests of its files"),
        ({"files": {MODEL: {"9" * 5000: "0" * 64}}}, "the digests of its files"),
        ({"files": [1]}, "the digests of its files"),
        ({"files": {MODEL: [1]}}, "the digests of its files"),
        ({"parameters": -1}, "the number of parameters is -1"),
        ({"parameters": 10**400}, "the number of parameters is 1000"),
        ({"versions": [1]}, "the versions or the date"),
        ({"date": 5}, "the versions or the date"),
        ({"curves": {**CURVES, "val_loss": ["inf"]}}, "the curves are not .* lists of numbers"),
        ({"curves": {**CURVES, "seconds": ["nan"]}}, "the curves are not .* lists of numbers"),
        ({"curves": {**CURVES, "loss": []}}, "the curves are not equally long"),
    ],
)
def test_a_history_that_makes_no_sense_is_refused(changes, message):
    made("a")
    value = json.loads(Path("a", HISTORY).read_text())
    Path("a", HISTORY).write_text(json.dumps({**value, **changes}))
    with pytest.raises(RunError, match=f"{HISTORY} is damaged: {message}.*Train the network again"):
        load_record(Path("a"))


def test_a_run_that_says_nothing_of_its_images_goes_on_with_all(monkeypatch, no_data):
    for name, value in no_data.items():
        monkeypatch.setenv(name, value)
    made("a")
    images = load_standin()
    value = json.loads(Path("a", HISTORY).read_text())
    assert value["settings"]["train_size"] is None
    value["data"]["sha256"] = images.sha256
    Path("a", HISTORY).write_text(json.dumps(value))
    job = resumed_job(Path("a"), epochs=9)
    job.folder.close()
    assert len(job.train) == len(images.train)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("[]", "it holds a list, expected names and values"),
        ("null", "it holds a NoneType"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"parameters": ' + "9" * 5_000 + "}", "it holds a number of thousands of digits"),
    ],
    ids=["empty", "list", "null", "deep", "digits"],
)
def test_a_history_that_is_no_table_is_told_in_words(text, message):
    made("a")
    Path("a", HISTORY).write_text(text)
    with pytest.raises(RunError, match=f"{HISTORY} is damaged: {message}") as caught:
        load_record(Path("a"))
    assert str(caught.value).endswith("Train the network again")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", [HISTORY, MODEL])
def test_a_pipe_in_a_run_is_refused_and_not_waited_for(name):
    made("a")
    Path("a", name).unlink()
    os.mkfifo(Path("a", name))
    with pytest.raises((OSError, RunError), match="pipe or a device"):
        SavedRun.load(Path("a"))


@pytest.mark.parametrize("target", ["nowhere", "out"])
def test_a_link_that_leads_nowhere_is_found_out_before_the_training(target):
    Path("out").symlink_to(target)
    with pytest.raises(RunError, match="out is a link that leads nowhere; name another folder"):
        new_folder(Path("out"), "softmax_regression")
    assert Path("out").is_symlink()


def test_a_missing_run_names_those_beside_it():
    with pytest.raises(RunError, match="no run runs/z; train one with: mnist-course train lenet5"):
        load_record(Path("runs/z"))
    for name in "abcde":
        made(f"runs/{name}")
    every = "there are runs/a, runs/b, runs/c, runs/d, runs/e"
    with pytest.raises(RunError, match=f"{every}$"):
        load_record(Path("runs/z"))
    made("runs/f")
    with pytest.raises(RunError, match=rf"{every} \.\.\.$"):
        load_record(Path("runs/z"))


def test_an_error_of_the_disk_names_the_run_whatever_it_says_itself():
    def fails(path):
        raise OSError("the tape is torn")  # neither number nor words of the system

    folder, history = new_folder(Path("a"), "softmax_regression"), record()
    history.add(LOGS, 1.0)
    with pytest.raises(OSError, match="the tape is torn") as caught:
        folder.keep(history, None, fails)
    assert caught.value.filename == "a"
    folder.close()
    assert names() == set()


def test_an_epoch_that_cannot_be_written_leaves_the_run_as_it_was():
    kept = made("a")

    def fails(path):
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    folder = reopen(Path("a"))
    before = {path: path.read_bytes() for path in Path("a").iterdir()}
    kept.add(LOGS, 1.0)
    with pytest.raises(OSError, match="No space left on device: 'a'"):
        folder.keep(kept, network(1), fails)
    assert {path: path.read_bytes() for path in Path("a").iterdir()} == before
    folder.close()


def test_there_is_no_best_epoch_before_the_first():
    kept = record()
    assert (kept.best_epoch, kept.epochs_done) == (0, 0)
    for loss, best in ((0.5, 1), (0.3, 2), (0.3, 2), (0.4, 2)):
        kept.add({**LOGS, "val_loss": loss}, 1.0)
        assert kept.best_epoch == best


SAVED = Path(__file__).with_name("saved") / "nielsen_of_version_0_1"


def test_a_run_that_version_0_1_has_written_is_read_and_goes_on(monkeypatch, no_data):
    for name, value in no_data.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(SAVED, "a")
    run = SavedRun.load(Path("a"))
    assert (run.kept, run.record.epochs_done, run.network.count) == (2, 2, 1600)
    validation = load_standin().validation
    assert run.score(validation)["loss"] == pytest.approx(run.record.curves["val_loss"][1])
    job = resumed_job(Path("a"), epochs=3)
    run_job(job, lambda *_: nullcontext(SimpleNamespace(epoch_done=lambda *_: None)))
    job.folder.close()
    assert SavedRun.load(Path("a")).record.epochs_done == 3


def test_a_run_of_an_earlier_version_has_no_digests_and_is_read():
    made("a")
    value = json.loads(Path("a", HISTORY).read_text())
    del value["files"]
    Path("a", HISTORY).write_text(json.dumps(value))
    run = SavedRun.load(Path("a"))
    assert run.kept == 1 and run.record.epoch_of(Path("a", MODEL)) is None


class PowerCut(BaseException):
    """Nothing can be done any more."""


@pytest.mark.parametrize(
    ("stopped_at", "kept", "epochs"),
    [(HISTORY, 1, 1), (f".new-{MODEL}", 1, 2), (f".new-{CHECKPOINT}", 2, 2)],
)
def test_a_run_cut_short_between_two_files_is_whole(stopped_at, kept, epochs, monkeypatch):
    """The power goes when this file is about to take its place; before it, the others have."""
    folder, history = new_folder(Path("a"), "softmax_regression"), record()
    keep(folder, history, seed=1)
    real = Path.replace

    def replace(self, target):
        if stopped_at == (HISTORY if Path(target).name == HISTORY else self.name):
            raise PowerCut
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PowerCut):
        keep(folder, history, seed=2, val_loss=0.5)
    monkeypatch.setattr(Path, "replace", real)
    folder.close()
    run = SavedRun.load(Path("a"))
    assert (run.kept, run.record.epochs_done) == (kept, epochs)
    weights = [net.params["dense_1/W"] for net in (load_model(f"a/{MODEL}"), network(kept))]
    assert np.array_equal(*weights)
    assert run.record.epoch_of(Path("a", CHECKPOINT)) == 1


# ---- what killed trainings leave ----


def test_what_a_training_left_that_was_killed_in_its_first_epoch_is_swept():
    Path(".a-x1y2z3.part").mkdir()
    Path(".a-x1y2z3.part", "model.npz").touch()
    Path(".b-x1y2z3.part").mkdir()  # another run's: not ours to judge
    made("a")
    assert names() == {"a", ".b-x1y2z3.part"}


@pytest.mark.parametrize(
    "again", [lambda: reopen(Path("a")).close(), lambda: made("a", force=True)]
)
def test_what_a_training_left_that_was_killed_in_a_later_epoch_is_swept(again):
    made("a")
    for name in (f".{HISTORY}-x1.part", f"..new-{MODEL}-x1.part", f".new-{CHECKPOINT}"):
        Path("a", name).touch()
    Path("a", ".mine.part").touch()
    os.utime(Path("a", f".new-{CHECKPOINT}"), (1, 1))
    again()
    left = {path.name for path in Path("a").iterdir()} - {MODEL, HISTORY, CHECKPOINT}
    assert left == {".mine.part"}


def test_an_exchange_cut_short_before_the_new_run_was_in_place_gives_the_old_one_back():
    made("a")
    before = Path("a", HISTORY).read_bytes()
    Path("a").rename(".a.old")
    with pytest.raises(RunError, match="holds a run already"):
        new_folder(Path("a"), "softmax_regression")
    assert Path("a", HISTORY).read_bytes() == before and names() == {"a"}


def test_an_exchange_cut_short_afterwards_is_brought_to_its_end():
    made("a")
    Path("a", "notes.txt").write_text("mine")
    Path("a").rename(".a.old")
    made("b")
    Path("b").rename("a")
    new_folder(Path("a"), "softmax_regression", force=True).close()
    assert names() == {"a"} and names("a") == {*FILES, "notes.txt"}


def test_what_a_run_leaves_behind_does_not_pass_to_the_one_that_replaced_it():
    """Its own files go with it; a file of the user's stays, unless the new run brought one."""
    made("a")
    for name in ("mine.txt", "both.txt"):
        Path("a", name).write_text("old")
    Path("a").rename(".a.old")
    made("b")
    Path("b").rename("a")
    Path("a", CHECKPOINT).unlink()
    Path("a", "both.txt").write_text("new")
    new_folder(Path("a"), "softmax_regression", force=True).close()
    assert names("a") == {MODEL, HISTORY, "mine.txt", "both.txt"}
    assert Path("a", "both.txt").read_text() == "new"


def test_what_cannot_be_taken_away_stops_no_training(monkeypatch):
    made("a")
    shutil.copytree("a", ".a.old")

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rmdir", refuse)
        new_folder(Path("a"), "softmax_regression", force=True).close()
    assert SavedRun.load(Path("a")).kept == 1


@pytest.mark.parametrize("place", ["a", "a/b", "missing", "missing/b"])
def test_to_go_on_with_what_is_no_run_is_refused_and_leaves_nothing_behind(place):
    Path("a").mkdir()
    Path("a", "notes.txt").touch()
    with pytest.raises(RunError, match=place):
        resumed_job(Path(place))
    assert names() == {"a"} and names("a") == {"notes.txt"}


def test_the_lock_file_of_a_killed_training_locks_nothing():
    Path(".a.lock").write_text("process 1 since 00:00:00")
    made("a")
    with hold(Path(".a.lock")):
        pass
    assert names() == {"a"}


def test_the_network_of_1998_shares_out_what_ten_digits_and_no_digit_have():
    """By hand, formula 9 of LeCun et al. (1998): e^-distance over e^-j and all of these."""
    data = {"name": "digits", "is_standin": True, "sha256": "0" * 64, "validation": 1}
    net, split = zoo.lenet5_1998(seed=0), load_standin().validation[:3]
    known = Record(settle("lenet5_1998"), net.count, data, {}, "2025-01-01")
    outputs = net.predict((split.images / 255 * 1.275 - 0.1)[..., None])
    shares = np.exp(outputs.astype(float))
    expected = shares / (math.exp(-MaximumAPosteriori().j) + shares.sum(axis=1, keepdims=True))
    answer = SavedRun(Path("a"), known, net, 1).answer(split)
    np.testing.assert_allclose(answer, expected, rtol=1e-4)
    assert answer.sum(axis=1).min() > 0 and answer.sum(axis=1).max() < 1
