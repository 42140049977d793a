"""Page and question share one set of filters, and each has its words."""

import pytest

from app.domain.errors import UnknownFilter
from app.domain.questions import FILTERS, ask
from app.web.filters import FIRST, MENDS, filter_fields
from app.web.policy import GuardedFlask


def test_every_filter_of_a_question_has_its_field_and_no_other(web: GuardedFlask) -> None:
    with web.test_request_context():
        # A cell is chosen in the table of figures, not typed: it stands in the form in words alone.
        assert {*filter_fields({}), "cell"} == set(FILTERS) > set(FIRST)
        assert "cell" not in filter_fields({})


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "07/03/2025"), ("to", "soon"), ("bbox", "1,2"), ("act", "x"), ("at_least", "x"), ("changed_since", "x")],
)
def test_a_filter_that_was_not_understood_says_how_to_write_it(web: GuardedFlask, name: str, value: str) -> None:
    with pytest.raises(UnknownFilter) as refused:
        ask({name: value})
    with web.test_request_context(headers={"Accept-Language": "ar"}):
        fields = filter_fields({name: value}, {str(refused.value.field): refused.value.args[0]})
        assert [field.name for field in fields.values() if field.error] == [name]
        assert value in fields[name].error and str(MENDS[name]) in fields[name].error
        assert fields[name].value == value


def test_what_a_choice_offers_is_what_the_question_takes(web: GuardedFlask) -> None:
    with web.test_request_context():
        fields = filter_fields({})
    offered = [(field.name, option.value) for field in fields.values() for option in field.options]
    choices = {"act", "verification", "harm", "attribution", "workflow", "intervention"}
    assert {name for name, _value in offered} == choices | {f"not_{name}" for name in choices} | {"match"}
    for name, value in offered:
        ask({name: value})
