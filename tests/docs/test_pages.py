"""Pages that are made from code say what the code does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from app.exchange.json_records import TYPES

DOCS = Path(__file__).parents[2] / "docs"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", DOCS / "pages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(maker().PAGES))
def test_the_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == maker().page(name), "run: python docs/pages.py"


def test_every_link_of_the_readme_leads_somewhere() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (DOCS.parent / target).exists(), target


def test_every_type_of_record_is_described() -> None:
    page = (DOCS / "importing.md").read_text("utf-8")
    assert [name for name in TYPES if f"\n| `{name}` |" not in page] == []
