"""A whole installation behind a port, and a browser without JavaScript: nothing in these journeys may need it."""

from collections.abc import Iterator

import pytest

from app.web.policy import GuardedFlask
from tests.serving import behind_a_port


@pytest.fixture
def address(flask_app: GuardedFlask) -> Iterator[str]:
    """Where the pages answer, forms guarded as they are in use."""
    flask_app.config["WTF_CSRF_ENABLED"] = True
    with behind_a_port(flask_app) as opened:
        yield opened
