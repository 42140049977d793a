"""`tawthiq verify-log` and `tawthiq rebuild`: was anything altered, and is the stored copy what the claims say."""

from dataclasses import asdict

import click
from rich.console import Console

from app.cli.shell import Asked, asked, at_shell
from app.domain.errors import Refused
from app.services import history
from app.services.history import Fault, Verified


@click.command("verify-log")
@asked
def verify_log(how: Asked) -> None:
    """Check that nothing has changed since it was written, in all of your projects; for an administrator, outside them.

    It says nothing about truth, and until events are sealed nothing about events that are gone with all their traces.
    """
    with at_shell(how) as shell, shell.work() as work, Console(stderr=True).status("Checking …") as status:
        found = history.verify_log(work, lambda done, of: status.update(f"Checking … {100 * done // of} %"))
    first = asdict(found.faults[0]) if found.faults else None
    how.answer(
        {"ok": found.ok, "events": found.events, "checkpoints": 0, "first_failure": first},
        f"{found.events:,} events hold, {_where(found)}."
        if found.ok
        else "1 thing does not hold."
        if len(found.faults) + found.more == 1
        else f"{len(found.faults) + found.more:,} things do not hold.",
    )
    if not found.ok:
        raise Refused("\n".join(_faults(found)))


@click.command()
@click.option("--project", "code", metavar="CODE", help="Which project; without it all of which you are custodian.")
@click.option("--check", is_flag=True, help="Change nothing: count where the stored copy differs from the claims.")
@asked
def rebuild(how: Asked, code: str | None, check: bool) -> None:
    """Write what is searched, listed and counted anew from the claims."""
    with at_shell(how) as shell:
        if not check:
            with Console(stderr=True).status("Projecting …") as status:
                done = history.rebuild(
                    shell.doors, shell.token, code, lambda done: status.update(f"Projecting … {done:,} incidents")
                )
            how.answer({"incidents": done}, f"{done:,} incidents projected anew.")
            return
        with shell.work() as work, Console(stderr=True).status("Comparing …") as status:
            differences = history.find_differences(
                work, code, lambda done, of: status.update(f"Comparing … {100 * done // of} %")
            )
    how.answer({"differences": len(differences)}, f"{len(differences):,} differences.")
    if differences:
        raise Refused("\n".join(f"{one.project}: {one.what} of incident {one.incident_id}" for one in differences[:20]))


def _where(found: Verified) -> str:
    inside = [f"in {', '.join(found.projects)}"] if found.projects else []
    return " and ".join([*inside, *(["outside projects"] if found.outside else [])])


def _faults(found: Verified) -> list[str]:
    if not found.faults:
        return ["There is no event to check, and an empty log proves nothing."]
    shown = [f"{one.project or 'outside projects'}: {_name(one)} {one.fault}" for one in found.faults[:20]]
    more = len(found.faults) - len(shown) + found.more
    return [*shown, f"… and {more:,} more"] if more else shown


def _name(fault: Fault) -> str:
    """claim CLM-… of INC-… (number 7): as people know it, where they do."""
    known = " of ".join(name for name in (fault.ref, fault.incident) if name)
    return f"{fault.what} {known} (number {fault.number})" if known else f"{fault.what} {fault.number}"
