"""Whose word opens an account: an identity provider, and what it calls the person for good."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "issuers"
down_revision = "quiet"


def upgrade() -> None:
    """Add the table; the version before goes by the account's name alone."""
    op.create_table(
        "account_binding",
        sa.Column("person", sa.Text, sa.ForeignKey("account.person"), primary_key=True),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("bound_at", Utc, nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="uq_account_binding_issuer_subject"),
    )
