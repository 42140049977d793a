"""Who may do what: the one table of deeds and the roles that may do them. The database has a second wall of its own."""

from app.domain.errors import NotPermitted, mend
from app.store.projects import Project

READERS = frozenset({"documenter", "verifier", "analyst", "custodian"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "read_incidents": READERS,
    "record_incident": frozenset({"documenter"}),
    "record_intervention": frozenset({"documenter"}),
    "amend_incident": frozenset({"documenter", "verifier"}),
    "link_incidents": frozenset({"documenter", "verifier"}),
    "attribute_claim": frozenset({"documenter", "verifier"}),
    "supersede_claim": frozenset({"documenter", "verifier"}),
    "change_in_bulk": frozenset({"documenter", "verifier"}),
    "withdraw_claim": frozenset({"documenter", "verifier"}),
    "read_files": READERS,
    "add_file": frozenset({"documenter", "verifier"}),
    "verify_files": frozenset({"verifier", "custodian"}),
    "read_sources": READERS,
    "read_documents": READERS,
    "register_source": frozenset({"documenter", "verifier"}),
    "amend_source": frozenset({"documenter", "verifier"}),
    "amend_document": frozenset({"documenter", "verifier"}),
    "follow_change": frozenset({"documenter", "verifier"}),
    "register_document": frozenset({"documenter", "verifier"}),
    "take_text": frozenset({"documenter", "verifier"}),
    "mark_passage": frozenset({"documenter", "verifier"}),
    "discard_entry": frozenset({"documenter", "verifier"}),
    "join_entries": frozenset({"documenter", "verifier"}),
    "part_entries": frozenset({"documenter", "verifier"}),
    "read_verification": READERS,
    "assess_document": frozenset({"verifier"}),
    "check_document": frozenset({"verifier"}),
    "assess_claim": frozenset({"verifier"}),
    "link_claims": frozenset({"documenter", "verifier"}),
    "unlink_claims": frozenset({"documenter", "verifier"}),
    "adopt_value": frozenset({"verifier"}),
    "move_verification": frozenset({"verifier"}),
    "decide_verification": frozenset({"verifier"}),
    "move_workflow": frozenset({"documenter", "verifier"}),
    "read_tasks": READERS,
    "take_up_task": frozenset({"documenter", "verifier"}),
    "change_task": frozenset({"documenter", "verifier"}),
    "import_incidents": frozenset({"documenter", "custodian"}),
    "save_question": READERS,
    "end_question": frozenset({"custodian"}),  # somebody else's; one's own may whoever kept it
    "export_incidents": frozenset({"analyst", "verifier", "custodian"}),
    "write_report": frozenset({"analyst", "verifier", "custodian"}),
    "set_rules": frozenset({"custodian"}),
    "keep_template": frozenset({"documenter"}),
    "read_places": READERS,
    "register_place": frozenset({"documenter", "verifier"}),
    "amend_place": frozenset({"documenter", "verifier"}),
    "retire_place": frozenset({"documenter", "verifier"}),
    "run_sql": frozenset({"custodian"}),
    "rebuild": frozenset({"custodian"}),
    "verify_log": READERS,
}


def may(project: Project, deed: str) -> bool:
    """Whether whoever asked for `project` has a role that may do this. KeyError for a deed that is not in the table."""
    return not PERMISSIONS[deed].isdisjoint(project.roles)


def require(project: Project, deed: str) -> None:
    """NotPermitted unless `may`."""
    if not may(project, deed):
        raise NotPermitted(mend("Your role in this project does not allow this. Ask a custodian of the project."))
