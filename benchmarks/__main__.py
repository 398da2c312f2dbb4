"""Run the benchmarks one after the other, each in a process of its own.

    python benchmarks                 # all, about 25 minutes
    python benchmarks memory growth   # these
    python benchmarks --dry           # rehearse all on little data; writes nothing

A failure does not stop the rest. The exit code is 0 if every claim of every benchmark holds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from report import ORDER

FOLDER = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ORDER)}")
    parser.add_argument("--dry", action="store_true", help="rehearse on little data, write nothing")
    settings = parser.parse_args(arguments)
    if unknown := [name for name in settings.names if name not in ORDER]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(ORDER)}")
    # The scripts find the package of this checkout, even if another one is installed.
    paths = [str(FOLDER.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    outcomes = {}
    for name in settings.names or ORDER:
        print(f"\n=== {name}", flush=True)
        command = [sys.executable, str(FOLDER / f"{name}.py"), *(["--dry"] * settings.dry)]
        start = time.perf_counter()
        code = subprocess.run(command, env=environment, check=False).returncode
        outcomes[name] = code, time.perf_counter() - start
    print("\n=== Summary")
    for name, (code, seconds) in outcomes.items():
        print(f"{'ok' if code == 0 else 'FAILED':6}  {name:16}  {seconds:5.0f} s")
    return 1 if any(code for code, _ in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
