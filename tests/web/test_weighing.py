"""What pages show of how sure it is: what a level rests on, why it stands, which figure makes a range and which not."""

import html
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.domain.decisions import Question
from app.domain.records import IncidentRecord
from app.services import verification
from app.services.doors import Doors
from app.store import tracks
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.deciding import Case, second_verifier, tells
from tests.services.test_review import dead
from tests.store.claimed import INCIDENT, Voice, bundle, recorded, said

M, N, R = Voice("Monitor Lark"), Voice("Registry Teal", "records"), Voice("Outlet Reed", "none_stated")
KILLED = Question("incident.count", harm="killed")


@pytest.fixture
def case(doors: Doors, tokens: Tokens) -> Case:
    """Two with a basis, one without; one of the two alleges, and the party denies; three figures that differ."""
    claims = [
        *tells(1, M.name, alleged="F"),
        *tells(11, N.name, "records"),
        *tells(21, R.name, "none_stated", alleged="F"),
        said(31, "incident.count", dead(7), M.name, stated_as="سبعة قتلى", language="ar"),
        said(32, "incident.count", dead(12), N.name, "records"),
        said(33, "incident.count", dead(40), R.name, "none_stated"),
        said(34, "incident.count", dead(9), M.name, document=f"report of {R.name}"),
    ]
    return Case(doors, tokens, [M, N, R], claims)


@pytest.fixture
def verifier(client_as: ClientAs) -> FlaskClient:
    return client_as("verifier")


def page_of(browser: FlaskClient, address: str) -> str:
    return html.unescape(browser.get(address).text)


def words_of(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def section(page: str, number: str) -> str:
    """A section of a page by the id of its heading."""
    return page.partition(f'aria-labelledby="{number}"')[2].partition("</section>")[0]


def address(case: Case) -> str:
    return f"/p/EAST/incidents/{case.ref}"


def track(case: Case, party: bool = False) -> str:
    alleged = f"/alleged/{case.alleged.party}" if party and case.alleged else ""
    return f"{address(case)}/acts/{case.act.act}{alleged}/verification"


def test_an_act_is_weighed_on_its_page_by_the_claims_it_rests_on(case: Case, verifier: FlaskClient) -> None:
    case.grade(M.name)
    case.reply("denies_event")
    page = page_of(verifier, track(case))
    ground = section(page, "ground")
    for name in (M.name, N.name, R.name):
        assert ground.count(f"<bdi>{name}</bdi>") >= 3, "whoever says that it happened, when and where"
    assert "2 origins: Monitor Lark; Registry Teal; without a basis: Outlet Reed" in words_of(ground)
    assert "graded with its document: Probably true" in ground and "not graded" in ground
    assert "Collected it itself" in ground and "as told" in ground
    assert "listed apart" in ground and "سبعة قتلى" in ground and 'dir="auto" lang="ar"' in ground
    assert "denies" in words_of(section(page, "replies")).lower()
    assert "Credible report" in section(page, "next")
    assert page.index('id="ground"') < page.index('id="next"') < page.index('id="move"')


def test_who_is_alleged_is_weighed_by_those_who_say_so(case: Case, verifier: FlaskClient) -> None:
    case.reply("denies_responsibility")
    page = page_of(verifier, track(case, party=True))
    ground = section(page, "ground")
    assert M.name in ground and R.name in ground and N.name not in ground
    assert "1 origin: Monitor Lark; without a basis: Outlet Reed" in words_of(ground)
    assert "listed apart" not in ground and "denies" in words_of(section(page, "replies")).lower()


def test_whoever_says_no_when_or_where_is_named_and_not_counted(
    doors: Doors, tokens: Tokens, verifier: FlaskClient
) -> None:
    case = Case(doors, tokens, [M, N], [*tells(1, M.name), *tells(11, N.name, "records")[:2]])
    for page in (track(case), address(case)):
        words = words_of(page_of(verifier, page))
        assert "1 origin: Monitor Lark; not counted, for it is not said also when and where: Registry Teal" in words


def levels(page: str) -> str:
    """What stands of its levels above the facts of an incident."""
    return words_of(page.partition('<p class="prose"')[2].partition("<dl")[0].partition("<section>")[0])


def test_a_finding_says_on_the_page_and_its_print_whose_it_is(
    case: Case, verifier: FlaskClient, doors: Doors, tokens: Tokens
) -> None:
    other, document = second_verifier(doors, tokens), case.document_of(N.name)
    case.grade(M.name)
    case.move("credible")
    found = {"body": "Court of the valley", "determined_on": "2025-09-03", "body_standard": "beyond reasonable doubt"}
    case.move("finding_on_record", contrary="Nothing else.", document=document, **found)
    case.decide("done", other)
    for page in (address(case), f"{address(case)}/print"):
        told = levels(page_of(verifier, page))
        for words in ("Court of the valley", "found on 3 September 2025", "its standard: beyond reasonable doubt",
                      "Report of Registry Teal", "Second verifier"):  # fmt: skip
            assert words in told
    verifier.set_cookie("language", "ar")
    told = levels(page_of(verifier, address(case)))
    assert "بتاريخ 3 أيلول 2025" in told and "Court of the valley" in told


def test_what_is_contested_refuted_and_unsubstantiated_says_why_and_by_whom(
    case: Case, verifier: FlaskClient, doors: Doors, tokens: Tokens
) -> None:
    case.grade(M.name)
    case.grade(N.name)
    case.contradict(*(case.claim_of(name, "incident.when") for name in (M.name, N.name)))
    case.move("contested")
    assert "Accounts differ · What the sources say holds together" in levels(page_of(verifier, address(case)))
    case.move("unsubstantiated", tried="Asked twice.")
    assert "Unsubstantiated · tried was: Asked twice. · verifier of EAST" in levels(page_of(verifier, address(case)))
    case.move("allegation")
    assert "Asked twice" not in page_of(verifier, address(case))
    case.move("refuted", document=case.disproof())
    case.decide("done", second_verifier(doors, tokens))
    told = levels(page_of(verifier, f"{address(case)}/print"))
    assert "Refuted · What the sources say" in told and "Report of Fact checker" in told


def test_what_is_self_reviewed_is_printed_so(
    doors: Doors, tokens: Tokens, verifier: FlaskClient, owner: sa.Engine
) -> None:
    """In one-person mode alone, and computed from who entered what it rests on."""
    case = Case(doors, tokens, [M], tells(1, M.name))
    case.grade(M.name)
    case.move("credible")
    assert "self-reviewed" not in page_of(verifier, address(case))
    with owner.begin() as connection:
        connection.execute(sa.text("ALTER TABLE verification DISABLE TRIGGER USER"))
        connection.execute(sa.text("UPDATE verification SET self_reviewed = true"))
        connection.execute(sa.text("ALTER TABLE verification ENABLE TRIGGER USER"))
    for page in (address(case), f"{address(case)}/print"):
        assert "Credible report self-reviewed" in levels(page_of(verifier, page))


def test_figures_outside_the_range_stand_apart_and_say_why(case: Case, verifier: FlaskClient) -> None:
    page = page_of(verifier, address(case))
    fact = page.split("<dt>Killed</dt>")[1].split("<dt>")[0]
    assert "<bdi>7 to 12</bdi>" in fact
    inside, relayed, also = (words_of(part) for part in re.split("As relayed|Also said", fact))
    assert "Killed: 7" in inside and "Killed: 12" in inside and "Outside the range" not in inside
    assert "Killed: 9" in relayed and "what the source itself says is another figure" in relayed
    assert "Killed: 40" in also and "on what basis it is said is not stated" in also
    when = page.partition("<dt>When</dt>")[2].partition("<dt>")[0]
    assert "The above does not follow from it" in when.split("Also said")[1] and R.name in when.split("Also said")[1]
    paper = words_of(page_of(verifier, f"{address(case)}/print"))
    assert "killed: 40." in paper and paper.count("Outside the range") == 2
    verifier.set_cookie("language", "ar")
    assert "وقيل أيضاً" in page_of(verifier, address(case))


def test_every_quotation_that_is_decided_on_keeps_its_language_and_direction(case: Case, verifier: FlaskClient) -> None:
    verifier.set_cookie("language", "ar")
    page = page_of(verifier, f"{address(case)}/adopt/incident.count?harm=killed")
    quoted = re.findall(r'<blockquote class="quotation"[^>]*>', page)
    assert len(quoted) == 4 and all('dir="auto"' in one for one in quoted)
    assert sum('lang="ar"' in one for one in quoted) == 1 and "<p>سبعة قتلى</p>" in page


def test_a_decision_made_anew_starts_from_the_one_that_stands(case: Case, verifier: FlaskClient) -> None:
    relayed = next(
        c.ref for c in case.view().claims_on("incident.count") if c.citations[0].document.source.name == R.name
    )
    case.adopt(KILLED, {relayed: "no_basis"}, "range_of_claims")
    case.add([said(61, "incident.count", dead(30), "P")], [Voice("P")])
    where = f"{address(case)}/adopt/incident.count?harm=killed"
    page = page_of(verifier, where)
    chosen = re.findall(r'name="(CLM-\w+)".*?</select>', page, re.DOTALL)
    stands = {name: re.findall(r'value="(\w+)" selected', field) for name, field in re.findall(
        r'name="(CLM-\w+)"(.*?)</select>', page, re.DOTALL)}  # fmt: skip
    assert len(chosen) == 5 and stands[relayed] == ["no_basis"]
    assert [found for found in stands.values()].count([]) == 1, "only what is new is asked"
    assert page.count("Said since the decision that stands.") == 1
    assert "Weighed against each other." in page and 'value="range_of_claims" selected' in page
    [new] = [name for name, found in stands.items() if not found]
    given = {name: found[0] for name, found in stands.items() if found} | {new: "used"}
    [seen] = re.findall(r'name="version" value="(\d+)"', page)
    kept = verifier.post(where, data=given | {"method": "range_of_claims", "why": "Weighed again.", "version": seen})
    assert kept.status_code == 303


def test_attributions_wait_in_rows_of_their_own_page_by_page(
    case: Case, verifier: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(verifier, "/p/EAST/verification")
    rows = words_of(section(page, "tracks"))
    assert "Killing, alleged: force F" in rows and track(case, party=True) in page and track(case) in page
    verifier.set_cookie("language", "ar")
    assert "قتل، منسوب إلى: force F" in words_of(section(page_of(verifier, "/p/EAST/verification"), "tracks"))
    monkeypatch.setattr(verification, "PAGE", 1)
    seen, where = [], "/p/EAST/verification"
    while where:
        page = page_of(verifier, where)
        seen += re.findall(r'href="([^"]+/verification)"><bdi>', section(page, "tracks"))
        where = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert len(seen) == len(set(seen)) and [one for one in seen if case.ref in one] == [track(case), track(case, True)]
    assert verifier.get("/p/EAST/verification?before=x~1").status_code == 400
    assert verifier.get("/p/EAST/verification?level=admitted").status_code == 200


def test_a_page_of_attributions_is_read_by_its_index(case: Case, doors: Doors, tokens: Tokens) -> None:
    with doors.work(tokens["EAST", "verifier"]) as work:
        project = work.enter("EAST", "read_verification")
        for level in ("allegation", "credible"):
            _, alleged = tracks._branches(project.id, level, (2**62, 5))
            query = tracks._first(alleged, 26).compile(work.connection, compile_kwargs={"literal_binds": True})
            work.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
            work.connection.execute(sa.text("SET LOCAL enable_sort = off"))
            plan = "\n".join(work.connection.execute(sa.text(f"EXPLAIN (COSTS off) {query}")).scalars())
            assert "Scan Backward using involvement_alleged" in plan and "Sort" not in plan, plan


def test_a_refuted_part_is_left_out_of_what_the_parts_say_together(
    case: Case, verifier: FlaskClient, client_as: ClientAs, doors: Doors, tokens: Tokens
) -> None:
    told = bundle([M], [*tells(1, M.name), said(11, "incident.count", dead(30), M.name)])
    told = replace(told, incidents=(IncidentRecord(INCIDENT, "Toll of the valley", "umbrella"),))
    figure = recorded(doors.application, tokens["EAST", "documenter"], told)
    contains = {"kind": "contains", "other": case.ref, "reason": "The release names it."}
    where = f"/p/EAST/incidents/{figure}"
    assert client_as("documenter").post(f"{where}/relations/new", data=contains).status_code == 303
    assert "Its parts say 7 to 12 together (1 with a number)" in page_of(verifier, where)
    case.move("refuted", document=case.disproof())
    case.decide("done", second_verifier(doors, tokens))
    page = page_of(verifier, where)
    assert "Its parts say no number together (0 with a number)" in page
    assert "1 part that was refuted or found unsubstantiated is not counted." in page
    verifier.set_cookie("language", "ar")
    assert "لا يُحسب جزء واحد ثبت خلافه أو لم تسنده أدلة." in page_of(verifier, where)
