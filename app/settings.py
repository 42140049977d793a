"""Everything that can be set from outside, in one frozen class with the prefix `TAWTHIQ_`.

Nothing else reads the environment: whoever needs a setting is handed this object.
"""

from pathlib import Path
from typing import Annotated

from pydantic import ByteSize, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Room = Annotated[ByteSize, Field(gt=0)]


class Settings(BaseSettings):
    """What an operator may choose. The launcher fills in `TAWTHIQ_DATA` when it is not set."""

    model_config = SettingsConfigDict(env_prefix="TAWTHIQ_", frozen=True, env_ignore_empty=True)

    data: Path
    """The folder under which everything is kept."""

    database_url: str | None = None
    """A PostgreSQL server one already has (the URL of its owner role); without it an own cluster is started."""

    file_limit: Room = ByteSize(512 * 1024**2)
    """How large one preserved file may be: bytes, or a number with its unit (`200MiB`)."""

    project_quota: Room = ByteSize(50 * 1024**3)
    """How much room the preserved files of one project may take up together."""

    draft_days: Annotated[int, Field(gt=0, le=3650)] = 30
    """For how many days a draft, or a table in hand, that nobody touches is kept."""

    export_days: Annotated[int, Field(gt=0, le=365)] = 7
    """For how many days the file of an export that was written by itself is kept, to be taken by whoever asked."""

    samples: Path | None = None
    """A folder with public sample data, used by tests and trials."""

    @property
    def templates(self) -> Path:
        """Where an organisation keeps its own templates of reports."""
        return self.data / "templates"


def what_it_takes(name: str) -> str:
    """Which values a setting takes, in words."""
    field = Settings.model_fields[name]
    if field.annotation is ByteSize:
        return "a size above 0, in bytes or with its unit (200MiB)"
    if field.annotation is int:
        bounds = {name: getattr(one, name) for one in field.metadata for name in ("gt", "le") if hasattr(one, name)}
        return f"a whole number from {bounds['gt'] + 1} to {bounds['le']}"
    return "a folder" if field.annotation in (Path, Path | None) else "the URL of a PostgreSQL server"
