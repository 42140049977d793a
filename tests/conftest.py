"""One cluster a run, one filled database a process, and for each test a copy of that to do with as it likes."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.factory import create_app
from app.runtime.cluster import SUPERUSER, cluster_at
from app.runtime.database import create_database, drop_database, hold
from app.runtime.urls import Urls
from app.services.doors import Doors, Gate, open_doors
from app.settings import Settings
from app.store import schema
from app.web.policy import COOKIE, GuardedFlask
from tests.entered import enter_articles
from tests.filled import CHEAP, Tokens, fill
from tests.serving import chromium

# How long an example takes says nothing about whether it holds.
hypothesis.settings.register_profile("ours", deadline=None, print_blob=True)
hypothesis.settings.register_profile("deep", deadline=None, print_blob=True, max_examples=1000)
hypothesis.settings.load_profile("ours")

FOLDER = pytest.StashKey[Path]()

_copies = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """One folder for all processes of a run; open on the way, because root's cluster runs as somebody else."""
    given = getattr(config, "workerinput", {}).get("cluster")
    if given:
        config.stash[FOLDER] = Path(given)
    else:
        config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="tawthiq-", dir="/tmp"))
        config.stash[FOLDER].chmod(0o755)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["cluster"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.stash[FOLDER])


@pytest.fixture(scope="session")
def cluster_data(request: pytest.FixtureRequest) -> Path:
    """The data folder of the run's cluster."""
    return request.config.stash[FOLDER] / "data"


@pytest.fixture(scope="session")
def held(cluster_data: Path) -> Iterator[Urls]:
    """The cluster, running. A power cut may take it: a test makes a database and drops it, and to wait each time until
    both are on disk takes longer than most tests."""
    with hold(Settings(data=cluster_data, database_url=None, samples=None)) as urls:
        with psycopg.connect(cluster_at(cluster_data).url(SUPERUSER, "postgres"), autocommit=True) as superuser:
            superuser.execute("ALTER SYSTEM SET fsync = off")
            superuser.execute("SELECT pg_reload_conf()")
        yield urls


@pytest.fixture(scope="session")
def filled(held: Urls, worker_id: str) -> tuple[str, Tokens]:
    """The name of the filled database, which nobody is connected to, and the tokens planted in it."""
    name = f"filled_{worker_id}"
    made = create_database(held, name)
    schema.upgrade(made.owner)
    with closing(open_doors(made.gate, made.application, cost=CHEAP)) as doors:
        return name, fill(doors)


@pytest.fixture(scope="session")
def demo(held: Urls, worker_id: str) -> Iterator[tuple[Urls, str]]:
    """A database with each article of the demo in a project of its own, and the token of whoever entered them."""
    name = f"demo_{worker_id}"
    made = create_database(held, name)
    schema.upgrade(made.owner)
    with closing(open_doors(made.gate, made.application, cost=CHEAP)) as doors:
        token = enter_articles(doors)
    yield made, token
    drop_database(held, name)


Copies = Callable[[], Any]


@pytest.fixture(scope="session")
def database_copy(held: Urls, filled: tuple[str, Tokens], worker_id: str) -> Copies:
    """Makes a copy of the filled database, for as long as a `with` lasts."""

    @contextmanager
    def copy() -> Iterator[Urls]:
        name = f"copy_{worker_id}_{next(_copies)}"
        yield create_database(held, name, template=filled[0])
        drop_database(held, name)

    return copy


@pytest.fixture
def urls(database_copy: Copies) -> Iterator[Urls]:
    """A copy of the filled database."""
    with database_copy() as made:
        yield made


@pytest.fixture
def empty_urls(held: Urls, worker_id: str) -> Iterator[Urls]:
    """A database with its schema and nothing in it: a new installation."""
    name = f"empty_{worker_id}_{next(_copies)}"
    made = create_database(held, name)
    schema.upgrade(made.owner)
    yield made
    drop_database(held, name)


@pytest.fixture(scope="session")
def tokens(filled: tuple[str, Tokens]) -> Tokens:
    """The token of each role in each project, by (code, role)."""
    return filled[1]


@pytest.fixture
def doors(urls: Urls) -> Iterator[Doors]:
    with closing(open_doors(urls.gate, urls.application, cost=CHEAP)) as opened:
        yield opened


@pytest.fixture
def engine(doors: Doors) -> sa.Engine:
    """The application's."""
    return doors.application


@pytest.fixture
def gate(doors: Doors) -> Gate:
    return doors.gate


@pytest.fixture
def owner(urls: Urls) -> Iterator[sa.Engine]:
    """The role that migrates, for what a test plants past every wall."""
    made = sa.create_engine(urls.owner)
    yield made
    made.dispose()


@pytest.fixture
def flask_app(urls: Urls, tmp_path: Path) -> Iterator[GuardedFlask]:
    """The pages on a copy of the filled database. Forms need no token; `test_sign_in` says that they do."""
    flask = create_app(Settings(data=tmp_path), urls, CHEAP)
    flask.config["WTF_CSRF_ENABLED"] = False
    with closing(flask.doors):
        yield flask


ClientAs = Callable[..., FlaskClient]


@pytest.fixture
def client_as(flask_app: GuardedFlask, tokens: Tokens) -> ClientAs:
    """A browser in which a role of a project is signed in (None: nobody)."""

    def client(role: str | None, code: str = "EAST") -> FlaskClient:
        browser = flask_app.test_client()
        if role:
            browser.set_cookie(COOKIE, tokens[code, role])
        return browser

    return client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: the library refuses to open a second."""
    with chromium() as opened:
        yield opened
