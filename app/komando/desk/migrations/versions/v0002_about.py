"""A name for the database itself, so that a folder of pictures can say whose it is."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the name; it stays with the data, whichever way they are moved."""
    about = op.create_table(
        "about",
        sa.Column("id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_about"),
    )
    op.bulk_insert(about, [{"id": secrets.token_hex(16)}])
