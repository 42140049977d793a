"""What was taken back, or done, is neither ended again nor revived: not by the application's role, whoever types."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.services.doors import Doors
from tests.filled import Tokens
from tests.services.deciding import statement
from tests.services.test_import_records import take_bundle
from tests.services.test_import_statements import base, stating, take_all_back

ENDED = {
    "claim_link": "taken back already", "incident_link": "taken back already",
    "document_relation": "taken back already", "same_as": "taken back already",
}  # fmt: skip


@pytest.mark.parametrize("table", ENDED)
@pytest.mark.parametrize("values", ["ended_at = NULL, ended_reason = NULL", "ended_reason = 'Another reason.'"])
def test_a_statement_is_taken_back_once(doors: Doors, tokens: Tokens, tmp_path: Path, table: str, values: str) -> None:
    take_bundle(doors, tokens, tmp_path, stating(base()))
    take_all_back(doors, tokens)
    for role in ("documenter", "verifier"):
        with pytest.raises(sa.exc.IntegrityError, match=ENDED[table]):
            statement(
                doors.application, tokens["EAST", role], f"UPDATE {table} SET {values} WHERE ended_at IS NOT NULL"
            )


@pytest.mark.parametrize("values", ["done_at = NULL, done_reason = NULL", "done_reason = 'Other.'", "what = 'More.'"])
def test_a_task_is_done_once(doors: Doors, tokens: Tokens, values: str) -> None:
    documenter = tokens["EAST", "documenter"]
    insert = (
        "INSERT INTO task (project_id, ref, kind, incident_id, what, opened_by, done_at, done_reason)"
        " SELECT project_id, 'TSK-000000000001', 'other', id, 'Call them.', who(), now(), 'Nobody answers.'"
        " FROM incident WHERE project_id = 1 ORDER BY id LIMIT 1"
    )
    statement(doors.application, documenter, insert)
    with pytest.raises(sa.exc.IntegrityError, match="done already"):
        statement(doors.application, documenter, f"UPDATE task SET {values} WHERE done_at IS NOT NULL")


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("own_place", "ended_at = NULL, ended_reason = NULL"),
        ("own_place", "ended_reason = 'Another reason.'"),
        ("own_place_name", "ended_at = NULL, ended_reason = NULL"),
        ("entry_template", "ended_at = NULL"),
    ],
)
def test_a_place_is_retired_once_and_a_template_ends_once(
    doors: Doors, tokens: Tokens, table: str, values: str
) -> None:
    documenter = tokens["EAST", "documenter"]
    for insert in (
        "INSERT INTO own_place (project_id, id, ref, kind, name, keys, registered_by, ended_at, ended_reason)"
        " VALUES (1, 900, 'PLC-000000000001', 'site', 'Post 7', '{post 7}', who(), now(), 'Entered twice.')",
        "INSERT INTO own_place_name (project_id, id, place_id, name, language, key, skeleton)"
        " VALUES (1, 900, 900, 'Post 7', 'en', 'post 7', 'bst')",
        "UPDATE own_place_name SET ended_at = now(), ended_reason = 'Wrong.' WHERE id = 900",
        "INSERT INTO entry_template (project_id, id, name, name_folded, answers, saved_by)"
        " VALUES (1, 900, 'Weekly', 'weekly', '[]', who())",
        "UPDATE entry_template SET ended_at = now() WHERE id = 900",
    ):
        statement(doors.application, documenter, insert)
    with pytest.raises(sa.exc.IntegrityError, match="already"):
        statement(doors.application, documenter, f"UPDATE {table} SET {values} WHERE id = 900")
