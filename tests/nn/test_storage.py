import base64
import copy
import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course import nn
from mnist_course.nn import zoo
from mnist_course.nn.initializers import INITIALIZERS
from mnist_course.nn.storage import digest


def everything(**options):
    return nn.Sequential(
        [
            nn.Conv2D(3, (3, 2), (2, 1), ((1, 0), (0, 2)), "tanh", kernel_regularizer=0.1),
            nn.Activation(nn.LeakyReLU(0.3)),
            nn.MaxPool2D(2, 1, "same"),
            nn.Residual([nn.Conv2D(3, 1), nn.Dropout(0.2)], nn.Conv2D(3, 1), "relu"),
            nn.AvgPool2D(),
            nn.Flatten(),
            nn.Dense(4, "softplus", name="my own"),
            nn.Dense(3, "softmax"),
        ],
        (6, 5, 2),
        **{"name": "all kinds", **options},
    )


def file_of(model):
    with TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.npz")
        return (Path(folder) / "model.npz").read_bytes()


GOOD = file_of(everything())


def load(raw):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "other.npz"
        path.write_bytes(raw)
        return nn.load_model(path)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_read_is_what_was_written(tmp_path, dtype):
    model = everything(dtype=dtype, seed=5)
    model.save(tmp_path / "model.npz")
    twin = nn.load_model(tmp_path / "model.npz")
    x = np.random.default_rng(0).normal(size=(7, 6, 5, 2))
    assert np.array_equal(model.predict(x), twin.predict(x)) and str(model) == str(twin)
    assert twin.layers[1].activation.negative_slope == 0.3
    assert twin.layers[0].regularizer.strength == 0.1 and twin.dtype == dtype
    assert twin.layers[3].body.layers[1].rate == 0.2
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


def test_a_file_written_by_the_first_version_is_still_read():
    """Written before the layers moved; the outputs are those that version gave."""
    text = Path(__file__).with_name("saved").joinpath("format_1.npz.base64").read_bytes()
    model = load(base64.b64decode(text))
    x = np.random.default_rng(1).normal(size=(3, 6, 5, 2))
    expected = [
        [-4.1428885, -1.2655185, -4.314342],
        [-4.1889195, -1.2233601, -4.29326],
        [-4.0278955, -1.5408593, -4.280975],
    ]
    np.testing.assert_allclose(model.predict(x), expected, rtol=1e-6)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == [
        *("Conv2D", "Activation", "MaxPool2D", "Residual", "AvgPool2D", "SparseConv2D"),
        *("Subsampling", "Flatten", "Dense", "RBF"),
    ]
    assert type(model.layers[0]) is nn.Conv2D and model.count == 169


def test_plain_layers_are_saved_as_what_they_are(tmp_path):
    layers = [nn.PlainConv2D(2, 3), nn.PlainMaxPool2D(), nn.PlainAvgPool2D(1), nn.Flatten()]
    model = nn.Sequential(layers, (6, 6, 1))
    model.save(tmp_path / "plain.npz")
    twin = nn.Sequential.load(tmp_path / "plain.npz")
    assert [type(la) for la in twin.layers] == [type(la) for la in layers]
    x = np.random.default_rng(0).normal(size=(3, 6, 6, 1))
    assert np.array_equal(model.predict(x), twin.predict(x))


def test_the_file_needs_no_pickle_and_its_numbers_lie_open(tmp_path):
    with np.load(io.BytesIO(GOOD), allow_pickle=False) as file:
        assert np.array_equal(file["my own/W"], everything().params["my own/W"])
        assert json.loads(str(file["meta"]))["version"] == 1


@settings(max_examples=150)
@given(cut=st.integers(0, len(GOOD) - 1))
def test_a_file_cut_off_anywhere_is_refused(cut):
    with pytest.raises(nn.StorageError):
        load(GOOD[:cut])


@settings(max_examples=300)
@given(place=st.integers(0, len(GOOD) - 1), change=st.integers(1, 255))
def test_a_changed_byte_is_refused_or_does_not_matter(place, change):
    raw = bytearray(GOOD)
    raw[place] ^= change
    try:
        model = load(bytes(raw))
    except nn.StorageError:
        return
    for name, p in everything().params.items():  # such as a date in the zip directory
        assert np.array_equal(p, model.params[name])


def rewritten(sign, change):
    """Return the good file after `change`(meta, arrays); with a right digest if `sign`."""
    with np.load(io.BytesIO(GOOD)) as file:
        arrays = {name: file[name] for name in file.files}
    meta = json.loads(str(arrays.pop("meta")))
    change(meta, arrays)
    if sign:
        meta.pop("sha256")
        meta["sha256"] = digest(meta, arrays)
    buffer = io.BytesIO()
    np.savez(buffer, meta=np.array(json.dumps(meta)), **arrays)
    return buffer.getvalue()


def put(key, value):
    return lambda meta, arrays: meta.update({key: value})


def nan(meta, arrays):
    arrays["my own/b"][0] = np.nan


def layer(meta, arrays, **changes):
    meta["layers"][0].update(changes)


TAMPERED = {
    "one weight": (False, lambda m, a: a["my own/W"].__setitem__((0, 0), 7), "was changed after"),
    "a setting": (False, put("name", "x"), "was changed after"),
    "other program": (True, put("format", "theirs"), "of another program"),
    "newer": (True, put("version", 2), "format version 2, this package reads 1"),
    "nan": (True, nan, "other than finite numbers"),
    "missing": (True, lambda m, a: a.pop("my own/W"), "does not fit"),
    "shape": (True, lambda m, a: a.update({"my own/b": np.zeros(9, "f")}), "does not fit"),
    "type": (True, lambda m, a: a.update({"my own/b": np.zeros(4)}), "expected float32"),
    "kind": (True, lambda m, a: layer(m, a, layer="os.system"), "unknown kind of layer"),
    "settings": (True, lambda m, a: layer(m, a, settings={"filters": -1}), "cannot be made"),
    "no layers": (True, put("layers", []), "at least one layer"),
    "layers a number": (True, put("layers", 5), "cannot be made"),
    "name a list": (True, put("name", [1]), "the name is no text of at most 200 signs"),
    "name without end": (True, put("name", "n" * 10**6), "the name is no text"),
    "unknown dtype": (True, put("dtype", "no type"), "dtype must be 'float32' or 'float64'"),
    "layers without end": (True, put("layers", [{}] * 10_001), "there are more than 10,000"),
    "shape of text": (True, put("input_shape", "abc"), "cannot be made"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampered_files_are_refused_and_the_reason_is_named(case):
    sign, change, message = TAMPERED[case]
    with pytest.raises(nn.StorageError, match=message) as caught:
        load(rewritten(sign, change))
    assert len(str(caught.value)) < 700 and "\n" not in str(caught.value)


@pytest.mark.parametrize("header", [b" " * 60_000, b"(" * 5_000 + b")" * 5_000])
def test_what_numpy_says_of_a_strange_header_is_one_line_that_advises_no_pickle(header):
    size = struct.pack("<I", len(header))
    with pytest.raises(nn.StorageError, match="damaged or cut off") as caught:
        load(stored(("a.npy", b"\x93NUMPY\x02\x00" + size + header)))
    assert "pickle" not in str(caught.value) and len(str(caught.value)) < 700


def declares(layers, input_shape):
    """Return the change that declares these layers, and leaves the arrays as they are."""

    def change(meta, arrays):
        meta.update(layers=layers, input_shape=input_shape)

    return change


def entry(layer, **settings):
    return {"layer": layer, "name": layer.lower(), "settings": settings}


DENSE = entry("Dense", units=10)
HUGE = {
    "units": [[entry("Dense", units=10**12)], [10]],
    "inputs": [[DENSE], [10**12]],
    "filters": [[entry("Conv2D", filters=10**12, kernel_size=3)], [8, 8, 1]],
    "window": [[entry("Conv2D", filters=1, kernel_size=10**7, padding="same")], [8, 8, 1]],
    "padding": [[entry("Conv2D", filters=1, kernel_size=3, padding=10**9), DENSE], [8, 8, 1]],
    "mean of a huge image": [[entry("AvgPool2D", pool_size=2)], [10**7, 10**7, 1]],
    "channels": [[entry("Subsampling")], [8, 8, 10**12]],
    "table": [[entry("SparseConv2D", connections=[[1]], kernel_size=10**6)], [10**6, 10**6, 1]],
    "in a block": [[entry("Residual", layers=[entry("Dense", units=10**12)])], [10**12]],
}


@pytest.mark.parametrize("case", HUGE)
def test_a_small_file_cannot_ask_for_a_huge_network(case):
    """Refused by comparing shapes; nothing of the declared size is ever made."""
    raw = rewritten(True, declares(*HUGE[case]))
    tracemalloc.start()
    try:
        with pytest.raises(nn.StorageError, match=r"does not fit this network|cannot be made"):
            load(raw)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_description_without_end_is_refused():
    deep = entry("Flatten")
    for _ in range(240):
        deep = entry("Residual", layers=[deep])
    with pytest.raises(nn.StorageError):
        load(rewritten(True, declares([deep], [8])))


def stored(*entries):
    """Return a zip of (name, content) entries, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_whose_entries_hide_or_repeat_one_another_is_refused():
    one = ("a.npy", npy(np.zeros(3)))
    with pytest.raises(nn.StorageError, match="holds 'a' twice"):
        load(stored(one, one))
    # The directory names one large entry 300 times: reading it would be 300 times the work.
    raw = stored(("a.npy", npy(np.zeros(10_000))))
    start = raw.index(b"PK\x01\x02")
    directory, end = raw[start:-22], bytearray(raw[-22:])
    for place in (8, 10):  # the number of entries
        end[place : place + 2] = (300).to_bytes(2, "little")
    end[12:16] = (300 * len(directory)).to_bytes(4, "little")
    with pytest.raises(nn.StorageError, match=r"larger than the file|damaged"):
        load(raw[:start] + directory * 300 + bytes(end))


def test_an_array_that_declares_more_than_it_holds_is_refused():
    small = npy(np.zeros(3))
    huge = small.replace(b"(3,)", b"(3000000000000,)".ljust(4))
    huge = huge[:8] + (len(huge) - 10 - 24).to_bytes(2, "little") + huge[10:]
    with pytest.raises(nn.StorageError, match="damaged or cut off: an array of shape"):
        load(stored(("a.npy", huge)))


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def zipped(name, text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


FOREIGN = {
    "empty": (b"", "no .npz file"),
    "text": (b"<!DOCTYPE html>", "no .npz file"),
    "other arrays": (npz(x=np.zeros(3)), "another program"),
    "other meta": (npz(meta=np.array("[1, 2]")), "another program"),
    "not json": (npz(meta=np.array("hello")), "damaged"),
    "pickle": (npz(meta=np.array({"a": 1}, dtype=object)), "damaged"),
    "zip": (zipped("a.txt", "hello"), "compressed"),
    "bomb": (zipped("meta.npy", b"0" * 10**7), "compressed"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_foreign_files_are_refused_and_the_reason_is_named(case):
    raw, message = FOREIGN[case]
    with pytest.raises(nn.StorageError, match=message):
        load(raw)


def test_what_cannot_be_saved_says_so(tmp_path):
    class Mine(nn.Dense):
        pass

    with pytest.raises(ValueError, match="is a Mine, a kind this package cannot save"):
        nn.Sequential([Mine(3)], (2,)).save(tmp_path / "m.npz")
    with pytest.raises(ValueError, match="build it before you save it"):
        nn.Sequential([nn.Dense(3)]).save(tmp_path / "m.npz")
    with pytest.raises(ValueError, match=r"must end in .npz"):
        everything().save(tmp_path / "m.pkl")
    with pytest.raises(FileNotFoundError):
        nn.load_model(tmp_path / "m.npz")
    assert not list(tmp_path.iterdir())


def test_saving_into_a_folder_that_is_not_there_says_what_to_do(tmp_path):
    path = tmp_path / "models" / "net.npz"
    for save in (everything().save, lambda path: nn.Checkpoint(path)(0, {}, everything())):
        with pytest.raises(FileNotFoundError) as caught:
            save(path)
        assert f"cannot write {path}: there is no folder {path.parent}" in str(caught.value)
        assert "Make it first" in str(caught.value)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("make", [*zoo.NETWORKS.values(), everything])
def test_models_can_be_copied_and_pickled_also_after_training(make, copied):
    """Saving is the documented way; but tools that send models between processes pickle them."""
    model = make()
    x = np.random.default_rng(0).random((3, *model.input_shape), "float32")
    outputs = model.predict(x)
    how = {"loss": "mean_squared_error", "optimizer": "sgd", "progress": False}
    model.fit(x, outputs + 0.1, **how)
    twin = copied(model)
    assert np.array_equal(twin.predict(x), model.predict(x))
    for one in (model, twin):
        one.fit(x, outputs, **how)
    assert all(np.array_equal(p, model.params[name]) for name, p in twin.params.items())


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_can_be_pickled_and_draw_the_same(name):
    start = INITIALIZERS[name]()
    twin = pickle.loads(pickle.dumps(start))
    one, two = (i((4, 3), np.random.default_rng(0), np.dtype("float32")) for i in (start, twin))
    assert np.array_equal(one, two) and start == twin
