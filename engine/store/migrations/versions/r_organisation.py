"""The organisation complete: rosters, limits, places, customers, substitution, hand-over lists."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "organisation"
down_revision = "start_triggers"


def upgrade() -> None:
    """Add columns that may be empty, and ten tables."""
    _columns()
    _people()
    _work()
    _places()
    _handovers()


def _columns() -> None:
    for table, column in (
        ("org_unit", sa.Column("valid_from", sa.Date)),
        ("org_unit", sa.Column("valid_to", sa.Date)),
        ("post", sa.Column("trade", sa.Text, nullable=False, server_default="")),
        ("person", sa.Column("successor", sa.Text)),
        ("inbox", sa.Column("amount", sa.Double)),
        ("user_task", sa.Column("ended_for", sa.Text)),
    ):
        op.add_column(table, column)


def _people() -> None:
    op.create_table(
        "reporting_line",
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("superior", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    )
    op.create_table(
        "authority_limit",
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("matter", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("amount", sa.Double),
    )
    op.create_table(
        "scoped_role",
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
    )


def _work() -> None:
    op.create_table(
        "roster",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("begins", sa.Time, primary_key=True),
        sa.Column("ends", sa.Time, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_index("ix_roster_day", "roster", ["day"])
    op.create_table(
        "substitution",
        sa.Column("id", Id, primary_key=True),
        sa.Column("principal", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("begins", Utc, nullable=False),
        sa.Column("ends", Utc, nullable=False),
        sa.Column("processes", Json, nullable=False),
        sa.Column("amount", sa.Double),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("existing", sa.Boolean, nullable=False),
        sa.Column("returns", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_by_name", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
    )
    op.create_index("ix_substitution_principal", "substitution", ["principal"])
    op.create_index("ix_substitution_agent", "substitution", ["agent"])


def _places() -> None:
    op.create_table(
        "headcount",
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("quota", sa.Integer, nullable=False),
        sa.Column("reserved", sa.Integer, nullable=False),
        sa.Column("actual", sa.Integer, nullable=False),
    )
    op.create_table(
        "headcount_hold",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_headcount_hold_unit_post_year", "headcount_hold", ["unit", "post", "year"])
    op.create_table(
        "customer",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone_enc", sa.Text, nullable=False),
        sa.Column("units", Json, nullable=False),
    )


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("successor", sa.Text, nullable=False),
        sa.Column("successor_name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_by_name", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("signed_by_person", Utc),
        sa.Column("signed_by_successor", Utc),
    )
    op.create_index("ix_handover_created_at_id", "handover", ["created_at", "id"])
    op.create_table(
        "handover_item",
        sa.Column("handover_id", Id, primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
