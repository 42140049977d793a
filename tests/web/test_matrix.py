"""Every route × every role × one's own project, another one, things of another one under one's own, and nothing at all.

Generated from the URL map: a new route is asked as soon as it exists, one whose arguments are not in `NOTHING` fails
the test. What is asserted are bodies: no word of the other project is in any of them, and its members find them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.factory import create_app
from app.services import permissions
from app.settings import Settings
from app.store import projects
from app.store.projects import Project
from app.web.policy import ANYONE, COOKIE, POLICIES, SIGNED_IN, GuardedFlask
from tests.conftest import Copies
from tests.filled import CHEAP, ROLES, Tokens
from tests.services.deciding import decide
from tests.web import planting

OWN, OTHER, CROSSED, MISSING, NOWHERE = "own", "other", "own project, other's things", "own project, nothing", "nowhere"
MEMBERS = [role for role in ROLES if role != "administrator"]


@dataclass(frozen=True)
class Cell:
    """One request of the matrix, and what came back."""

    endpoint: str
    method: str
    role: str | None
    place: str
    status: int
    body: str
    is_file: bool

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} as {self.role}, {self.place}: {self.status}"


class Matrix:
    """The pages on a planted copy of the filled database."""

    def __init__(self, flask: GuardedFlask, owner: sa.Engine, tokens: Tokens) -> None:
        self.flask, self.owner, self.tokens = flask, owner, tokens
        self.files = {}
        for code in ("EAST", "WEST"):
            self.files[code] = planting.add_file(flask.doors, flask.keeping, code, tokens[code, "documenter"])
            planting.add_link(flask.doors, code, tokens)
            planting.join(flask.doors, code, tokens, "source")
            planting.add_intervention(flask.doors, code, tokens)
            planting.add_text(flask.doors, code, tokens[code, "documenter"])
            planting.add_drafts(flask.doors, code, tokens)
            planting.add_sheets(flask.doors, code, tokens)
            planting.add_place(flask.doors, code, tokens)
            planting.add_template(flask.doors, code, tokens)
            planting.add_question(flask.doors, code, tokens)
            planting.add_bulk_change(flask.doors, code, tokens)
            planting.add_export(flask.doors, flask.keeping, code, tokens)
        self.examples = {OWN: self._examples("EAST"), OTHER: self._examples("WEST"), NOWHERE: NOTHING}

    def plant(self) -> dict[str, str]:
        """Every canary in WEST. Returns column → word."""
        return self.plant_for_people() | self.plant_for_code()

    def plant_for_people(self) -> dict[str, str]:
        planting.add_rows(self.flask.doors, "WEST", self.tokens)
        for code in ("EAST", "WEST"):
            planting.add_context(self.flask.doors, code, self.tokens)
            planting.add_task(self.flask.doors, code, self.tokens)
        decide(self.flask.doors, "EAST", self.tokens)
        self.examples |= {OWN: self._examples("EAST"), OTHER: self._examples("WEST")}
        planted = planting.plant(self.owner, "WEST", self.tokens["WEST", "documenter"], codes=False)
        planted |= planting.name_people(self.owner, "WEST") | planting.refs(self.owner, "WEST")
        return planted | {"the file itself": f"{planting.FILE}west"}

    def plant_for_code(self) -> dict[str, str]:
        return planting.plant(self.owner, "WEST", self.tokens["WEST", "documenter"], codes=True)

    def rules(self) -> list[Rule]:
        return sorted(self.flask.url_map.iter_rules(), key=lambda rule: rule.endpoint)

    def arguments(self, endpoint: str) -> set[str]:
        return set().union(*(rule.arguments for rule in self.rules() if rule.endpoint == endpoint))

    def cells(
        self,
        role: str | None,
        code: str = "EAST",
        places: tuple[str, ...] | None = None,
        methods: tuple[str, ...] | None = None,
    ) -> Iterator[Cell]:
        """Every request that a role of a project can make."""
        browser = self.flask.test_client()
        if role:
            browser.set_cookie(COOKIE, self.tokens[code, role])
        for rule in self.rules():
            for place in places or places_of(rule):
                for method, form in requests_of(rule, methods):
                    with browser.open(self.address(rule, place), method=method, data=form) as answer:
                        file = "attachment" in answer.headers.get("Content-Disposition", "")
                        yield Cell(rule.endpoint, method, role, place, answer.status_code, text_of(answer), file)
                    if role and method == "POST":
                        self._as_before()
                        browser.set_cookie(COOKIE, self.tokens[code, role])

    def address(self, rule: Rule, place: str) -> str:
        arguments: dict[str, str | int] = {}
        for name in rule.arguments:
            example = self.examples[where(name, place)].get(name)
            assert example, f"{rule.endpoint} takes {name!r}: give the matrix an example of it"
            arguments[name] = int(example) if name in NUMBERS else example
        with self.flask.test_request_context():
            built = self.flask.url_map.bind("localhost").build(rule.endpoint, arguments)
        return str(built)

    def _examples(self, code: str) -> dict[str, str]:
        with self.owner.connect() as connection:
            found = connection.execute(
                sa.text(
                    "SELECT i.ref, c.ref AS claim, a.ref AS act, d.ref AS document, s.ref AS source, n.ref AS party,"
                    " coalesce((SELECT min(l.id) FROM claim_link l WHERE l.project_id = p.id"
                    " AND l.incident_id IS NOT NULL), 0) AS number,"
                    " (SELECT min(t.ref) FROM task t WHERE t.project_id = p.id) AS task,"
                    " (SELECT min(o.ref) FROM own_place o WHERE o.project_id = p.id) AS place,"
                    " (SELECT min(y.id) FROM entry_template y WHERE y.project_id = p.id) AS template,"
                    " (SELECT min(q.ref) FROM saved_question q WHERE q.project_id = p.id) AS question,"
                    " (SELECT min(x.ref) FROM claim x WHERE x.project_id = p.id AND x.party_id = n.id) AS said"
                    " FROM project p JOIN incident i ON i.project_id = p.id"
                    " JOIN claim c ON c.project_id = p.id AND c.incident_id = i.id AND c.path = 'act.alleged'"
                    " JOIN act a ON a.project_id = p.id AND a.id = c.act_id"
                    " JOIN document d ON d.project_id = p.id AND d.id = c.document_id"
                    " JOIN source s ON s.project_id = p.id AND s.id = c.originator_id"
                    " JOIN party n ON n.project_id = p.id AND n.id = c.value_party_id"
                    " WHERE p.code = :code ORDER BY i.id LIMIT 1"
                ),
                {"code": code},
            ).one()
            relation = connection.execute(
                sa.text(
                    "SELECT r.id AS relation, d.ref AS document FROM document_relation r"
                    " JOIN project p ON p.id = r.project_id"
                    " JOIN document d ON d.project_id = p.id AND d.id = r.from_id WHERE p.code = :code"
                    " ORDER BY r.id LIMIT 1"
                ),
                {"code": code},
            ).one()
            judgement = connection.execute(
                sa.text(
                    "SELECT j.id AS judgement, s.ref AS entry FROM same_as j JOIN project p ON p.id = j.project_id"
                    " JOIN source s ON s.project_id = p.id AND s.id = j.source_id WHERE p.code = :code"
                    " ORDER BY j.id LIMIT 1"
                ),
                {"code": code},
            ).one()
            done = connection.execute(
                sa.text(
                    "SELECT v.ref AS intervention, c.ref AS told, (SELECT min(l.id) FROM claim_link l"
                    " WHERE l.project_id = p.id AND l.intervention_id = v.id) AS comparison FROM intervention v"
                    " JOIN project p ON p.id = v.project_id"
                    " JOIN claim c ON c.project_id = p.id AND c.intervention_id = v.id WHERE p.code = :code"
                    " ORDER BY c.id LIMIT 1"
                ),
                {"code": code},
            ).one()
            link = connection.execute(
                sa.text(
                    "SELECT k.id AS incident_link FROM incident_link k JOIN project p ON p.id = k.project_id"
                    " WHERE p.code = :code ORDER BY k.id LIMIT 1"
                ),
                {"code": code},
            ).one()
        told = {
            "form": planting.DRAFT[code],
            "sheet": planting.DRAFT[code],
            "bulk": planting.DRAFT[code],
            "export": planting.EXPORT[code],
            "path": "incident.when",
            "asked_of": "intervention.kind",
            "file": self.files[code],
            "filename": "site.css",
        }
        rows = [row._mapping for row in (found, relation, link, judgement, done)]
        examples = {name: str(value) for row in rows for name, value in row.items() if value}
        return NOTHING | {"project": code} | told | examples

    def _as_before(self) -> None:
        """Signing out is a page too, and so is the end of a question: whoever asks next finds both as they were."""
        with self.owner.begin() as connection:
            connection.execute(sa.text("UPDATE sign_in SET ended_at = NULL"))
            if connection.execute(sa.text("SELECT FROM saved_question WHERE ended_at IS NOT NULL")).first() is None:
                return
            connection.execute(sa.text("ALTER TABLE saved_question DISABLE TRIGGER USER"))
            connection.execute(sa.text("UPDATE saved_question SET ended_at = NULL"))
            connection.execute(sa.text("ALTER TABLE saved_question ENABLE TRIGGER USER"))


NUMBERS = ("number", "incident_link", "comparison", "template", "z", "x", "y")
TILE = {"z": "12", "x": "2458", "y": "1623"}
"""The one in which the village of the filled database lies, as large as its radius."""

NOTHING = {
    "project": "NOTHING",
    "ref": "INC-000000000000",
    "claim": "CLM-000000000000",
    "said": "CLM-000000000000",
    "told": "CLM-000000000000",
    "act": "ACT-000000000000",
    "task": "TSK-000000000000",
    "party": "PTY-000000000000",
    "place": "PLC-000000000000",
    "template": "0",
    "question": "QST-000000000000",
    "intervention": "ITV-000000000000",
    "path": "nothing",
    "asked_of": "nothing",
    "comparison": "0",
    "number": "0",
    "file": "FIL-000000000000",
    "source": "SRC-000000000000",
    "document": "DOC-000000000000",
    "relation": "0",
    "entry": "INC-000000000000",
    "judgement": "0",
    "incident_link": "0",
    "filename": "nothing.css",
    "bulk": "00000000-0000-0000-0000-000000000000",
    "sheet": "00000000-0000-0000-0000-000000000000",
    "form": "00000000-0000-0000-0000-000000000000",
    "link": "nothing",
    "export": "EXP-000000000000",
    "key": 16 * "0",
    "digest": 12 * "0",
    "name": "nothing",
} | TILE


# What is posted where, besides an empty form.
FORMS = {
    "exports.export_incidents": [{"format": name} for name in ("csv", "xlsx", "geojson", "jsonl")],
    "reports.write_report": [{"kind": "dossier", "language": "en", "format": "html"}],
    "saved_questions.save_question": [{"name": "Weekly", "act": "killing"}],
}


def requests_of(rule: Rule, methods: tuple[str, ...] | None) -> list[tuple[str, dict[str, str] | None]]:
    """Each method that a route takes (or those asked for) with each form that is sent along."""
    asked: list[tuple[str, dict[str, str] | None]] = []
    for method in sorted((rule.methods or set()) & set(methods or rule.methods or ())):
        asked += [(method, form) for form in ([{}, *FORMS.get(rule.endpoint, [])] if method == "POST" else [None])]
    return asked


def places_of(rule: Rule) -> tuple[str, ...]:
    if "project" not in rule.arguments:
        return (OWN,)
    return (
        (OWN, OTHER, NOWHERE) if rule.arguments - set(TILE) == {"project"} else (OWN, OTHER, CROSSED, MISSING, NOWHERE)
    )


def where(name: str, place: str) -> str:
    """Whose example an argument takes in a place."""
    if place in (CROSSED, MISSING):
        return OWN if name == "project" else {CROSSED: OTHER, MISSING: NOWHERE}[place]
    return place


def text_of(answer: TestResponse) -> str:
    """What a body says, a zipped one too."""
    body = answer.get_data()
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as files:
            body = b"\n".join(files.read(name) for name in files.namelist())
    return body.decode("utf-8", "replace")


REPEATED = re.compile(
    r'name="(back|csrf_token|once|window)" value="[^"]*"|/sign-in\?next=[^"<]*|[">]/p/[A-Z]+[^"<]*'
    "|<bdi>[0-9a-f]{8}</bdi>|/tiles/[A-Z]+/"
    '|<p class="follows">[^<]*[0-9]{2}:[0-9]{2} UTC</p>'  # when a table was counted, by the clock of the database
)


def without_address(body: str) -> str:
    """A page without what it repeats of the request, its tokens, one-time keys, the number of a fault, the minute."""
    return REPEATED.sub("", body)


@pytest.fixture(scope="module")
def matrix(database_copy: Copies, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    yield from prepared(database_copy, tokens, tmp_path_factory.mktemp("matrix"))


@pytest.fixture
def other_matrix(database_copy: Copies, tokens: Tokens, tmp_path: Path) -> Iterator[Matrix]:
    """One whose database a test may take apart."""
    yield from prepared(database_copy, tokens, tmp_path)


def prepared(database_copy: Copies, tokens: Tokens, folder: Path) -> Iterator[Matrix]:
    with database_copy() as urls:
        owner = sa.create_engine(urls.owner)
        flask = create_app(Settings(data=folder), urls, CHEAP)
        flask.config["WTF_CSRF_ENABLED"] = False
        with closing(flask.doors):
            yield Matrix(flask, owner, tokens)
        owner.dispose()


@pytest.fixture(scope="module")
def canaries(matrix: Matrix) -> dict[str, str]:
    """The canaries in columns for people; the control below reads them before anything else is planted."""
    return matrix.plant_for_people()


@pytest.fixture(scope="module")
def read_by_members(matrix: Matrix, canaries: dict[str, str]) -> dict[str, str]:
    """What WEST's own members read, by endpoint and method."""
    read: dict[str, str] = {}
    for role in MEMBERS:
        for cell in matrix.cells(role, "WEST", (OTHER,)):
            if cell.method in ("GET", "POST") and cell.status == 200:
                key = f"{cell.endpoint} {cell.method}"
                read[key] = read.get(key, "") + cell.body
    return read


@pytest.fixture(scope="module")
def all_canaries(matrix: Matrix, canaries: dict[str, str], read_by_members: dict[str, str]) -> dict[str, str]:
    """… and those in columns that code reads, now that the control has been read."""
    return canaries | matrix.plant_for_code()


def test_members_find_the_canaries(matrix: Matrix, canaries: dict[str, str], read_by_members: dict[str, str]) -> None:
    in_project = {rule.endpoint for rule in matrix.rules() if "project" in rule.arguments and "GET" in rule.methods}
    in_project = {endpoint for endpoint in in_project if not endpoint.startswith("api.")}
    # A small picture holds no word: that there is one is what its own members see.
    in_project.remove("evidence.show_preview")
    assert "PNG" in read_by_members["evidence.show_preview GET"]
    assert planting.found([read_by_members["evidence.read_file GET"]], canaries) == {"the file itself"}
    for endpoint in sorted(in_project):
        assert planting.found([read_by_members[f"{endpoint} GET"]], canaries), (
            f"nothing of the project stands on {endpoint}"
        )
    taken_out = planting.found([read_by_members["exports.export_incidents POST"]], canaries)
    assert taken_out >= {"claim.quote", "claim_place.name", "source.name", "external_id.value", "incident.summary"}
    shown = planting.found(read_by_members.values(), canaries)
    assert shown >= {
        "project.title",
        "incident.title",
        "incident.summary",
        "claim.quote",
        "source.name",
        "document.title",
        "party.label",
        "claim_place.name",
        "account.name",
        "event.reason",
        "evidence_item.original_name",
    }


def test_every_text_column_is_planted_or_bound_to_a_list(all_canaries: dict[str, str]) -> None:
    assert len(all_canaries) > 80
    assert set(all_canaries) >= {
        "claim.stated_as",
        "claim.breakdown",
        "claim_citation.quote",
        "entry.after",
        "event.detail",
        "external_id.value",
        "import_batch.file_name",
        "import_row.rule",
        "incident_index.search_text",
        "incident_index.unit_keys",
        "source_alias.name",
        "term.label_ar",
    }


@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_role_gets_what_the_table_says_and_nothing_of_another_project(
    matrix: Matrix, all_canaries: dict[str, str], role: str | None
) -> None:
    cells = list(matrix.cells(role))
    wrong = [str(cell) for cell in cells if not is_as_expected(cell)]
    assert not wrong
    assert_hidden(cells, all_canaries)
    assert_same_answer_for_foreign_and_nothing(cells)
    statuses = {(cell.endpoint, cell.place, cell.method): cell.status for cell in cells}
    for (endpoint, place, method), status in statuses.items():
        if method == "HEAD":
            assert status == statuses[endpoint, place, "GET"], f"HEAD {endpoint} is not taken as GET"


def test_nothing_that_is_recorded_in_one_project_changes_a_page_of_another(other_matrix: Matrix) -> None:
    def pages() -> list[tuple[str, str]]:
        return [
            (str(cell), without_address(cell.body))
            for role in (*MEMBERS, "administrator")
            for cell in other_matrix.cells(role, places=(OWN,), methods=("GET",))
            if cell.endpoint.startswith("projects.") or "project" in other_matrix.arguments(cell.endpoint)
            if cell.endpoint != "evidence.read_custody"  # that a file was read here stands there
        ]

    with time_machine.travel(datetime(2026, 1, 2, tzinfo=UTC), tick=False):
        before = pages()
        planting.add_rows(other_matrix.flask.doors, "WEST", other_matrix.tokens)
        assert pages() == before
        planting.add_rows(other_matrix.flask.doors, "EAST", other_matrix.tokens)
        assert pages() != before


@pytest.mark.full
def test_the_walls_of_the_database_hold_without_those_of_the_application(
    other_matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix, canaries = other_matrix, other_matrix.plant()
    before = rows_of_west(matrix.owner)

    def any_project(connection: sa.Connection, code: str) -> Project:
        with matrix.owner.connect() as past:
            number = past.execute(sa.text("SELECT id FROM project WHERE code = :code"), {"code": code}).scalar()
        return Project(number or 0, code, "Any", False, "reasonable_grounds_to_believe", frozenset(MEMBERS))

    monkeypatch.setattr(projects, "get_project", any_project)
    monkeypatch.setattr(permissions, "may", lambda project, deed: True)
    for role in ("documenter", "analyst", "administrator"):
        cells = list(matrix.cells(role))
        assert any(cell.place == OTHER and cell.status == 200 for cell in cells), "the application's wall still stands"
        assert_hidden(cells, canaries)
        assert_same_answer_for_foreign_and_nothing(cells)
    assert rows_of_west(matrix.owner) == before


@pytest.mark.full
def test_the_walls_of_the_application_hold_without_those_of_the_database(other_matrix: Matrix) -> None:
    matrix, canaries = other_matrix, other_matrix.plant()
    with matrix.owner.begin() as connection:
        tables = connection.execute(
            sa.text("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'tawthiq'::regnamespace")
        ).scalars()
        for table in list(tables):
            connection.execute(sa.text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"))
    with matrix.flask.doors.work(matrix.tokens["EAST", "analyst"]) as work:
        seen = work.connection.execute(sa.text("SELECT count(*) FROM project")).scalar_one()
    assert seen == 2, "the database's wall still stands"
    for role in (None, *ROLES):
        cells = list(matrix.cells(role))
        assert not [str(cell) for cell in cells if not is_as_expected(cell)]
        assert_hidden(cells, canaries)


def rows_of_west(owner: sa.Engine) -> list[Any]:
    """How often each kind of row has been written in the other project."""
    with owner.connect() as connection:
        return list(
            connection.execute(
                sa.text(
                    "SELECT table_number, count(*), max(event_id) FROM entry WHERE project_id ="
                    " (SELECT id FROM project WHERE code LIKE 'WEST') GROUP BY 1 ORDER BY 1"
                )
            )
        )


def assert_hidden(cells: list[Cell], canaries: dict[str, str]) -> None:
    """No body holds a word of the other project, but its title for whoever administers the installation."""
    for cell in cells:
        allowed = {"project.title"} if cell.role == "administrator" and cell.endpoint.startswith("projects.") else set()
        assert planting.found([without_address(cell.body)], canaries) <= allowed, str(cell)


def assert_same_answer_for_foreign_and_nothing(cells: list[Cell]) -> None:
    """What may not be seen and what does not exist are answered alike, to the letter."""
    answers = {
        (cell.endpoint, cell.method, cell.place): (cell.status, "" if cell.is_file else without_address(cell.body))
        for cell in cells
    }
    for (endpoint, method, place), answer in answers.items():
        if place in (OTHER, CROSSED):
            assert answer == answers[endpoint, method, {OTHER: NOWHERE, CROSSED: MISSING}[place]], (
                f"{method} {endpoint}"
            )


def is_as_expected(cell: Cell) -> bool:
    policy = POLICIES[cell.endpoint]
    if cell.endpoint.startswith("api.") and policy != ANYONE:
        return cell.status == 401  # a cookie is no token: `api/test_matrix.py` asks with one
    if cell.status >= 500:
        return False
    if policy != ANYONE and cell.role is None:
        return cell.status == (303 if cell.method in ("GET", "HEAD") else 401)
    if policy in (ANYONE, SIGNED_IN):
        return cell.status not in (401, 403)
    expected = refusal(cell, policy)
    return cell.status == expected if expected else cell.status not in (401, 403, 404, 405)


def refusal(cell: Cell, policy: str) -> int | None:
    """With what a deed in a project is refused to whoever is signed in; None where it is allowed."""
    if cell.role == "administrator" or cell.place in (OTHER, NOWHERE):
        return 404
    if cell.role not in permissions.PERMISSIONS[policy]:
        return 403
    if cell.method == "OPTIONS":
        return None
    if cell.place in (CROSSED, MISSING):
        return 404
    # The analyst keeps the question that stands here; somebody else's is ended by another deed.
    ends_anothers = cell.endpoint == "saved_questions.end_question" and cell.role != "analyst"
    return 403 if ends_anothers and cell.role not in permissions.PERMISSIONS["end_question"] else None
