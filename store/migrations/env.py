"""Alembic's entry: runs the migrations inside the connection and transaction that `store.records.migrating` opened."""

from alembic import context

from store.records.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
