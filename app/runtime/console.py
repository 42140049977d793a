"""What set-up shows: a table of what it will do, and each step while it runs. Standard library only.

Everything goes to standard error, so that a command's own output stays clean.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import SetUpProblem

OFFLINE = (
    "Temporary failure in name resolution", "Could not resolve", "Failed to establish a new connection",
    "Network is unreachable", "NewConnectionError", "Could not connect",
    "ConnectTimeoutError", "Unable to connect",
)  # fmt: skip


def say(text: str = "") -> None:
    print(text, file=sys.stderr, flush=True)


def size(number: int) -> str:
    """Bytes as people read them on a bill: megabytes, and kilobytes below one."""
    return f"{number / 1e6:,.1f} MB" if number >= 100_000 else f"{number / 1e3:,.0f} kB"


def table(rows: list[tuple[str, str, str, str]]) -> str:
    """Rows under the heading of a plan; numbers to the right."""
    rows = [("what", "why", "download", "on disk"), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}" for row in rows
    )


def run_step(title: str, command: list[str], output: Path) -> None:
    """Run a command under a title; its output goes to a file, on a terminal its latest line is shown while it runs.

    Ctrl-C is left to the command, which gets it too (apt finishes what must not be cut), and passed on afterwards.
    """
    started = time.monotonic()
    live = sys.stderr.isatty()
    if not live:
        say(f"· {title} …")
    with output.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        begin = log.tell()
        code = _follow(command, log, title if live else None)
    if code != 0:
        raise SetUpProblem(_explained(title, output, begin))
    say(f"· {title}: {time.monotonic() - started:.0f} s")


def _follow(command: list[str], log: BinaryIO, title: str | None) -> int:
    """Run a command, keep its output, show its latest line beside `title`; returns its exit code."""
    interrupted = False
    with subprocess.Popen(
        command,
        stdin=None if title else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        assert child.stdout is not None
        while True:
            try:
                for line in child.stdout:
                    log.write(line)
                    if title:
                        shown = f"· {title}: {line.decode(errors='replace').strip()}"
                        print(f"\r\x1b[K{shown[:100]}", end="", file=sys.stderr, flush=True)
                child.wait()
                break
            except KeyboardInterrupt:
                interrupted = True
    if title:
        print("\r\x1b[K", end="", file=sys.stderr)
    if interrupted:
        raise KeyboardInterrupt
    return child.returncode


def _explained(title: str, output: Path, begin: int) -> str:
    """One sentence for a failed command, from what it said."""
    with output.open("rb") as log:
        log.seek(begin)
        said = log.read().decode(errors="replace")
    if "No space left on device" in said or "enough free space" in said:
        return "The disk is full; free some room and start again, it goes on from where it stopped."
    if any(sign in said for sign in OFFLINE):
        return "The package index cannot be reached; connect this machine and start again, it goes on from there."
    last = (said.strip().splitlines() or ["no output"])[-1]
    return f"{title} did not work: {last} (all of its output is in {output})"
