"""The cells of a chapter, run in its page: by a Python without a kernel, files or a network.

That Python has NumPy and this package, and nothing else. What a cell imports besides is put off
until somebody uses it; then the cell stops, and says what it would need. Cells run in the order of
the page, those above first, and each only once; what they draw is left out.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import linecache
import warnings
from collections.abc import Sequence
from typing import Any

from mnist_course.data import mnist as digits
from mnist_course.data.splits import Dataset, Split
from mnist_course.exercises.judge.errors import explain_error
from mnist_course.exercises.judge.running import Printed

KEPT = 20_000  # characters of what a cell prints
VALIDATION = 500  # of the 1,000 digits that the sample holds out


class NotHereError(Exception):
    """Something was used that a page has not."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not in the page")
        self.package = package


class Absent:
    """Stands in for what cannot be imported, and says so when it is used."""

    def __init__(self, package: str) -> None:
        object.__setattr__(self, "_package", package)

    def __getattr__(self, name: str) -> Any:
        raise NotHereError(self._package)

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise NotHereError(self._package)

    __call__ = __getitem__ = __iter__ = __enter__ = _refuse

    def __setattr__(self, name: str, value: Any) -> None:
        raise NotHereError(self._package)


class Session:
    """What the cells of one page have defined so far."""

    def __init__(self) -> None:
        self._ran: list[str] = []
        self._names: dict[str, Any] = {}
        self._left_out: set[str] = set()

    def run(self, texts: Sequence[str]) -> dict[str, Any]:
        """Run the last of some cells, after those of the others that have not run yet.

        Parameters
        ----------
        texts
            Cells in the order of the page.

        Returns
        -------
        dict
            ``printed``, and ``value`` (the last expression as text, or empty) of the last cell;
            ``error`` (lines, or empty); ``needs`` (a package that is not in the page, or empty).
        """
        *above, last = texts
        for number, text in enumerate(texts, start=1):  # where Python finds the lines of an error
            file = f"<cell {number}>"
            linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        if self._ran[: len(above)] != above[: len(self._ran)]:
            self._ran, self._names, self._left_out = [], {}, set()
        if not self._names:
            self._names = {"__name__": "__main__"}
        nowhere = Printed(keep=0)
        for number in range(len(self._ran), len(above)):
            self._run_around(above[number], f"<cell {number + 1}>", nowhere)
            self._ran.append(above[number])
        printed = Printed(keep=KEPT)
        told = self._run_cell(last, f"<cell {len(above) + 1}>", printed)
        if len(self._ran) == len(above):
            self._ran.append(last)
        else:
            self._ran[len(above)] = last
        return {"value": "", "error": [], "needs": "", **told, "printed": printed.text}

    def _run_around(self, text: str, file: str, printed: Printed) -> None:
        """Run each statement of a cell above; one that stops is left out, with what it defines."""
        try:
            parts = ast.parse(text).body
        except SyntaxError:
            return
        for part in parts:
            try:
                self._execute(ast.Module([part], []), file, printed)
            except Exception as error:
                self._left_out.add(missing(error))

    def _run_cell(self, text: str, file: str, printed: Printed) -> dict[str, Any]:
        try:
            tree = ast.parse(text, file)
            shown = None
            if tree.body and isinstance(tree.body[-1], ast.Expr):
                shown = ast.Expression(tree.body.pop().value)
            self._execute(tree, file, printed)
            value = None if shown is None else self._execute(shown, file, printed)
            return {"value": "" if value is None else repr(value)[:KEPT]}
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if package := missing(error):
                return {"needs": package}
            lines = explain_error(error)
            if isinstance(error, NameError) and self._left_out - {""}:
                return {"error": lines, "needs": sorted(self._left_out - {""})[0]}
            return {"error": lines}

    def _execute(self, tree: ast.Module | ast.Expression, file: str, printed: Printed) -> Any:
        if isinstance(tree, ast.Module):
            tree.body = [part for part in tree.body if not self._imported(part)]
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            if isinstance(tree, ast.Expression):
                return eval(compile(tree, file, "eval"), self._names)
            exec(compile(tree, file, "exec"), self._names)
        return None

    def _imported(self, part: ast.stmt) -> bool:
        """Do an import by its parts, with stand-ins for what is not here; False if it is none."""
        if not isinstance(part, ast.Import | ast.ImportFrom):
            return False
        for alias in part.names:
            name = alias.asname or alias.name
            one = ast.Import([alias])
            if isinstance(part, ast.ImportFrom):
                one = ast.ImportFrom(part.module, [alias], part.level)
            code = ast.Module([ast.copy_location(one, part)], [])
            try:
                exec(compile(code, "<import>", "exec"), self._names)
            except Exception as error:
                self._names[name.partition(".")[0]] = Absent(missing(error) or alias.name)
        return True


def missing(error: BaseException) -> str:
    """Return the package for whose absence something stopped, or an empty text."""
    if isinstance(error, NotHereError):
        return error.package
    if isinstance(error, ModuleNotFoundError):
        name = error.name or ""
        return name if name.startswith("mnist_course.") else name.partition(".")[0]
    return ""


def sample_mnist(validation: int = 10_000) -> Dataset:
    """Return the book's sample of digits in place of the 70,000, and say so.

    Its 5,000 digits train; of the 1,000 that are held out, the first half validates (unless
    ``validation`` is 0) and the second half stands in for the test digits, of which none is in it.
    """
    from mnist_course.widgets import sample

    print("(In a page: the book's sample, 5,000 digits to train on and 1,000 held out.)")
    found = sample.read()
    images = found.held.pixels.reshape(-1, 28, 28)
    cut = VALIDATION if validation else 0
    return Dataset(
        "a sample of MNIST",
        True,  # statements about the whole of MNIST are not checked on it
        Split(found.train.pixels.reshape(-1, 28, 28), found.train.labels),
        Split(images[:cut], found.held.labels[:cut]),
        Split(images[VALIDATION:], found.held.labels[VALIDATION:]),
    )


def prepare() -> None:
    """Let ``load_mnist`` give the sample, wherever it is imported from."""
    digits.load_mnist = sample_mnist
    importlib.import_module("mnist_course.data").load_mnist = sample_mnist


_session = Session()


def run(texts: Sequence[str]) -> str:
    """Run cells in the session of this page; see `Session.run`. Returns JSON."""
    return json.dumps(_session.run(list(texts)))
