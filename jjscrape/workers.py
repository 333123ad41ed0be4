"""Work done by several processes, on this machine or on a cluster: what `map` does, in whatever order it gets done.

A worker that dies costs the tasks it had: they are done again by another, and at last by the process that asked.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context, parent_process
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Work = Callable[[Any], Any]
    Apply = Callable[[Work, Iterable[Any]], Iterator[Any]]

log = logging.getLogger(__name__)

TRIES: Final = 3
"""Times that a task is given to workers; a pool that broke tells not which of its tasks broke it."""
_AHEAD: Final = 3
"""Tasks a worker has waiting: no more of their input and answers is in memory."""


class ClusterError(ValueError):
    """A cluster that can't be used; the message says why, and what to do."""


@contextmanager
def processes(count: int) -> Iterator[Apply]:
    """That many processes of this machine, begun when they are needed."""
    pool = _Pool(count)
    try:
        yield pool.apply
    finally:
        pool.close()


class _Pool:
    def __init__(self, count: int) -> None:
        self._count = count
        self._executor: ProcessPoolExecutor | None = None

    def apply(self, work: Work, tasks: Iterable[Any]) -> Iterator[Any]:
        waiting = iter(tasks)
        running: dict[Any, int] = {}
        tasks_by_number: dict[int, Any] = {}
        tries: Counter[int] = Counter()
        again: list[int] = []
        number = 0
        while True:
            while len(running) < _AHEAD * self._count:
                if again:
                    chosen = again.pop()
                else:
                    try:
                        tasks_by_number[number] = next(waiting)
                    except StopIteration:
                        break
                    chosen, number = number, number + 1
                if tries[chosen] >= TRIES:
                    yield work(tasks_by_number.pop(chosen))
                    continue
                tries[chosen] += 1
                try:
                    running[self._begun().submit(work, tasks_by_number[chosen])] = chosen
                except BrokenProcessPool:
                    again.append(chosen)
                    break
            if not running and not again:
                return
            broken = not running
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                chosen = running.pop(future)
                try:
                    answer = future.result()
                except BrokenProcessPool:
                    broken = True
                    again.append(chosen)
                else:
                    del tasks_by_number[chosen]
                    yield answer
            if broken:
                again += running.values()
                running.clear()
                self.close()

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _begun(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # A fork would take the locks of this process's threads with it.
            method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
            self._executor = ProcessPoolExecutor(self._count, mp_context=get_context(method), initializer=_begin)
        return self._executor


def _begin() -> None:
    """Leave Ctrl-C to the process that asked, and end when that does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asking = parent_process()
    if asking is not None:
        threading.Thread(target=_end_with, args=(asking,), daemon=True).start()


def _end_with(asking: Any) -> None:
    asking.join()
    os._exit(1)


@contextmanager
def cluster(address: str, software: Callable[[], str]) -> Iterator[Apply]:
    """The workers of a Dask scheduler, whichever come and go. They must find the same files under the same paths.

    Args:
        address: the scheduler's, such as `tcp://HOST:8786`.
        software: tells what software a process runs; a worker of another one does no work.

    Raises:
        ClusterError: Dask is not installed, or no scheduler answers.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            "--scheduler needs Dask, which is not installed; python -m pip install 'jjscrape[cluster]'"
        ) from error
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({error}); `dask scheduler` starts one, and "
            "`dask worker ADDRESS` its workers"
        ) from error

    def apply(work: Work, tasks: Iterable[Any]) -> Iterator[Any]:
        own = software()
        tasks = list(tasks)
        sent = client.map(_checked, [(software, own, work, task) for task in tasks], pure=False, retries=TRIES)
        places = dict(zip(sent, tasks, strict=True))
        for future in distributed.as_completed(sent, loop=client.loop):
            task = places.pop(future)
            if future.status == "finished":
                yield future.result()
            else:
                log.warning("a worker of the cluster failed, its part is done here: %s", future.exception())
                yield work(task)

    try:
        yield apply
    finally:
        client.close()


def _checked(task: tuple[Callable[[], str], str, Work, Any]) -> Any:
    software, own, work, given = task
    if software() != own:
        raise ClusterError("this worker runs another version of jjscrape; install the same one on all machines")
    return work(given)
