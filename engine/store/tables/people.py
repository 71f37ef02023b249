"""The organisation, accounts, sessions, tokens, and answers already given."""

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

org_unit = sa.Table(
    "org_unit",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("parent", sa.Text),
    sa.Column("calendar", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
)

post = sa.Table(
    "post",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("is_key", sa.Boolean, nullable=False),
    sa.Column("trade", sa.Text, nullable=False, server_default=""),
)

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("successor", sa.Text),
    *(
        sa.Column(name, sa.Text, nullable=False, server_default="")
        for name in ("email", "mobile", "wecom", "dingtalk", "feishu")
    ),
)

membership = sa.Table(
    "membership",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("group_code", sa.Text, primary_key=True),
)

role_grant = sa.Table(
    "role_grant",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
)

assignment = sa.Table(
    "assignment",
    metadata,
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("is_primary", sa.Boolean, nullable=False),
    sa.Column("is_head", sa.Boolean, nullable=False),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("person", sa.ForeignKey("account.person"), nullable=False),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("proved_at", Utc),
    sa.Index(None, "person"),
    sa.Index(None, "expires_at"),
)

binding = sa.Table(
    "account_binding",
    metadata,
    sa.Column("person", sa.ForeignKey("account.person"), primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("bound_at", Utc, nullable=False),
    sa.UniqueConstraint("issuer", "subject"),
)
"""Whose word opens an account: of an identity provider, for one subject of its own."""

api_token = sa.Table(
    "api_token",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("person", sa.ForeignKey("account.person"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("expires_at", Utc),
    sa.Column("revoked_at", Utc),
    sa.Column("last_used_at", Utc),
    sa.Index(None, "person"),
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("since", Utc, nullable=False),
)
"""Failed sign-ins by account and by address, each as its HMAC."""

answer = sa.Table(
    "answer",
    metadata,
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_digest", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Index(None, "at"),
)
