"""The three ways into one database, as URLs that SQLAlchemy and libpq read alike."""

import json
from dataclasses import dataclass

import sqlalchemy.exc
from sqlalchemy.engine import URL, make_url

from app.domain.errors import SetUpProblem
from app.runtime.cluster import APPLICATION_ROLE, GATE_ROLE, OWNER_ROLE, Cluster
from app.runtime.layout import Layout

DATABASE = "tawthiq"


@dataclass(frozen=True)
class Urls:
    """One URL a role: the owner migrates, the gate signs people in, the application does all else."""

    owner: str
    gate: str
    application: str


def embedded_urls(cluster: Cluster) -> Urls:
    """The URLs of the database in our own cluster: the owner is let in by who runs the process, without a password."""
    drawn = _passwords(cluster.layout)
    return Urls(
        owner=cluster.url(OWNER_ROLE, DATABASE),
        gate=cluster.url(GATE_ROLE, DATABASE, drawn[GATE_ROLE]),
        application=cluster.url(APPLICATION_ROLE, DATABASE, drawn[APPLICATION_ROLE]),
    )


def given_urls(url: str, layout: Layout) -> Urls:
    """The URLs on somebody else's server, from its owner's URL and the passwords in the data folder."""
    try:
        owner = make_url(url).set(drivername="postgresql")
    except sqlalchemy.exc.ArgumentError:
        raise SetUpProblem(
            "TAWTHIQ_DATABASE_URL is no address of a database: it is written postgresql://role:password@host/database."
        ) from None
    drawn = _passwords(layout)
    return Urls(
        owner=_text(owner),
        gate=_text(owner.set(username=GATE_ROLE, password=drawn[GATE_ROLE])),
        application=_text(owner.set(username=APPLICATION_ROLE, password=drawn[APPLICATION_ROLE])),
    )


def beside(urls: Urls, database: str) -> Urls:
    """The URLs of another database on the same server."""
    return Urls(*(_text(make_url(url).set(database=database)) for url in (urls.owner, urls.gate, urls.application)))


def password_in(url: str) -> str:
    """The password that a URL of ours carries."""
    return str(make_url(url).password)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _passwords(layout: Layout) -> dict[str, str]:
    drawn = json.loads(layout.secrets.read_text(encoding="ascii"))
    return {GATE_ROLE: drawn["gate"], APPLICATION_ROLE: drawn["application"]}
