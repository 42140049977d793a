"""Work beside the web is done in a process of its own, and ends with the web whether it is done or not."""

import os
import signal

import pytest

from app.runtime.beside import running_beside


def test_work_is_done_beside_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()

    def work() -> None:
        os.write(1, b"told to nobody")
        os.write(writing, str(os.getpid()).encode())

    with running_beside(work):
        assert int(os.read(reading, 20)) != os.getpid()
    os.close(reading)
    os.close(writing)
    assert capfd.readouterr() == ("", "")


def test_what_is_not_done_is_broken_off_with_the_block() -> None:
    reading, writing = os.pipe()

    def work() -> None:
        os.write(writing, b"begun")
        signal.pause()

    with running_beside(work):
        assert os.read(reading, 5) == b"begun"
        os.close(writing)
    assert os.read(reading, 1) == b""  # nobody holds the other end any more
    os.close(reading)
