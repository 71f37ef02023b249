"""Which version is in force is said beside it; releases are on a record that only grows."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "releases"
down_revision = "robots"

_SAID = "the record of releases is append-only"
_FUNCTION = (
    "CREATE FUNCTION release_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'insufficient_privilege'; END $$"
)
_TRIGGER = (
    "CREATE TRIGGER release_event_refuse BEFORE UPDATE OR DELETE ON release_event "
    "FOR EACH ROW EXECUTE FUNCTION release_event_refuse()"
)
_SQLITE = tuple(
    f"CREATE TRIGGER release_event_no_{verb} BEFORE {verb} ON release_event "
    f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    for verb in ("update", "delete")
)


def upgrade() -> None:
    """Let the newest version of each process be the one in force, and begin the record."""
    op.add_column(
        "definition", sa.Column("turn", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.execute("UPDATE definition SET turn = version")
    op.create_table(
        "release_event",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Utc, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "actor_name", "kind")),
        *(
            sa.Column(name, sa.Text)
            for name in ("draft_id", "content", "key", "definition_id", "replaced")
        ),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_release_event_draft_id_number", "release_event", ["draft_id", "number"])
    op.create_index("ix_release_event_key_number", "release_event", ["key", "number"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (_FUNCTION, _TRIGGER) if postgresql else _SQLITE:
        op.execute(statement)
