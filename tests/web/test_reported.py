"""What another project has decided stands on the pages as reported by it, in both languages, and moves nothing here."""

from pathlib import Path

from app.services.doors import Doors
from tests.conftest import ClientAs
from tests.exchange.records import D1, INC, everything
from tests.filled import Tokens
from tests.services.exporting import import_records


def test_what_others_have_decided_is_read_as_theirs(
    doors: Doors, tokens: Tokens, client_as: ClientAs, tmp_path: Path
) -> None:
    import_records(doors, tokens, tmp_path / "records.jsonl", everything())
    browser = client_as("analyst")
    page = browser.get(f"/p/EAST/incidents/{INC}").text
    assert "Reported by other projects" in page and "reported by NORTH, 4 May 2025" in page
    assert "Killing: from “Reported, not assessed” to “Credible report” (done)" in page
    assert "they go by Killing. A later correction" in page and "M corrected it." in page
    assert ">Credible report<" not in page  # no level of ours
    document = browser.get(f"/p/EAST/documents/{D1}").text
    assert "How reliable is the source? Usually reliable" in document and "Nobody has graded it yet." in document
    browser.post("/language", data={"language": "ar"})
    page = browser.get(f"/p/EAST/incidents/{INC}").text
    assert "ما أفادت به مشاريع أخرى" in page and "بحسب مشروع NORTH" in page and "إلى «بلاغ موثوق»" in page


def test_where_nobody_has_reported_anything_nothing_stands(client_as: ClientAs) -> None:
    browser = client_as("analyst")
    listed = browser.get("/p/EAST/incidents").text
    page = browser.get(listed[listed.index("/p/EAST/incidents/INC-") :].split('"')[0]).text
    assert "Reported by other projects" not in page
