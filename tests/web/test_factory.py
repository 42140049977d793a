"""The wiring that no page shows: templates that fail rather than print nothing."""

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from app.web.policy import GuardedFlask
from app.web.shown import ShownClaim


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
