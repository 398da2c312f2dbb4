"""What every live figure is on its Python side: settings as traits, results handed over.

In a notebook it is an anywidget. The notebook holds a loader of a few hundred bytes; the figure's
script and its data are asked for when the figure is shown, and come from Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import anywidget
import traitlets

from mnist_course.widgets import assets, bundle, page


class Live(anywidget.AnyWidget):
    """A figure that computes in the browser; subclasses name their script and their settings.

    Attributes
    ----------
    lock : list of str
        Settings that the reader cannot turn.
    """

    #: Name of the script in ``js/``, without its suffix.
    script: ClassVar[str]
    #: Names of the settings; each is a trait, with the same default as in the script.
    settings: ClassVar[tuple[str, ...]] = ()

    _esm = (bundle.JS / "host" / "loader.js").read_text(encoding="utf-8")
    _name = traitlets.Unicode().tag(sync=True)
    _alt = traitlets.Unicode().tag(sync=True)
    _still = traitlets.Bytes().tag(sync=True)
    lock = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        known = (*self.settings, "lock")
        if unknown := [name for name in settings if name not in known]:
            raise TypeError(
                f"{self.script} has no setting {unknown[0]!r}, expected some of {', '.join(known)}."
            )
        if wrong := [name for name in settings.get("lock", []) if name not in self.settings]:
            raise ValueError(
                f"lock names {wrong[0]!r}, expected settings: {', '.join(self.settings)}."
            )
        super().__init__(_name=self.script, **settings)
        self.caption = ""
        self._listeners: dict[str, Callable[[Any, list[memoryview]], None]] = {}
        self.on_msg(self._hear)

    # What a subclass says of itself.

    def still(self) -> tuple[bytes, str]:
        """Return the still frame, a PNG, and what it shows in words that never change."""
        raise NotImplementedError

    def on_report(self, name: str, listener: Callable[[Any, list[memoryview]], None]) -> None:
        """Call ``listener(value, buffers)`` when the figure reports a result of this name."""
        self._listeners[name] = listener

    def say(self, name: str, value: Any) -> None:
        """Tell the figure in the browser something."""
        self.send({"say": name, "value": value})

    # What Jupyter asks for.

    def state(self) -> dict[str, Any]:
        """Return the settings, name to value."""
        return {name: getattr(self, name) for name in self.settings}

    def changed(self) -> dict[str, Any]:
        """Return the settings that are not as they are by default."""
        usual = self.trait_defaults()
        return {name: value for name, value in self.state().items() if value != usual[name]}

    def __repr__(self) -> str:
        """One line that never changes between runs: notebooks compare it."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.changed().items())
        return f"{type(self).__name__}({given})"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the widget, what the book's build needs, and the still frame."""
        if not self._still:
            self._still, self._alt = self.still()
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        live = {"name": self.script, "state": self.changed(), "alt": self._alt, "lock": self.lock}
        if self.caption:
            live["caption"] = self.caption
        own = {page.MIME: live, "image/png": self._still, "text/plain": f"{self!r}: {self._alt}"}
        return {**data, **own}, {**metadata, "image/png": {"alt": self._alt}}

    def _hear(self, _: Any, content: Any, buffers: list[memoryview]) -> None:
        """Answer a request of the browser, or take a result from it."""
        if "ask" in content:
            self._answer(content["ask"], content["id"])
        elif listener := self._listeners.get(content.get("report", "")):
            listener(content["value"], buffers)

    def _answer(self, what: str, number: str) -> None:
        try:
            found = self._find(what)
        except (KeyError, bundle.BundleError) as error:
            self.send({"answer": number, "error": str(error)})
        else:
            self.send({"answer": number}, [found])

    def _find(self, what: str) -> bytes:
        kind, _, name = what.partition(" ")
        if kind == "script":
            return bundle.notebook_module(self.script).encode()
        return assets.read(name)
