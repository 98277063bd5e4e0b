"""The desk's tables; migrations/ brings a database there, and a test holds the two together.

JSON is kept as text: it is written once and read whole. Triggers of the migrations keep `decision` and `label`
append-only in both kinds of database.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment: stored in UTC, given back with its time zone, also by SQLite, which knows none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To UTC.

        Raises:
            ValueError: The moment has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone. Received: {value!r}")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """With the time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(32)
_NAME = String(100)
_SHA256 = String(64)


def _counter() -> Column[Any]:
    """A growing number; SQLite never gives one out twice (sqlite_autoincrement)."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


about = Table(
    "about",
    metadata,
    Column("id", _ID, primary_key=True),
)
"""One row: the name of this database among all others, given once by a migration."""

token = Table(
    "token",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("office", _NAME, nullable=True),
    Column("sha256", _SHA256, nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)

session = Table(
    "session",
    metadata,
    Column("sha256", _SHA256, primary_key=True),
    Column("token_id", _ID, ForeignKey("token.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("policy_id", String(200), nullable=False),
    Column("policy_sha256", _SHA256, nullable=False),
    Column("policy_title_id", Text, nullable=False),
    Column("policy_title_en", Text, nullable=False),
    Column("day", Date, nullable=True),
    Column("office", _NAME, nullable=True),
    Column("created_by", _NAME, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("closed_by", _NAME, nullable=True),
    Column("keep_pictures", Boolean, nullable=False),
    Column("wiped_at", UtcDateTime, nullable=True),
    Column("photos", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Index("ix_batch_created_at", "created_at", "id"),
    Index("ix_batch_state", "state", "wiped_at"),
)

photo = Table(
    "photo",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("batch_id", _ID, ForeignKey("batch.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(255), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", _SHA256, nullable=False),
    Column("added_by", _NAME, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("verdict", String(16), nullable=True),
    Column("width", Integer, nullable=True),
    Column("height", Integer, nullable=True),
    Column("hands", Integer, nullable=False),
    Column("rules", Text, nullable=False),
    Column("summary", Text, nullable=True),
    Column("record", Text, nullable=True),
    Column("traces", Text, nullable=True),
    Column("has_preview", Boolean, nullable=False),
    Column("has_marked", Boolean, nullable=False),
    Column("checked_at", UtcDateTime, nullable=True),
    Column("decision_id", BigInteger().with_variant(Integer, "sqlite"), nullable=True),
    Column("revision", BigInteger, nullable=False),
    UniqueConstraint("batch_id", "position", name="uq_photo_position"),
    UniqueConstraint("batch_id", "sha256", "name", name="uq_photo_file"),
    Index("ix_photo_revision", "batch_id", "revision"),
)

decision = Table(
    "decision",
    metadata,
    _counter(),
    Column("photo_id", _ID, ForeignKey("photo.id"), nullable=False),
    Column("previous_id", BigInteger, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("note", String(1000), nullable=False),
    Column("who", _NAME, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("rules", Text, nullable=False),
    Column("policy_id", String(200), nullable=False),
    Column("policy_sha256", _SHA256, nullable=False),
    Column("policy_day", Date, nullable=True),
    Column("models", Text, nullable=False),
    Column("photo_sha256", _SHA256, nullable=False),
    UniqueConstraint("photo_id", "previous_id", name="uq_decision_previous"),
    sqlite_autoincrement=True,
)

label = Table(
    "label",
    metadata,
    _counter(),
    Column("photo_id", _ID, ForeignKey("photo.id"), nullable=False),
    Column("hand", Integer, nullable=False),
    Column("read", String(40), nullable=False),
    Column("right", String(40), nullable=False),
    Column("who", _NAME, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("facts", Text, nullable=False),
    Index("ix_label_photo_id", "photo_id"),
    sqlite_autoincrement=True,
)
