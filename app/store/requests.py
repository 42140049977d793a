"""What programs sent under a one-time key, by its digest. Each sees their own."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.store.tables.requests import sent_request

_s = sent_request.c


def keep_first(connection: sa.Connection, project_id: int, account_id: int, once: str, sha256: bytes) -> bytes:
    """The digest of what came first under a key: this one, where nothing did."""
    values = {"project_id": project_id, "account_id": account_id, "once": once, "sha256": sha256}
    connection.execute(postgresql.insert(sent_request).values(values).on_conflict_do_nothing())
    first = sa.select(_s.sha256).where(_s.project_id == project_id, _s.once == once)
    return bytes(connection.execute(first).scalar_one())
