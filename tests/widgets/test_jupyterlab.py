"""A live figure in a real JupyterLab: alive beside a kernel, a still frame without one."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import nbformat.sign
import pytest

import mnist_course
from mnist_course import widgets
from mnist_course.widgets.live import Live

CELLS = (
    "from mnist_course.widgets import TrainingLab\n"
    "lab = TrainingLab(hidden_units=5, training_images=200, epochs=2)\nlab",
    "print('Python sees', lab.learning_rate, lab.history['epoch'][-1], lab.model().count)",
    "lab.learning_rate = 0.5",
)


@pytest.fixture
def jupyterlab(tmp_path, monkeypatch) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab, and its folder."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("JupyterLab is not installed (pip install 'mnist-course[lab]')")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    here = str(Path(mnist_course.__file__).parents[1])  # kernels use this package, no other
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([here, os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")  # few digits, quickly trained
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "empty"))
    monkeypatch.setenv("MNIST_COURSE_CACHE", str(tmp_path / "empty"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))  # which notebooks are trusted
    folder = tmp_path / "notebooks"
    folder.mkdir()
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": "",
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
        "LabApp.user_settings_dir": tmp_path / "settings",
        "LabApp.workspaces_dir": tmp_path / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api/status", server)
            yield address, folder
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Wait until a server answers."""
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"JupyterLab ended with code {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    pytest.fail("JupyterLab did not start")


@pytest.mark.browser
def test_it_lives_beside_a_kernel_and_is_a_still_frame_without(jupyterlab, browser):
    address, folder = jupyterlab
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "alive.ipynb")
    executed(notebook, folder / "still.ipynb")
    executed(notebook, folder / "trusted.ipynb", sign=True)

    context = browser.new_context(viewport={"width": 1400, "height": 1200})
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    try:
        tab.goto(f"{address}/lab/tree/alive.ipynb")
        run(tab, 0)
        tab.wait_for_selector(".mnist-live[data-alive]")
        tab.wait_for_function(
            "document.querySelector('.ml-status').textContent.startsWith('Epoch 0 of 2')"
        )
        tab.get_by_label("Learning rate η").press("ArrowRight")
        tab.get_by_role("button", name="Train", exact=True).click()
        tab.wait_for_function(
            "document.querySelector('.ml-status').textContent.startsWith('Finished. Epoch 2')"
        )
        run(tab, 1)
        tab.wait_for_selector("text=Python sees 5.0 2 3985")
        tab.get_by_role("button", name="Let Python train on all digits").click()
        tab.wait_for_selector("text=The run has ended")
        assert "Python, " in tab.inner_text(".ml-runs")
        run(tab, 2)  # Python turns the knob: the figure follows
        tab.wait_for_selector('[aria-valuetext="0.5"]')

        # Of a notebook from elsewhere JupyterLab shows the picture, and runs no widget.
        tab.goto(f"{address}/lab/tree/still.ipynb")
        tab.wait_for_function("document.querySelector('.jp-RenderedImage img')?.naturalWidth > 500")
        # Of one's own, the widget; with no kernel to answer it says so below its still frame.
        tab.goto(f"{address}/lab/tree/trusted.ipynb")
        frame = tab.wait_for_selector(".mnist-live img.ml-still")
        assert frame.get_attribute("alt").startswith("A network [784, 5, 10] learns")
        tab.wait_for_function("(image) => image.naturalWidth > 500", arg=frame)
        tab.wait_for_selector("text=It comes alive when Python answers")
        assert errors == []
    finally:
        context.close()


@pytest.mark.browser
def test_every_figure_lives_and_python_sees_what_was_turned(jupyterlab, browser):
    address, folder = jupyterlab
    figures = [name for name in widgets.__all__ if is_live(getattr(widgets, name))]
    assert "TrainingLab" in figures
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for name in figures:
        lines = (
            f"from mnist_course.widgets import {name}\nfigure = {name}()\nbefore = figure.state()"
        )
        notebook.cells += [
            nbformat.v4.new_code_cell(f"{lines}\nfigure"),
            nbformat.v4.new_code_cell(
                "turned = [k for k, v in figure.state().items() if v != before[k]]\n"
                f"print('{name}:', 'Python sees', len(turned) > 0)"
            ),
        ]
    nbformat.write(notebook, folder / "all.ipynb")
    context = browser.new_context(viewport={"width": 1400, "height": 1200})
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    try:
        tab.goto(f"{address}/lab/tree/all.ipynb")
        for index, name in enumerate(figures):
            run(tab, 2 * index)
            cell = tab.locator(".jp-CodeCell").nth(2 * index)
            cell.locator(".mnist-live[data-alive]").wait_for()
            turn(tab, cell)
            for _ in range(10):  # the figure tells Python a moment after it was turned
                run(tab, 2 * index + 1)
                said = tab.locator(".jp-CodeCell").nth(2 * index + 1)
                said.locator(f"text=/{name}: Python sees (True|False)/").wait_for()
                if "True" in said.locator(".jp-OutputArea").inner_text():
                    break
                tab.wait_for_timeout(500)
            else:
                pytest.fail(f"{name} was turned, and Python does not see it")
        assert errors == []
    finally:
        context.close()


def is_live(thing: object) -> bool:
    """Say whether a name of the widgets is a live figure."""
    return isinstance(thing, type) and issubclass(thing, Live)


def turn(tab, cell) -> None:
    """Turn a figure's first knob with the keyboard: a slider, a named choice, or a drawing pad."""
    kinds = (
        "input[type=range]",
        "input[type=radio]:checked",
        "[aria-roledescription='drawing pad']",
    )
    found = [cell.locator(f"{kind}:visible") for kind in kinds]
    knob = next(knobs for knobs in found if knobs.count()).first
    if not knob.get_attribute("type"):
        knob.press("Delete")
        return
    before = knob.input_value()
    knob.press("ArrowRight")
    if knob.get_attribute("type") == "range" and knob.input_value() == before:
        knob.press("ArrowLeft")  # it stood at its end


def executed(notebook: nbformat.NotebookNode, path: Path, sign: bool = False) -> None:
    """Write the notebook as it is saved after its first cell was run."""
    from nbclient import NotebookClient

    copy = nbformat.from_dict(notebook)
    copy.cells = copy.cells[:1]
    NotebookClient(copy, timeout=300, kernel_name="python3").execute()
    nbformat.write(copy, path)
    if sign:
        nbformat.sign.NotebookNotary().sign(nbformat.read(path, as_version=4))


def run(tab, cell: int) -> None:
    """Run a cell when the kernel is ready."""
    # Before the kernel is connected, the command runs into nothing, without a word.
    tab.wait_for_function(
        """() => {
          const session = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
          const kernel = session?.isReady && session.session?.kernel;
          return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
        }"""
    )
    # Nothing is returned, so the browser does not wait for the cell to end.
    tab.evaluate(
        """(cell) => {
          jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
          jupyterapp.commands.execute('notebook:run-cell');
        }""",
        cell,
    )
