"""Tables of figures for programs: what is left out of them is named in the reader's language."""

import re

from tests.conftest import ClientAs
from tests.web.api.conftest import VALLEY, ProgramAs


def test_a_summary_figure_is_titled_in_the_readers_language(program: ProgramAs, client_as: ClientAs) -> None:
    made = program().post("incidents", VALLEY | {"kind": "umbrella"})
    assert made.status_code == 201, made.text
    reader = program("analyst", "read")

    def title(language: str) -> str:
        told = reader.get("statistics?rows=month", Accept_Language=language).json["left_out"]["umbrellas"]
        assert [one["ref"] for one in told] == [made.json["ref"]]
        return str(told[0]["title"])

    assert re.search("[A-Za-z]", title("en")) and not re.search("[\u0621-\u064a]", title("en"))
    assert re.search("[\u0621-\u064a]", title("ar"))
    page = client_as("analyst").get("/p/EAST/statistics?rows=month", headers={"Accept-Language": "ar"})
    assert title("ar") in page.text
