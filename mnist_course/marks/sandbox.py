"""How the process that runs answers is started and ended: limits, and bubblewrap around it.

Bubblewrap gives it an empty folder, the system and the packages to read, no network, no other
process, and hides the bank of exercises. Without it, limits alone hold: they do not keep an answer
from reading or deleting files. So that is done only for a teacher who says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course.exercises import bank

PACKAGE = Path(__file__).resolve().parents[2]  # the folder that holds mnist_course
LONGEST_LINE = 80_000_000
GLANCE = 0.1  # seconds between two looks at how many processes there are
HOME = "/answer"  # what an answer sees as its folder


class SandboxError(RuntimeError):
    """The process cannot be started here; the message says what to do."""


class EndedError(Exception):
    """The answer's process is gone: it ended itself, or was ended by a limit."""


class TooLongError(Exception):
    """The answer took longer than it may."""


@dataclass(frozen=True)
class Limits:
    """What one answer may use.

    Attributes
    ----------
    seconds
        Of the clock, for one answer with all its cases; processor seconds are limited to the same.
    memory
        Bytes of address space.
    file_size
        Bytes of one file that it writes.
    processes
        Processes and threads of an answer (with bubblewrap).
    """

    seconds: float = 10.0
    memory: int = 2_000_000_000
    file_size: int = 10_000_000
    processes: int = 64


def find_bubblewrap() -> str | None:
    """Return the path of ``bwrap`` if it works here."""
    path = shutil.which("bwrap")
    if path is None:
        return None
    probe = [path, "--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "true"]
    try:
        done = subprocess.run(probe, capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if done.returncode == 0 else None


def command(bubblewrap: str | None, folder: Path, processes: int) -> list[str]:
    """Return the command that starts the process in a folder of its own."""
    # -I: no variables and no folder of the user are heeded; so the package is named.
    start = f"import sys; sys.path.insert(0, {str(PACKAGE)!r}); "
    start += "import runpy; runpy.run_module('mnist_course.marks.child', run_name='__main__')"
    python = [sys.executable, "-I", "-B", "-c", start]
    if bubblewrap is None:
        return python
    kept = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives"}
    kept |= {"/etc/ld.so.cache", sys.prefix, sys.base_prefix, sys.exec_prefix}
    kept |= {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    kept.add(str(PACKAGE / "mnist_course"))
    wrap = [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    wrap += ["--setenv", "OPENBLAS_NUM_THREADS", "1", "--setenv", "HOME", HOME]
    for path in sorted(filter(os.path.exists, kept), key=len):
        wrap += ["--ro-bind", path, path]
    for path in bank.__path__:
        wrap += ["--tmpfs", path]
    wrap += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    return [*wrap, "--bind", str(folder), HOME, "--chdir", HOME, "--", *python, str(processes)]


def _limit(limits: Limits) -> None:
    """Set the limits of this process and all that come from it (before it starts)."""
    import resource

    seconds = int(limits.seconds) + 1
    wanted = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_AS: (limits.memory, limits.memory),
        resource.RLIMIT_FSIZE: (limits.file_size, limits.file_size),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (256, 256),
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = (min(value[0], hard), min(value[1], hard))
        resource.setrlimit(kind, value)


def processes_inside(pid: int) -> int:
    """Count the processes that live in the room of bubblewrap's child; 0 where that is not known.

    The kernel's own limit does not bind root, so it is looked after from outside.
    """
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        room = Path(f"/proc/{children[0]}/ns/pid").readlink()
        if room == Path("/proc/self/ns/pid").readlink():
            return 0  # no bubblewrap, no room of its own
    except (OSError, IndexError):
        return 0
    count = 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            count += (path / "ns" / "pid").readlink() == room
    return count


class Sandbox:
    """One process that answers questions; it is started anew when it was lost.

    Parameters
    ----------
    limits
        For each answer.
    trusted
        Whether to do without bubblewrap where it is not installed.

    Raises
    ------
    SandboxError
        If there is no bubblewrap and the work is not trusted, or this system has no limits.
    """

    def __init__(self, limits: Limits | None = None, *, trusted: bool = False) -> None:
        self.limits = limits or Limits()
        self._bubblewrap = find_bubblewrap()
        if os.name != "posix":
            raise SandboxError("marks need a system with process limits: Linux or macOS.")
        if self._bubblewrap is None and not trusted:
            raise SandboxError(
                "bubblewrap (the command `bwrap`) is not installed, or does not work here. Without "
                "it an answer could read and delete files of yours. Install it, or say --trusted "
                "if you know who wrote the answers."
            )
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._rest = b""
        self._busy = False  # whether an answer runs

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, question: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Send a question and return the answer.

        Raises
        ------
        TooLongError
            If there is none before the deadline (of `time.monotonic`); the process is ended.
        EndedError
            If the answer's process is gone.
        """
        process = self._running()
        self._busy |= "run" in question
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            self.end()
            raise EndedError from error
        return self._hear(deadline)

    def finish(self) -> None:
        """Let the answer at hand end, and wait until it has; what does not end is ended."""
        deadline = time.monotonic() + 2
        try:
            if self._busy:
                self.ask({"done": True}, deadline)
            while self._busy:
                self._hear(deadline)
        except (TooLongError, EndedError):
            self.end()

    def end(self) -> None:
        """End the process with all that came from it, and remove its folder."""
        process, self._process = self._process, None
        self._rest, self._busy = b"", False
        if process is not None:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                process.kill()
            process.wait()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder.name, ignore_errors=True)
            folder.cleanup()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.end()
        self._folder = tempfile.TemporaryDirectory(prefix="answer-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            command(self._bubblewrap, Path(self._folder.name), self.limits.processes),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.environ.get("PATH", "")},
            start_new_session=True,
            preexec_fn=lambda: _limit(self.limits),
        )
        try:
            told = self._hear(time.monotonic() + 60)
        except (TooLongError, EndedError) as error:
            raise SandboxError("the process that runs answers does not start here.") from error
        if not told.get("ready"):
            raise SandboxError("the process that runs answers does not start here.")
        return self._process

    def _hear(self, deadline: float) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdout is None:
            raise EndedError
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                left = deadline - time.monotonic()
                if left <= 0:
                    self.end()
                    raise TooLongError
                if not selector.select(min(left, GLANCE)):
                    if processes_inside(process.pid) > self.limits.processes:
                        self.end()
                        raise EndedError
                    continue
                data = os.read(process.stdout.fileno(), 1 << 20)
                self._rest += data
                if not data or len(self._rest) > LONGEST_LINE:
                    self.end()
                    raise EndedError
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):  # the answer has written into the pipe
            self.end()
            raise EndedError
        self._busy &= not told.get("ended")
        return told
