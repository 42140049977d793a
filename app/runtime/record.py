"""What set-up did on this machine, and how to undo each of it. Standard library only."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Deed:
    """One change to the machine, and the command that takes it back."""

    did: str
    undo: str
    at: str


def record(file: Path, did: str, undo: str) -> None:
    """Add a deed to the record."""
    deed = Deed(did, undo, datetime.now(UTC).isoformat(timespec="seconds"))
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(deed)) + "\n")


def read_record(file: Path) -> list[Deed]:
    """All deeds, oldest first; none when nothing was ever done."""
    if not file.exists():
        return []
    return [Deed(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def told(deeds: list[Deed]) -> str:
    """The record for people: what was done, then how to undo it, newest first."""
    if not deeds:
        return "Set-up has not changed anything on this machine."
    done = [f"  {deed.at}  {deed.did}" for deed in deeds]
    undo = dict.fromkeys(f"  {deed.undo}" for deed in reversed(deeds))
    return "\n".join(["What was done:", *done, "", "To undo all of it, in this order:", *undo])
