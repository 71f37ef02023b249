"""What is to be told: announcements, deliveries, notices, web hooks; copies, drafts of forms."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import Id, Json, Utc

revision = "outbox"
down_revision = "calendars"

_UNREAD = sa.text("read_at IS NULL")
_WAITING = sa.text("next_try IS NOT NULL")


def upgrade() -> None:
    """Add tables, and two columns with defaults for the tasks that are there."""
    op.add_column("user_task", sa.Column("urges", sa.Integer, nullable=False, server_default="0"))
    op.add_column("user_task", sa.Column("urged_at", Utc))
    _announcement()
    _delivery()
    _notice()
    _settings()
    _copy()
    _form_draft()


def _announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("instance_id", Id, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", Utc, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_announcement_at_instance_id_seq", "announcement", ["at", "instance_id", "seq"]
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", Id, primary_key=True),
        sa.Column("dedupe", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("channel", "recipient", "address")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "title", "text")),
        sa.Column("data", Json, nullable=False),
        sa.Column("instance_id", Id),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("task_id", Id),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", Utc),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("result", "provider_id")),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.UniqueConstraint("dedupe", name="uq_delivery_dedupe"),
    )
    op.create_index(
        "ix_delivery_next_try",
        "delivery",
        ["next_try"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index("ix_delivery_state_created_at_id", "delivery", ["state", "created_at", "id"])
    op.create_index("ix_delivery_instance_id_seq", "delivery", ["instance_id", "seq"])
    op.create_index("ix_delivery_task_id", "delivery", ["task_id"])


def _notice() -> None:
    texts = ("person", "kind", "title", "text", "title_en", "text_en")
    op.create_table(
        "notice",
        sa.Column("id", Id, primary_key=True),
        sa.Column("dedupe", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("instance_id", Id),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("task_id", Id),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("read_at", Utc),
        sa.UniqueConstraint("dedupe", name="uq_notice_dedupe"),
    )
    op.create_index("ix_notice_person_created_at_id", "notice", ["person", "created_at", "id"])
    op.create_index("ix_notice_instance_id_seq", "notice", ["instance_id", "seq"])


def _settings() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", Id, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "url", "secret")),
        sa.Column("kinds", Json, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
    )
    op.create_table(
        "preference",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("content", Json, nullable=False),
    )
    op.create_table(
        "follow",
        sa.Column("instance_id", Id, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("since", Utc, nullable=False),
    )
    op.create_index("ix_follow_person_since", "follow", ["person", "since"])


def _copy() -> None:
    op.create_table(
        "copy",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("instance_id", Id, nullable=False),
        sa.Column("task_id", Id, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("element_id", "via", "confirm")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("text", "sent_by", "sent_by_name")),
        sa.Column("sent_at", Utc, nullable=False),
        sa.Column("read_at", Utc),
        sa.Column("confirmed_at", Utc),
        sa.Column("signature", Json, nullable=False),
    )
    op.create_index("ix_copy_instance_id", "copy", ["instance_id"])
    op.create_index("ix_copy_task_id", "copy", ["task_id"])
    op.create_index("ix_copy_person_sent_at_id", "copy", ["person", "sent_at", "id"])
    op.create_index(
        "ix_copy_unread", "copy", ["person"], sqlite_where=_UNREAD, postgresql_where=_UNREAD
    )


def _form_draft() -> None:
    op.create_table(
        "form_draft",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("instance_id", Id),
        sa.Column("content", Json, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("saved_at", Utc, nullable=False),
    )
    op.create_index("ix_form_draft_person_saved_at", "form_draft", ["person", "saved_at"])
    op.create_index("ix_form_draft_about", "form_draft", ["about"])
