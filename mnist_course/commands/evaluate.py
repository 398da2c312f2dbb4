"""``mnist-course evaluate``: how well a trained network reads the test images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)
from mnist_course.ground.numbers import percent

if TYPE_CHECKING:
    from mnist_course.runs.reading import SavedRun

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course evaluate runs/lenet5-1
mnist-course evaluate runs/*
mnist-course evaluate runs/lenet5-1 --worst 30 --json
```

{EXIT_CODES}
"""


@app.command(epilog=EPILOG)
def evaluate(
    runs: Annotated[list[Path], typer.Argument(help="Folders made by train.", show_default=False)],
    worst: Annotated[int, typer.Option(min=0, help="How many mistakes to list.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Test a trained network: accuracy, what it mistakes for what, its worst mistakes.

    With several runs, the one with the lowest validation loss is chosen first, and only that one is
    tested. To choose by test images would make them part of the training, and the result too good.
    """
    with plain_errors(as_json):
        from mnist_course.commands.shared.report import describe, measure
        from mnist_course.data import load_mnist
        from mnist_course.runs.reading import SavedRun

        loaded = [SavedRun.load(folder) for folder in dict.fromkeys(runs)]
        dataset = load_mnist()
        for run in loaded:
            if note := run.other_data(dataset):
                say(note)
        scores = [run.score(dataset.validation) for run in loaded]
        best, rule = choose(loaded, scores)
        chosen = loaded[best]
        test = chosen.score(dataset.test)
        result = measure(dataset.test.labels, chosen.answer(dataset.test), worst)
        report = {
            "run": str(chosen.folder),
            "model": chosen.record.settings.model,
            "data": dataset.name,
            "is_standin": bool(dataset.is_standin),
            "chosen_by": rule,
            "runs": [
                {"run": str(run.folder), "model": run.record.settings.model, "validation": score}
                for run, score in zip(loaded, scores, strict=True)
            ],
            "test": {**test, **result},
        }
        lines = _compare(loaded, scores, best, rule) if len(loaded) > 1 else []
        lines += [
            str(chosen),
            f"Data: {dataset.name}",
            _line("Validation", scores[best], len(dataset.validation)),
            _line("Test", test, len(dataset.test)) + f", {result['mistakes']:,} mistakes",
            "",
            describe(result, chosen.gives_probabilities),
        ]
        if result["worst"]:
            example = result["worst"][0]["image"]
            lines += ["", f"Look: mnist-course predict {chosen.folder} --image-id {example} --show"]
        finish(report, "\n".join(lines), as_json)


def choose(runs: list[SavedRun], scores: list[dict[str, float]]) -> tuple[int, str]:
    """Return the index of the best run, and by which number it was chosen.

    That is the validation loss. Losses of different formulas cannot be compared; among such runs
    the validation accuracy decides.
    """
    formulas = {run.record.settings.loss for run in runs}
    if len(formulas) == 1:
        return min(range(len(runs)), key=lambda i: scores[i]["loss"]), "validation loss"
    return max(range(len(runs)), key=lambda i: scores[i]["accuracy"]), "validation accuracy"


def _line(name: str, score: dict[str, float], images: int) -> str:
    accuracy = percent(score["accuracy"])
    return f"{name + ':':12}accuracy {accuracy:>8}, loss {score['loss']:.4f} ({images:,} images)"


def _compare(runs: list[SavedRun], scores: list[dict[str, Any]], best: int, rule: str) -> list[str]:
    width = max(len(str(run.folder)) for run in runs)
    lines = [f"{'':{width + 2}}  validation loss   accuracy"]
    for i, (run, score) in enumerate(zip(runs, scores, strict=True)):
        mark = "   chosen" if i == best else ""
        accuracy = percent(score["accuracy"])
        lines.append(f"  {run.folder!s:{width}}{score['loss']:>17.4f}{accuracy:>11}{mark}")
    lines += ["", f"{runs[best].folder} is the best by {rule}. Only now the test images are read."]
    if rule != "validation loss":
        lines.append("(The losses come from different formulas and cannot be compared.)")
    return [*lines, ""]
