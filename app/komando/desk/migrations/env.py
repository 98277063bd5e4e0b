"""What Alembic runs: our tables, on the connection and in the transaction that `Database.migrate` gives."""

from __future__ import annotations

from alembic import context

from komando.desk.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
context.run_migrations()
