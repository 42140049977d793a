"""`tawthiq evidence`: whether the preserved files are still what was received."""

from dataclasses import asdict

import click
from rich.console import Console

from app.cli.shell import Asked, asked, at_shell
from app.domain.errors import Refused
from app.services import evidence as files
from app.services.evidence import FileFault, FilesChecked


@click.group()
def evidence() -> None:
    """Preserved files."""


@evidence.command("verify")
@click.option(
    "--project", "code", metavar="CODE", help="Which project; without it all whose verifier or custodian you are."
)
@asked
def verify(how: Asked, code: str | None) -> None:
    """Digest every preserved file anew and name each that is not what was received. That it was done is on record."""
    with at_shell(how) as shell, Console(stderr=True).status("Checking …") as status:
        found = files.verify_files(
            shell.doors,
            shell.token,
            code,
            files.vault_under(shell.settings.data),
            lambda done, of: status.update(f"Checking … {100 * done // max(of, 1)} % of {of:,} bytes"),
        )
    faults = [fault for one in found for fault in one.faults]
    how.answer({"ok": not faults, "projects": [asdict(one) for one in found]}, *map(_line, found))
    if faults:
        raise Refused("\n".join(map(_name, faults)))


def _line(found: FilesChecked) -> str:
    held = (
        f"{found.project}: {found.items:,} files ({found.bytes:,} bytes) checked, {len(found.faults):,} not as received"
    )
    return f"{held}; {found.without_row:,} kept without a record." if found.without_row else f"{held}."


def _name(fault: FileFault) -> str:
    what = f"{fault.project}: {fault.item} of {fault.document} is {fault.fault}"
    found = f", found {fault.found}" if fault.found else ""
    return f"{what}: expected {fault.expected}{found}"
