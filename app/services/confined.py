"""What a child that reads a stranger's file gives up, for good, once its code is loaded: it can open nothing (no file,
no socket), start nothing, and takes no more memory, time and output than it is allowed. Loaded by the children alone.
"""

import resource


def confine(*, memory: int, cpu_s: int, output: int) -> None:
    """Gives up all that is not needed; `memory` and `output` in bytes."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))
