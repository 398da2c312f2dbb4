"""``mnist-course plot``: draw how a training went."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)
from mnist_course.ground.writing import write_whole

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course plot runs/lenet5-1
mnist-course plot runs/lenet5-1 runs/mlp_128_64-1 --out both.svg
```

{EXIT_CODES}
"""


@app.command(epilog=EPILOG)
def plot(
    runs: Annotated[list[Path], typer.Argument(help="Folders made by train.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            help="A file, .png or .svg; it is replaced.",
            show_default="curves.png, in the folder of a single run",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw loss and accuracy over the epochs, of one run or of several in one figure.

    Training is dashed, validation solid. Where the dashed line goes on falling and the solid one
    rises, the network learns its training images by heart.
    """
    kind = (out or Path("curves.png")).suffix.lower()
    if kind not in (".png", ".svg"):
        raise typer.BadParameter(f"{out} must end in .png or .svg", param_hint="--out")
    with plain_errors(as_json):
        from mnist_course.runs.record import load_record

        records = {str(folder): load_record(folder) for folder in runs}
        path = out or (runs[0] if len(records) == 1 else Path()) / "curves.png"
        losses = {record.settings.loss for record in records.values()}
        if len(losses) > 1:
            say("Note: the losses come from different formulas; compare the accuracies only.")
        curves = {name: record.curves for name, record in records.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, draw(curves, kind.removeprefix(".")))
        report = {"file": str(path), "runs": list(records)}
        finish(report, f"{path}: loss and accuracy of {', '.join(records)}", as_json)


def draw(curves: dict[str, dict[str, list[float]]], kind: str) -> bytes:
    """Return the figure as the content of a ``png`` or ``svg`` file."""
    import matplotlib as mpl

    mpl.use("Agg")  # no window, also where there is a screen
    import matplotlib.pyplot as plt

    from mnist_course.plots import use_style
    from mnist_course.plots.curves import show_curves

    packed = io.BytesIO()
    with mpl.rc_context():
        use_style()
        mpl.rcParams["svg.hashsalt"] = "mnist-course"  # the same run gives the same file
        figure = show_curves(curves)
        metadata = {"Date": None} if kind == "svg" else {}
        figure.savefig(packed, format=kind, metadata=metadata)
        plt.close(figure)
    return packed.getvalue()
