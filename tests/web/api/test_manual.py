"""The examples of docs/api.md, run in order: each request is answered as the page says."""

import json
import re
from pathlib import Path
from typing import Any

from app.web.policy import GuardedFlask
from tests.filled import Tokens
from tests.web import planting
from tests.web.api.conftest import ProgramAs

MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = re.compile(r"```http\n(.*?)\n```\n\n```json (\d+)\n(.*?)\n```", re.DOTALL)
REF = re.compile(r"[A-Z]{3}-0123456789A[A-Z]")


def test_every_example_is_answered_as_the_page_says(
    program: ProgramAs, flask_app: GuardedFlask, tokens: Tokens
) -> None:
    verifier, documenter = program("verifier"), program()
    file = planting.add_file(flask_app.doors, flask_app.keeping, "EAST", tokens["EAST", "documenter"])
    refs = {"FIL-0123456789AA": file}
    examples = EXAMPLE.findall(MANUAL)
    assert len(examples) == MANUAL.count("```http") == 11
    for asked, status, told in examples:
        head, _, body = said(asked, refs).partition("\n\n")
        first, *lines = head.split("\n")
        method, address = first.split(" ")
        headers = {name.replace("-", "_"): value for name, _, value in (line.partition(": ") for line in lines)}
        who = documenter if address.endswith("/incidents") else verifier
        answer = who.call(method, address, json.loads(body) if body else None, **headers)
        assert answer.status_code == int(status), answer.text
        compare(json.loads(told), answer.json, refs)


def said(text: str, refs: dict[str, str]) -> str:
    """The text with the refs that there are in place of the page's own."""
    return REF.sub(lambda found: refs.get(found.group(), found.group()), text)


def compare(told: Any, found: Any, refs: dict[str, str]) -> None:
    """Everything that the page says stands in the answer; a ref that it names first is taken to be that one."""
    match told:
        case dict():
            for name, value in told.items():
                compare(value, found[name], refs)
        case list():
            assert len(found) >= len(told) and bool(found) == bool(told)
            for one, other in zip(told, found, strict=False):
                compare(one, other, refs)
        case str() if REF.fullmatch(told):
            assert refs.setdefault(told, found) == found and found[:4] == told[:4]
        case "…":
            assert found
        case str():
            assert found == said(told, refs)
        case _:
            assert found == told
