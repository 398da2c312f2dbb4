"""``mnist-course predict``: read one digit, an image of MNIST or a photo."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mnist_course.commands.shared.drawing import bar, text_picture
from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)
from mnist_course.ground.numbers import percent
from mnist_course.ground.writing import write_whole

if TYPE_CHECKING:
    from mnist_course.data.photo import Photo

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course predict runs/lenet5-1 --image-id 3
mnist-course predict runs/lenet5-1 --image-id 0 --split validation --show
mnist-course predict runs/lenet5-1 --file photo.jpg --show
mnist-course predict runs/lenet5-1 --file photo.jpg --save-steps steps
```

{EXIT_CODES}
"""


@app.command(epilog=EPILOG)
def predict(
    run: Annotated[Path, typer.Argument(help="A folder made by train.", show_default=False)],
    image_id: Annotated[
        int | None, typer.Option(min=0, help="Number of an image of MNIST, from 0.")
    ] = None,
    split: Annotated[
        Literal["test", "validation", "train"], typer.Option(help="Where to take it from.")
    ] = "test",
    file: Annotated[
        Path | None, typer.Option(help="A picture of one digit: PNG, JPEG, WEBP, BMP, GIF, TIFF.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the 28 × 28 pixels that the network sees.")
    ] = False,
    save_steps: Annotated[
        Path | None,
        typer.Option(help="Save each step from photo to 28 × 28 pixels in this folder."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read one digit: the ten probabilities, the answer, and the truth where it is known.

    A photo is prepared as MNIST's digits were: the digit is found (dark on light or light on dark),
    cut out, scaled to 20 pixels, and centred in 28 × 28 by its centre of mass. Write one digit with
    a dark pen, and fill a good part of the picture with it.
    """
    if (image_id is None) == (file is None):
        raise typer.BadParameter("give either --image-id or --file")
    if save_steps is not None and file is None:
        raise typer.BadParameter("an image of MNIST has no steps", param_hint="--save-steps")
    with plain_errors(as_json):
        from mnist_course.runs.reading import SavedRun

        loaded = SavedRun.load(run)
        if file is not None:
            image, what, notes = _read_photo(file, save_steps, show)
        else:
            image, what, notes = _read_mnist(loaded, split, int(image_id or 0))
        for note in notes:
            say(note)
        answers = loaded.answer(image)[0].tolist()
        answer = max(range(10), key=answers.__getitem__)
        truth = None if file is not None else int(image.labels[0])
        probabilities = loaded.gives_probabilities
        report = {
            "run": str(run),
            "image": what,
            "answer": answer,
            "truth": truth,
            "probabilities": answers if probabilities else None,
            "outputs": None if probabilities else answers,
            "notes": notes,
        }
        lines = [f"{loaded}", f"It reads {what}:", ""]
        if show:
            lines += [text_picture(image.images[0]), ""]
        lines += [_bars(answers, answer, truth, probabilities), "", _verdict(answer, truth)]
        if not probabilities:
            lines.append(
                "(The outputs of this network are no probabilities: each should be near 0 or 1, "
                "and they need not sum to 1.)"
            )
        finish(report, "\n".join(lines), as_json)


def _read_mnist(run: Any, name: str, number: int) -> tuple[Any, str, list[str]]:
    """Return the image as a split of one, how to call it, and notes."""
    from mnist_course.data import load_mnist

    dataset = load_mnist()
    images = getattr(dataset, name)
    if number >= len(images):
        raise ValueError(
            f"--image-id {number}: the {name} images are numbered from 0 to {len(images) - 1:,}"
        )
    note = run.other_data(dataset)
    data = "MNIST" if not dataset.is_standin else dataset.name
    return images[number : number + 1], f"{name} image {number} of {data}", [note] if note else []


def _read_photo(file: Path, folder: Path | None, show: bool) -> tuple[Any, str, list[str]]:
    from mnist_course.data import Split
    from mnist_course.data.photo import prepare_photo

    if file.exists() and not file.is_file():  # a pipe would be waited for, a device never ends
        raise ValueError(f"{file} is no ordinary file; save the picture, and name its file")
    photo = prepare_photo(file)
    if show:
        for number, step in enumerate(photo.steps, 1):
            say(f"{number}. {step.text}")
    if folder is not None:
        _save_steps(photo, folder)
        say(f"The {len(photo.steps)} steps are saved in {folder}.")
    # A split needs labels; the truth is unknown here and never shown.
    return Split(photo.image[None], [0]), str(file), list(photo.warnings)


def _save_steps(photo: Photo, folder: Path) -> None:
    import numpy as np
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for number, step in enumerate(photo.steps, 1):
        packed = io.BytesIO()
        Image.fromarray(np.rint(255 * step.picture).astype(np.uint8)).save(packed, "PNG")
        write_whole(folder / f"{number}-{step.name}.png", packed.getvalue())


def _bars(answers: list[float], answer: int, truth: int | None, probabilities: bool) -> str:
    lines = []
    for digit, value in enumerate(answers):
        marks = [word for word, which in (("answer", answer), ("truth", truth)) if digit == which]
        number = percent(value) if probabilities else f"{value:.3f}"
        mark = f"  ← {' and '.join(marks)}" if marks else ""
        lines.append(f"  {digit}  {bar(value)} {number:>9}{mark}")
    return "\n".join(lines)


def _verdict(answer: int, truth: int | None) -> str:
    if truth is None:
        return f"Answer: {answer}"
    return f"Answer: {answer}. Truth: {truth}. {'Right.' if answer == truth else 'Wrong.'}"
