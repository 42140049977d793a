"""The value that we go by, on pages: first in the list and on the incident's page, with what is reported beside it."""

import re
from html import unescape

from app.services.doors import Doors
from tests.conftest import ClientAs
from tests.filled import Tokens
from tests.services.differing import COUNT, WHEN, WHERE, differing, go_by_anis


def words_of(page: str) -> str:
    return re.sub(r"[\s\u2068\u2069]+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_value_that_we_go_by_stands_first_and_is_named(doors: Doors, tokens: Tokens, client_as: ClientAs) -> None:
    case, verifier = differing(doors, tokens), client_as("verifier")
    address = "/p/EAST/incidents?from=2031&to=2031"
    assert "the value we go by" not in words_of(verifier.get(address).text)
    go_by_anis(case, WHEN, WHERE, COUNT)
    listed = words_of(verifier.get(address).text)
    for reported in (
        "17 April 2031 the value we go by; reported: 17 April – 20 May 2031",
        "Bayt Rummana, North the value we go by; reported: Bayt Rummana · Tall Zayn",
        "9 or more the value we go by; reported: 3 or more",
    ):
        assert reported in listed
    page = words_of(verifier.get(f"/p/EAST/incidents/{case.ref}").text)
    assert page.index("We go by Killed: 9 or more") < page.index("Reported 3 or more")
