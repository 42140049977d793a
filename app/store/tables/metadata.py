"""The one catalogue of tables, and the PostgreSQL type that SQLAlchemy has no name for."""

from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.types import UserDefinedType


class XID8(UserDefinedType[int]):
    """A transaction's number that does not wrap around."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


metadata = MetaData(schema="tawthiq")
