import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course import nn
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
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.npz")
        return (Path(folder) / "model.npz").read_bytes()


GOOD = file_of(everything())


def load(raw, tmp_path_factory=None):
    from pathlib import Path
    from tempfile import TemporaryDirectory

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
    "shape of text": (True, put("input_shape", "abc"), "cannot be made"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampered_files_are_refused_and_the_reason_is_named(case):
    sign, change, message = TAMPERED[case]
    with pytest.raises(nn.StorageError, match=message):
        load(rewritten(sign, change))


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
