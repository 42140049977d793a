"""Whether this installation can serve, for whatever watches it: yes, or no and by what class of reason. No detail."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.domain.errors import SetUpProblem, Unavailable
from app.web.policy import doors

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def check() -> ResponseReturnValue:
    """200 when the database takes work, else 503."""
    try:
        doors().check()
    except (Unavailable, SetUpProblem) as problem:
        return {"status": "unavailable", "reason": type(problem).__name__}, 503, {"Retry-After": "5"}
    return {"status": "ok"}
