"""What is sent under a one-time key: the same again is the same deed, another thing is refused."""

from app.services.work import Work
from app.store import requests
from app.store.projects import Project


def is_first_or_same(work: Work, project: Project, once: str, sha256: bytes) -> bool:
    """Whether nothing else was sent under this key before, by the digest of what is sent. It is kept with what the
    request makes, or not at all."""
    return requests.keep_first(work.connection, project.id, work.actor.account_id, once, sha256) == sha256
