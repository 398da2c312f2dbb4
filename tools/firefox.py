"""Open a page from a disk in the system's Firefox, with no network, and read what it says.

Firefox needs no driver for this: a page says a line with ``dump``, which a profile may allow.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

NAMES = ("firefox-esr", "firefox")
# A proxy that nobody answers: no request leaves the machine, nor would one come back.
PREFERENCES: dict[str, bool | int | str] = {
    "browser.dom.window.dump.enabled": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "toolkit.startup.max_resumed_crashes": -1,
}


class FirefoxError(RuntimeError):
    """No Firefox, or a page that did not say its last line in time; the message says what to do."""


def find_firefox() -> str | None:
    """Return the path of the system's Firefox; the variable FIREFOX names another."""
    found = (shutil.which(name) for name in (os.environ.get("FIREFOX") or "", *NAMES))
    return next((path for path in found if path), None)


def version() -> str:
    """Return the version of Firefox."""
    path = find_firefox()
    if path is None:
        raise FirefoxError("no Firefox found: install firefox-esr, or name one in FIREFOX.")
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip().rpartition(" ")[2]


def said_by(page: Path | str, mark: str, *, seconds: float) -> str:
    """Open a page and return the rest of the first line that it says with ``mark`` before it.

    ``page`` is a file, or an address on this machine.

    Raises
    ------
    FirefoxError
        If there is no Firefox, or the page says nothing of the kind in so many seconds.
    """
    path = find_firefox()
    if path is None:
        raise FirefoxError("no Firefox found: install firefox-esr, or name one in FIREFOX.")
    address = page if isinstance(page, str) else page.as_uri()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = [f"user_pref({_js(name)}, {_js(value)});" for name, value in PREFERENCES.items()]
        Path(folder, "user.js").write_text("\n".join(words), encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", folder, address]
        browser = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=os.name == "posix",
        )
        watch = threading.Timer(seconds, _end, [browser])
        watch.start()
        try:
            assert browser.stdout is not None
            for line in browser.stdout:
                if line.startswith(mark):
                    return line.removeprefix(mark).strip()
        finally:
            watch.cancel()
            _end(browser)
            browser.wait()
    raise FirefoxError(f"{page.name} did not say {mark.strip()} in {seconds:.0f} s in Firefox.")


def _js(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _end(browser: subprocess.Popen[str]) -> None:
    """End Firefox and the processes of its pages."""
    if browser.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(browser.pid, signal.SIGKILL)
    else:
        browser.kill()
