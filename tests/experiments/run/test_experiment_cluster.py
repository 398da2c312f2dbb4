"""On a Dask cluster: a real scheduler and two worker processes, on this machine alone."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mnist_course.commands.experiments import app
from mnist_course.experiments import ResultError, load_result, registry
from mnist_course.experiments.run.cluster import cluster_executor
from mnist_course.experiments.run.kept import count_kept
from mnist_course.experiments.run.runner import FailedRunsError, UnfinishedError, run_experiment
from tests.experiments.experiment_dummies import PATIENCE, dummy, other_data, wait_for

ROOT = Path(__file__).resolve().parents[3]


class Cluster:
    """A scheduler and workers as processes of their own; `stop` ends all of them."""

    def __init__(self, folder):
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        self.folder, self.processes = folder, []
        file = folder / "scheduler.json"
        ports = ["--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self.start("scheduler", *ports, "--scheduler-file", str(file), "--no-show")
        self.address = wait_for(lambda: file.exists() and _json(file))["address"]

    def start(self, what, *words, python=()):
        command = [sys.executable, *(python or ("-m", f"distributed.cli.dask_{what}")), *words]
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--no-dashboard"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def worker(self, python=()):
        words = ["--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder)]
        return self.start("worker", self.address, *words, python=python)

    def registered(self):
        """How many workers have ever come, by the scheduler's log."""
        return (self.folder / "log").read_text().count("Register worker addr")

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait(timeout=PATIENCE)


def _json(path):
    try:
        return json.loads(path.read_text())
    except ValueError:  # half-written
        return None


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_CONFIG", str(folder / "config"))  # not in the home of the user
        pytest.importorskip("distributed")
        cluster = Cluster(folder)
        try:
            yield cluster
        finally:
            cluster.stop()


@pytest.fixture
def gate(tmp_path):
    folder = tmp_path / "gate"
    folder.mkdir()
    return folder


def runs_of(folder):
    runs = load_result("dummy", folder).runs
    return [(run.settings["slope"], run.seed, run.metrics) for run in runs]


def begun(gate):
    """The points that workers hold: (seed, process) of each of slope 2."""
    return [tuple(map(int, path.name.split("-")[2:])) for path in gate.glob("begun-2.0-*")]


def test_a_scheduler_without_workers_is_a_clear_error(cluster):
    """The first test of the cluster: workers start later."""
    assert len(cluster.processes) == 1
    with (
        pytest.raises(ResultError, match=rf"'{cluster.address}' has no workers.*dask worker"),
        cluster_executor(cluster.address, patience=1),
    ):
        pass


@pytest.fixture(scope="module")
def workers(cluster):
    """Two worker processes, by number."""
    return {worker.pid: worker for worker in (cluster.worker(), cluster.worker())}


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_worker_killed_in_mid_run_loses_nothing_and_counts_nothing_twice(
    tmp_path, gate, cluster, workers
):
    result: list = []

    def run():
        with cluster_executor(cluster.address, patience=PATIENCE) as executor:
            held = dummy(gate=str(gate))
            result.append(run_experiment(held, folder=tmp_path, executor=executor))

    client = threading.Thread(target=run)
    client.start()
    # Each worker holds a point in its middle, and the three short ones are done.
    wait_for(lambda: {process for _, process in begun(gate)} == set(workers))
    wait_for(lambda: count_kept(tmp_path, "dummy") == 3)
    (seed, process), (_, survivor) = begun(gate)
    workers[process].kill()
    workers[process].wait(timeout=PATIENCE)
    (gate / "open").touch()
    client.join(timeout=PATIENCE)
    assert result == [tmp_path / "dummy.json"]

    # The killed point was begun again, by the survivor; every point was finished exactly once.
    assert Counter(s for s, _ in begun(gate))[seed] == 2 and (seed, survivor) in begun(gate)
    finished = Counter((gate / "log").read_text().split("\n")[:-1])
    assert finished == {f"{slope} {s}": 1 for slope in (1.0, 2.0) for s in range(3)}
    run_experiment(dummy(gate=str(gate)), folder=tmp_path / "local")
    assert runs_of(tmp_path) == runs_of(tmp_path / "local")


@pytest.fixture
def executor(cluster, workers):
    """An executor on what is left of the workers."""
    with cluster_executor(cluster.address, patience=PATIENCE) as executor:
        yield executor


def test_a_failing_point_on_a_worker_keeps_all_others(tmp_path, executor):
    with pytest.raises(FailedRunsError, match=r"slope=2.0.* seed \d: RuntimeError.*3 of 6 runs o"):
        run_experiment(dummy(fails_at=2.0), folder=tmp_path, executor=executor)
    assert count_kept(tmp_path, "dummy") == 3


def test_a_worker_with_other_data_is_refused(tmp_path, executor):
    with pytest.raises(ResultError, match=r"worker tcp://.* has other data \(tiny\)"):
        run_experiment(dummy(load=other_data), folder=tmp_path, executor=executor)
    assert count_kept(tmp_path, "dummy") == 0


def test_a_worker_without_the_course_is_refused_and_lives(cluster, workers):
    """It would die from what it cannot import."""
    bare = (
        "import sys\n"
        "class Without:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.startswith('mnist_course'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Without())\n"
        "from distributed.cli.dask_worker import main\n"
        "main()\n"
    )
    known = cluster.registered()
    worker = cluster.worker(python=["-c", bare])
    try:
        wait_for(lambda: cluster.registered() > known)
        with (
            pytest.raises(ResultError, match=r"tcp://.* cannot import this version of mnist_cour"),
            cluster_executor(cluster.address, patience=PATIENCE),
        ):
            pass
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait(timeout=PATIENCE)


def test_a_lost_scheduler_is_a_clear_error_and_keeps_what_is_done(tmp_path, gate, cluster, workers):
    """The last test of the cluster: it ends it."""

    def kill_when_held():
        wait_for(lambda: begun(gate) and count_kept(tmp_path, "dummy") == 3)
        cluster.processes[0].kill()

    killer = threading.Thread(target=kill_when_held)
    with (
        pytest.raises(UnfinishedError, match=r"is lost.*3 of 6 runs of dummy are kept"),
        cluster_executor(cluster.address, patience=PATIENCE) as executor,
    ):
        killer.start()
        run_experiment(dummy(gate=str(gate)), folder=tmp_path, executor=executor)
    killer.join()


# --- addresses: nothing of a cluster is needed ---------------------------------------------------


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nonsense", "missing port number"),
        ("127.0.0.1:port", "invalid literal"),
        ("http://127.0.0.1:8786", "unknown address scheme"),
        ("", "missing port number"),
    ],
)
def test_an_address_that_is_none_names_itself(address, why):
    pytest.importorskip("distributed")
    with (
        pytest.raises(ResultError, match=rf"reached at '{address}' \(.*{why}.*dask scheduler"),
        cluster_executor(address),
    ):
        pass


@pytest.mark.parametrize("listens", [False, True])
def test_a_port_without_a_scheduler_is_given_up(listens):
    """Nobody there, or a program that takes the connection and never says a word."""
    pytest.importorskip("distributed")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if listens:
            door.listen()
        address = f"127.0.0.1:{door.getsockname()[1]}"
        with (
            pytest.raises(ResultError, match=f"no Dask scheduler can be reached at '{address}'"),
            cluster_executor(address, patience=0.5),
        ):
            pass


def test_the_command_line_refuses_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", dummy())
    words = ["run", "dummy", "--results", str(tmp_path), "--scheduler", "nowhere:0x"]
    both = CliRunner().invoke(app, [*words, "--jobs", "2"])
    assert both.exit_code == 1 and "--jobs is for this machine" in both.output
    monkeypatch.setitem(sys.modules, "distributed", None)
    missing = CliRunner().invoke(app, words)
    assert missing.exit_code == 1 and missing.output.count("\n") == 1
    assert "Install the extra cluster" in missing.output
