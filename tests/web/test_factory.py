"""The wiring that no page shows: the key of the forms, and templates that fail rather than print nothing."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from app.factory import read_web_key
from app.web.policy import GuardedFlask
from app.web.shown import ShownClaim


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "web-key"
    with ThreadPoolExecutor(8) as starts:
        keys = set(starts.map(lambda _: read_web_key(path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["web-key"]


def test_a_template_that_names_nothing_fails(web: GuardedFlask) -> None:
    with web.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ nothing.here }}")


def test_what_a_source_wrote_is_text_and_not_markup(web: GuardedFlask) -> None:
    with web.test_request_context():
        words = "<script>alert(1)</script>"
        line = ShownClaim(words, words, via=(words,), quote=words, further=((words,),))
        page = render_template_string("{% from 'components/records.html' import claim %}{{ claim(line) }}", line=line)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 5
