"""Runs the numbered migrations on the connection that `app.store.schema` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="tawthiq")
with context.begin_transaction():
    context.run_migrations()
