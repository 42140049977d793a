"""Everything that can be set from outside, in one frozen class with the prefix `TAWTHIQ_`.

Nothing else reads the environment: whoever needs a setting is handed this object.
"""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may choose. The launcher fills in `TAWTHIQ_DATA` when it is not set."""

    model_config = SettingsConfigDict(env_prefix="TAWTHIQ_", frozen=True, env_ignore_empty=True)

    data: Path
    """The folder under which everything is kept."""

    database_url: str | None = None
    """A PostgreSQL server one already has (the URL of its owner role); without it an own cluster is started."""

    samples: Path | None = None
    """A folder with public sample data, used by tests and trials."""
