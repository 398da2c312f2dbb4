"""Make the pages' file of trained weights from the recorded result `page-networks`.

    python tools/pack_weights.py            # write mnist_course/widgets/data/weights.bin
    python tools/pack_weights.py --check    # only compare what lies there with the result

The result holds the weights of each network with 8 bits each; here they are only rearranged.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.page_networks import NETWORKS, eight_bits
from mnist_course.nn.blueprint import describe
from mnist_course.widgets.packed import pack, unpack

TARGET = Path(__file__).parents[1] / "mnist_course" / "widgets" / "data" / "weights.bin"
RESULT = "page-networks"


def weights() -> bytes:
    """Return the packed weights, from the recorded result."""
    described, arrays = {}, {}
    for run in load_result(RESULT).runs:
        if not run.pictures:
            continue
        name = run.settings["network"]
        model = NETWORKS[name]()
        layers = [describe(layer) for layer in model.layers]
        described[name] = {"input_shape": list(model.input_shape), "layers": layers}
        for param, record in run.pictures.items():
            numbers, scale = eight_bits(record)
            if param.endswith("/W"):
                arrays[f"{name}/{param}"] = numbers
                arrays[f"{name}/{param}/scale"] = scale
            else:  # one number and one scale each: that is a float
                arrays[f"{name}/{param}"] = (numbers[:, 0] / 127 * scale).astype(np.float32)
    notes = {
        "what": "trained networks, 8 bits a weight and a scale for each unit",
        "made from": f"results/{RESULT}.json",
        "networks": json.dumps(described, separators=(",", ":")),
    }
    return pack(arrays, notes)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    made = weights()
    if parser.parse_args(arguments).check:
        same = TARGET.is_file() and unpack(TARGET.read_bytes()).notes == unpack(made).notes
        print(f"{TARGET.name}: {'as the result says' if same else 'DIFFERS or is missing'}")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(made)
    print(f"wrote {TARGET.name}: {len(made):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
