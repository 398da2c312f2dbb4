"""A missing data set or browser: a skip with its reason for a user, a failure for CI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

DUMMIES = """
import os
import sys
import pytest

def test_runs():
    pass

@pytest.mark.mnist
def test_of_real_digits():
    pass

@pytest.mark.browser
def test_of_pages():
    pass

def test_by_fixture(require_or_skip):
    require_or_skip(os.sep == "?", "no such separator")

def test_by_fixture_that_may_run(require_or_skip):
    require_or_skip(os.sep, "never seen")

@pytest.mark.skipif(os.sep != "?", reason="a platform without question marks")
def test_of_another_platform():
    pass
"""


@pytest.fixture(scope="module", params=["", "1"], ids=["user", "ci"])
def outcome(request, tmp_path_factory):
    """Run the dummies where neither MNIST nor a browser is; gives CI or not, code, output."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests/conftest.py", folder / "tests")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests/test_dummies.py").write_text(DUMMIES)
    (folder / "tests/test_module.py").write_text(
        "import pytest\npytest.importorskip('no_such_module')\ndef test_lost(): pass\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MNIST_COURSE", "PYTEST"))}
    env |= {
        "MNIST_COURSE_CI": request.param,
        "MNIST_COURSE_CACHE": str(folder / "cache"),
        "MNIST_COURSE_NOT_CHECKED": str(folder / "not-checked.txt"),
        "CHROMIUM": "no-such-browser",
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # none is needed, and they take seconds to load
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    command.append("--continue-on-collection-errors")
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    return request.param == "1", done.returncode, done.stdout + done.stderr, folder


def test_a_user_passes_and_ci_fails(outcome):
    ci, code, output, _ = outcome
    counts = output.strip().splitlines()[-1]
    if ci:
        assert code != 0
        assert "1 failed, 2 passed, 1 skipped, 3 errors" in counts, output
        assert "MNIST_COURSE_CI=1 does not allow" in output
    else:
        assert code == 0, output
        assert "2 passed, 5 skipped" in counts


def test_the_reasons_close_the_report(outcome):
    ci, _, output, folder = outcome
    # pytest's own summary follows; where the variable CI is set, it repeats whole messages.
    block = re.split(r"^={3,}.*$", output[output.index("Not checked here =") :], flags=re.M)[0]
    noted = (folder / "not-checked.txt").read_text(encoding="utf-8")
    assert "1 × a platform without question marks" in block
    assert "1 × a platform without question marks" in noted
    for reason in ("real MNIST files are not here", "no browser is here", "no such separator"):
        assert (reason in block, reason in noted) == (not ci, not ci), reason


def test_ci_names_each_missing_thing(outcome):
    ci, _, output, _ = outcome
    if not ci:
        assert "does not allow" not in output
        return
    assert "does not allow: could not import 'no_such_module'" in output
