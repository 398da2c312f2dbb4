"""Who waits for a loop without end is told how to stop it."""

import io
import threading

import pytest

from mnist_course.exercises.judge.patience import say_if_it_lasts


class Heard(io.StringIO):
    """An output that tells when something was written to it."""

    def __init__(self):
        super().__init__()
        self.event = threading.Event()

    def flush(self):
        self.event.set()


def test_something_is_said_while_it_lasts(monkeypatch):
    output = Heard()
    monkeypatch.setattr("sys.stdout", output)
    with say_if_it_lasts("still running", seconds=0.001):
        monkeypatch.setattr("sys.stdout", io.StringIO())  # as while an answer runs
        assert output.event.wait(60)
    assert output.getvalue() == "still running\n"


def test_nothing_is_said_when_it_is_soon_over(capsys):
    before = threading.active_count()
    with say_if_it_lasts("still running", seconds=3600):
        pass
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(60)
    assert threading.active_count() <= before
    assert capsys.readouterr().out == ""


def test_where_there_are_no_threads_it_runs_without_a_word(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with say_if_it_lasts("still running", seconds=0.0):
        ran = True
    assert ran
    with pytest.raises(ZeroDivisionError), say_if_it_lasts("still running"):
        raise ZeroDivisionError
