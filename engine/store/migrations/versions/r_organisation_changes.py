"""Changes of the organisation on record: nobody alters or deletes them."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Json, Utc

revision = "organisation_changes"
down_revision = "desk"

_SAID = "changes of the organisation are append-only"
_FUNCTION = (
    "CREATE FUNCTION organisation_change_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'insufficient_privilege'; END $$"
)
_TRIGGER = (
    "CREATE TRIGGER organisation_change_refuse BEFORE UPDATE OR DELETE ON organisation_change "
    "FOR EACH ROW EXECUTE FUNCTION organisation_change_refuse()"
)
_SQLITE = tuple(
    f"CREATE TRIGGER organisation_change_no_{verb} BEFORE {verb} ON organisation_change "
    f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    for verb in ("update", "delete")
)


def upgrade() -> None:
    """Add the table and the triggers that keep it."""
    op.create_table(
        "organisation_change",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Utc, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("actor", "actor_name", "way", "reason")
        ),
        sa.Column("row_count", sa.Integer, nullable=False),
        sa.Column("differences", Json, nullable=False),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (_FUNCTION, _TRIGGER) if postgresql else _SQLITE:
        op.execute(statement)
