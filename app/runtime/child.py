"""A process of ours that runs beside the parent, is begun again by it, and never outlives it."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from app.runtime.account import end_with_parent


class Child:
    """A child that does `run` until it is told to end by SIGTERM."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self._child = 0

    def start(self) -> None:
        parent = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            self._live(parent)

    def _live(self, parent: int) -> NoReturn:
        code = 1
        try:
            os.setsid()  # Ctrl-C goes to the parent, which ends things in order
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            end_with_parent(signal.SIGTERM)
            if os.getppid() == parent:
                self._run()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()  # nobody else would: the process ends here
                sys.stderr.flush()
            os._exit(code)

    def ended(self) -> int | None:
        """The exit code once it has ended (negative: by a signal), None while it runs."""
        if not self._child:
            return 0
        child, status = os.waitpid(self._child, os.WNOHANG)
        if not child:
            return None
        self._child = 0
        return os.waitstatus_to_exitcode(status)

    def stop(self, patience_s: float | None = None) -> None:
        """Ends it, and outright where it has not ended within some seconds."""
        if not self._child:
            return
        os.kill(self._child, signal.SIGTERM)
        until = time.monotonic() + (patience_s or 0)
        while patience_s and self.ended() is None and time.monotonic() < until:
            time.sleep(0.05)
        if self._child:
            if patience_s:
                os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = 0
