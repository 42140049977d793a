"""Whether it can serve: yes, or no and why by class alone."""

import sqlalchemy as sa

from app.web.policy import GuardedFlask


def test_it_is_well_while_the_database_takes_work(flask_app: GuardedFlask) -> None:
    answer = flask_app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_that_is_gone_is_named_by_class(web: GuardedFlask) -> None:
    answer = web.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "reason": "Unavailable"})
    assert answer.headers["Retry-After"] == "5"


def test_a_database_that_is_not_set_up_is_named_by_class(flask_app: GuardedFlask, owner: sa.Engine) -> None:
    with owner.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA tawthiq CASCADE"))
    answer = flask_app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "reason": "SetUpProblem"})
