"""Where the points of an experiment run, continued: on the workers of a Dask cluster.

The scheduler hands each point to one worker and gives it to another if that one dies. What comes
back is kept on this side, once. A cluster executes whatever it is sent, and trusts everybody who
can reach it: use one in a network that you trust.
"""

from __future__ import annotations

import asyncio
import logging
import pkgutil
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from mnist_course.experiments.declare import Point
from mnist_course.experiments.record.schema import ResultError
from mnist_course.experiments.run.executors import Executor, Finished, Measure
from mnist_course.experiments.run.work import Failure
from mnist_course.nn.fast.hands import hands_in_turn

PATIENCE = 5.0  # seconds to wait for an answer

_one_at_a_time = threading.Lock()


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ResultError(
            f"a cluster needs the package distributed, which is missing ({error}). Install the "
            'extra cluster, in the checkout: python -m pip install -e ".[cluster]"'
        ) from error
    return distributed


@contextmanager
def cluster_executor(address: str, patience: float = PATIENCE) -> Iterator[Executor]:
    """Connect to the scheduler of a Dask cluster; give an executor for the ``with`` block.

    Parameters
    ----------
    address : str
        Such as ``"tcp://HOST:8786"``; the scheduler prints it when it starts.
    patience : float
        Seconds to wait for the scheduler, and for a first worker.

    Raises
    ------
    ResultError
        If distributed is not installed, nobody answers, or there is no worker; later, if the
        scheduler is lost, or a worker has other packages or other data.
    """
    dask = _dask()
    _knock(dask, address, patience)
    log = logging.getLogger("distributed.client")
    level = log.level
    try:
        client = dask.Client(address, timeout=patience, set_as_default=False)
    except Exception as error:
        raise _unreachable(address, error) from error
    try:
        _check_workers(client, address, patience)
        log.setLevel(logging.CRITICAL)  # what it would tell of a lost scheduler, we tell
        yield _Cluster(dask, client, address).run
    finally:
        client.close(timeout=patience)
        log.setLevel(level)


def _unreachable(address: str, error: BaseException) -> ResultError:
    reason = str(error) or "no answer"
    return ResultError(
        f"no Dask scheduler can be reached at '{address}' ({reason}). Start one with `dask "
        "scheduler`, and give --scheduler the address that it prints, such as tcp://HOST:8786"
    )


def _knock(dask: Any, address: str, patience: float) -> None:
    """Ask who is there. A client waits for ever at a port where another program listens."""

    async def ask() -> dict[str, Any]:
        keys = dask.Security().get_connection_args("client")
        async with dask.rpc(address, connection_args=keys, timeout=patience) as there:
            return await there.identity()

    async def ask_with_patience() -> dict[str, Any]:
        return await asyncio.wait_for(ask(), patience)

    try:
        # In a thread of its own: a notebook has an event loop already.
        with ThreadPoolExecutor(1) as thread:
            found = thread.submit(asyncio.run, ask_with_patience()).result()
    except Exception as error:  # of many kinds, from a wrong port number to a foreign program
        raise _unreachable(address, error) from error
    if found.get("type") != "Scheduler":
        raise _unreachable(address, ValueError(f"a {found.get('type')} answers there"))


def _check_workers(client: Any, address: str, patience: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise ResultError(
            f"the Dask scheduler at '{address}' has no workers. Start one for each core, on any "
            f"machine with the course installed: dask worker {address} --nthreads 1"
        ) from None
    # Work that they cannot import would end them. So ask by a function that every Python has.
    ask = pkgutil.get_data, "mnist_course", "experiments/run/cluster.py"
    found = {"the scheduler": client.run_on_scheduler(*ask)} | client.run(*ask, on_error="return")
    lacking = [place for place, source in found.items() if not isinstance(source, bytes)]
    if lacking:
        raise ResultError(
            f"{lacking[0]} of the cluster at '{address}' cannot import this version of "
            f"mnist_course ({len(lacking)} of {len(found)} processes). Install the course for the "
            "scheduler and for every worker"
        )
    wide = [place for place, threads in client.nthreads().items() if threads > 1]
    if wide:
        _say(
            f"{wide[0]} has several threads ({len(wide)} of {len(found) - 1} workers). A worker "
            "measures one point at a time: better start one with --nthreads 1 for each core"
        )


def _say(text: str) -> None:
    print(f"Note: {text}.", file=sys.stderr, flush=True)


class _Cluster:
    """A client with what it must know to go on when a worker or the scheduler is lost."""

    def __init__(self, dask: Any, client: Any, address: str):
        self.dask, self.client, self.address = dask, client, address
        self.alone = False

    def run(self, work: Measure, points: Sequence[Point]) -> Finished:
        """Yield each point with its outcome; this is the executor."""
        if not points:
            return
        # Not "pure": dask must not take a point for one that somebody else has sent.
        futures = self.client.map(partial(_on_worker, work), points, pure=False)
        finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for future in futures:
            future.add_done_callback(finished.put)
        waiting = {future.key: point for future, point in zip(futures, points, strict=True)}
        del futures, future  # dask measures again what a dead worker held while somebody wants it
        while waiting:
            future = self._patiently(finished.get)
            yield waiting.pop(future.key), self._outcome(future)
            future.release()

    def _outcome(self, future: Any) -> Any:
        """Return the run or the failure of a point that is finished."""
        try:
            return self._patiently(future.result)
        except self.dask.KilledWorker:
            return Failure("each worker that measured it died, perhaps because memory ran out")
        except CancelledError as error:
            raise self._lost() from error

    def _patiently(self, get: Callable[..., Any]) -> Any:
        """Wait for a value; see now and then whether anybody is left to give it."""
        while True:
            try:
                return get(timeout=PATIENCE)
            except (queue.Empty, TimeoutError):
                self._look_around()

    def _look_around(self) -> None:
        """Raise if the scheduler is gone; say it, once, if no worker is left."""
        if self.client.status != "running":
            raise self._lost()
        try:
            left = self.client.nthreads()
        except Exception as error:  # it has gone in this very moment
            raise self._lost() from error
        if not left and not self.alone:
            again = f"dask worker {self.address} --nthreads 1"
            _say(f"no worker is left; waiting for a new one: {again}")
        self.alone = not left

    def _lost(self) -> ResultError:
        return ResultError(
            f"the Dask scheduler at '{self.address}' is lost: it was stopped, or the connection "
            "broke. Start it and its workers again"
        )


def _on_worker(work: Measure, point: Point) -> Any:
    # Points in threads of one process would change each other's settings of the matrix library.
    # And a worker is one of several on its machine, so it takes one core.
    with _one_at_a_time, hands_in_turn():
        try:
            return work(point)
        except ResultError as error:
            raise ResultError(f"worker {_dask().get_worker().address}: {error}") from error
