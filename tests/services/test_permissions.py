"""The table of deeds, written out once more: whoever changes who may do what changes it here too."""

from app.services.permissions import PERMISSIONS

MAY = {
    "documenter": {
        "read_incidents", "record_incident", "amend_incident", "attribute_claim", "supersede_claim", "withdraw_claim",
        "import_incidents", "verify_log", "read_verification", "link_claims", "unlink_claims", "read_files", "add_file",
        "read_sources", "read_documents", "amend_source", "amend_document", "join_entries", "part_entries",
        "link_incidents", "move_workflow", "read_tasks", "take_up_task", "change_task",
        "record_intervention", "take_text", "mark_passage", "register_document", "discard_entry", "change_in_bulk",
        "follow_change", "keep_template", "read_places", "register_place", "amend_place", "retire_place",
        "register_source", "save_question",
    },
    "verifier": {
        "read_incidents", "amend_incident", "attribute_claim", "supersede_claim", "withdraw_claim", "export_incidents",
        "write_report", "verify_log", "read_verification", "link_claims", "unlink_claims", "assess_document",
        "check_document", "assess_claim", "adopt_value", "move_verification", "decide_verification", "read_files",
        "add_file", "verify_files", "read_sources", "read_documents", "amend_source", "amend_document", "join_entries",
        "part_entries", "link_incidents", "move_workflow", "read_tasks", "take_up_task", "change_task",
        "take_text", "mark_passage", "register_document", "discard_entry", "change_in_bulk", "follow_change",
        "read_places", "register_place", "amend_place", "retire_place", "register_source", "save_question",
    },
    "analyst": {"read_incidents", "export_incidents", "write_report", "verify_log", "read_verification", "read_files",
        "read_sources", "read_documents", "read_tasks", "read_places", "save_question",
    },
    "custodian": {
        "read_incidents", "import_incidents", "export_incidents", "write_report", "run_sql", "rebuild", "verify_log",
        "read_verification", "set_rules", "read_files", "verify_files", "read_sources", "read_documents",
        "read_tasks", "read_places", "save_question", "end_question",
    },
}  # fmt: skip


def test_each_role_may_do_its_deeds_and_no_others() -> None:
    assert {role: {deed for deed, roles in PERMISSIONS.items() if role in roles} for role in MAY} == MAY


def test_no_deed_is_open_to_a_role_that_no_project_has() -> None:
    """Administrators above all: the flag of the installation opens no content."""
    assert set().union(*PERMISSIONS.values()) == set(MAY)
