"""Columns of every table, for the store alone. Rules (checks, keys, walls) stand in migrations and app/store/sql."""

from app.store.tables import (
    accounts,
    claims,
    decisions,
    evidence,
    history,
    imports,
    incidents,
    index,
    same,
    sources,
    tasks,
    vocabularies,
)
from app.store.tables.metadata import metadata

__all__ = [
    "accounts",
    "claims",
    "decisions",
    "evidence",
    "history",
    "imports",
    "incidents",
    "index",
    "metadata",
    "same",
    "sources",
    "tasks",
    "vocabularies",
]
