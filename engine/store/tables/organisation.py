"""What belongs to the organisation beside people and posts: rosters, limits, places, customers."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

reporting_line = sa.Table(
    "reporting_line",
    metadata,
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("superior", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
)

authority_limit = sa.Table(
    "authority_limit",
    metadata,
    sa.Column("post", sa.Text, primary_key=True),
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("amount", sa.Double),
)

scoped_role = sa.Table(
    "scoped_role",
    metadata,
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("post", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
)
"""Roles by post, or for one unit only; `role_grant` has people's own."""

timed_limit = sa.Table(
    "timed_limit",
    metadata,
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("amount", sa.Double),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
)
"""Authority limits with days; a program that does not know days sees those that always count."""

timed_role = sa.Table(
    "timed_role",
    metadata,
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
)
"""Role grants with days."""

roster = sa.Table(
    "roster",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("post", sa.Text, primary_key=True),
    sa.Column("begins", sa.Time, primary_key=True),
    sa.Column("ends", sa.Time, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index(None, "day"),
)
"""班次 (kind shift) and 值班 (kind duty)."""

substitution = sa.Table(
    "substitution",
    metadata,
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
    sa.Index(None, "principal"),
    sa.Index(None, "agent"),
)

headcount = sa.Table(
    "headcount",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("post", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("quota", sa.Integer, nullable=False),
    sa.Column("reserved", sa.Integer, nullable=False),
    sa.Column("actual", sa.Integer, nullable=False),
)

headcount_hold = sa.Table(
    "headcount_hold",
    metadata,
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("places", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Index(None, "unit", "post", "year"),
)
"""Places that somebody has taken: one row per claim, by whatever it was taken for."""

customer = sa.Table(
    "customer",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone_enc", sa.Text, nullable=False),
    sa.Column("units", Json, nullable=False),
)

handover = sa.Table(
    "handover",
    metadata,
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
    sa.Index(None, "created_at", "id"),
)

handover_item = sa.Table(
    "handover_item",
    metadata,
    sa.Column("handover_id", Id, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

organisation_change = sa.Table(
    "organisation_change",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("actor", "actor_name", "way", "reason")
    ),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("differences", Json, nullable=False),
)
"""What was changed, by whom and why; triggers refuse to alter or delete it."""
