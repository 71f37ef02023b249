"""Start events with several triggers: each has a row of its own, conditions too."""

import sqlalchemy as sa
from alembic import op

revision = "start_triggers"
down_revision = "batches"


def upgrade() -> None:
    """Move what starts cases into a table whose key also counts the triggers of an element."""
    op.create_table(
        "start_trigger",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("element_id", sa.Text, primary_key=True),
        sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("definition_id", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["definition.id"],
            name="fk_start_trigger_definition_id_definition",
        ),
    )
    op.create_index("ix_start_trigger_kind_name", "start_trigger", ["kind", "name"])
    op.execute(
        "INSERT INTO start_trigger (key, element_id, event, kind, name, definition_id) "
        "SELECT key, element_id, 0, kind, name, definition_id FROM start_subscription"
    )
    op.drop_table("start_subscription")
