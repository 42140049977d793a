"""Running the limited processes that read what anybody may have made to do harm: a script by its path, a file in, bytes
out. What a child loads stays out of this process; it limits itself (`*_child.py`) once its code is loaded.
"""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Refused, mend

TIMEOUT_S = 10
TURN_S = 120
"""How long one waits for the turn of its kind."""
# A page asks for many at once, and each may take what memory one is allowed.
_at_once = threading.BoundedSemaphore(2)


def run_child(
    script: Path,
    file: BinaryIO,
    *arguments: str,
    timeout_s: float | None = None,
    turn: threading.Semaphore = _at_once,
) -> bytes | None:
    """What the script makes of the file; None where it ends in any way but a clean one. `turn`: how many of its kind
    run at once, in one process. Refused where the turn does not come. Nobody waits here
    with a connection in hand."""
    command = [sys.executable, "-I", str(script), *arguments]
    with tempfile.TemporaryFile() as made:
        if not turn.acquire(timeout=TURN_S):
            raise Refused(mend("Too many files are being read just now. Try again in a minute."))
        try:
            subprocess.run(
                command,
                stdin=file,
                stdout=made,
                stderr=subprocess.DEVNULL,
                timeout=timeout_s or TIMEOUT_S,
                env={},
                cwd="/",
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return None
        finally:
            turn.release()
        made.seek(0)
        return made.read()
