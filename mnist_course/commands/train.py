"""``mnist-course train``: train a network of the book and keep it in a folder."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Literal

import typer

from mnist_course.commands.output import EXIT_CODES, AsJson, new_app, plain_errors
from mnist_course.commands.recipes import RECIPES, settle

app = new_app()

NETWORKS = "\n".join(
    f"- `{name}`: {entry.epochs} epochs of about {entry.seconds:g} s, {entry.optimizer} with "
    f"learning rate {entry.learning_rate:g}, batches of {entry.batch_size}"
    for name, entry in RECIPES.items()
)

EPILOG = f"""\
Networks, with what is done if nothing else is asked for:

{NETWORKS}

Examples:

```
mnist-course train lenet5 --epochs 1
mnist-course train nielsen --hidden 100 --learning-rate 1 --out runs/wide
mnist-course train mlp_128_64 --optimizer sgd --momentum 0.9
mnist-course train --resume runs/lenet5-1 --epochs 20
```

{EXIT_CODES}
"""

WITH_RESUME = {"resume", "model", "epochs", "as_json"}


@app.command(epilog=EPILOG)
def train(
    ctx: typer.Context,
    model: Annotated[
        str | None, typer.Argument(help="The network, such as lenet5.", show_default=False)
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="How often each image is shown.")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Length of a step.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Images for one step.")] = None,
    optimizer: Annotated[
        Literal["sgd", "rmsprop", "adam"] | None, typer.Option(help="The rule of a step.")
    ] = None,
    momentum: Annotated[float, typer.Option(min=0, max=1, help="For sgd.")] = 0.0,
    hidden: Annotated[int | None, typer.Option(min=1, help="Hidden units, for nielsen.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Fixes weights and order of images.")] = 0,
    train_size: Annotated[
        int | None, typer.Option(min=1, help="Use the first N training images, for a trial.")
    ] = None,
    engine: Annotated[
        Literal["numpy", "keras"], typer.Option(help="The book's own engine, or Keras.")
    ] = "numpy",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the run.", show_default="runs/MODEL-1, -2, ...")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run in that folder.")] = False,
    resume: Annotated[
        Path | None, typer.Option(help="Go on with this run, with its own settings.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a network on handwritten digits and keep it in a folder.

    It learns from the 50,000 training images. After each epoch the 10,000 validation images tell
    how well it reads digits it has not seen; the folder keeps the best epoch. Test images are not
    touched: they are for `mnist-course evaluate`.

    Ctrl-C stops; finished epochs are kept.
    """
    if resume is not None:
        for name in ctx.params:
            source = ctx.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE" and name not in WITH_RESUME:
                raise typer.BadParameter(
                    "a run goes on with its own settings; with --resume, only --epochs can change",
                    param_hint=f"--{name.replace('_', '-')}",
                )
        with plain_errors(as_json):
            from mnist_course.commands.launch import go_on

            go_on(resume, model, epochs, as_json)
        return

    if model is None:
        raise typer.BadParameter(f"which network? One of {', '.join(RECIPES)}", param_hint="MODEL")
    if learning_rate is not None and not (math.isfinite(learning_rate) and learning_rate > 0):
        raise typer.BadParameter(f"{learning_rate} is not above 0", param_hint="--learning-rate")
    try:
        settings = settle(
            model,
            engine=engine,
            learning_rate=learning_rate,
            hidden=hidden,
            epochs=epochs,
            batch_size=batch_size,
            optimizer=optimizer,
            momentum=momentum,
            seed=seed,
            train_size=train_size,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with plain_errors(as_json):
        from mnist_course.commands.launch import start

        start(settings, out, force, as_json)
