"""Events of comments and attachments."""

from engine.model import events
from engine.store.fold import Appliers, Fold
from engine.store.tables.files import attachment, comment


def _commented(fold: Fold, event: events.CommentAdded) -> None:
    fold.changes.put(
        comment,
        {
            "id": event.comment_id,
            "instance_id": fold.instance_id,
            "task_id": event.task_id,
            "text": event.text,
            "author": fold.actor,
            "author_name": fold.actor_name,
            "created_at": fold.at,
        },
    )


def _attached(fold: Fold, event: events.AttachmentAdded) -> None:
    fold.changes.put(
        attachment,
        {
            "id": event.attachment_id,
            "instance_id": fold.instance_id,
            "task_id": event.task_id,
            "name": event.name,
            "media_type": event.media_type,
            "size": event.size,
            "sha256": event.sha256,
            "author": fold.actor,
            "author_name": fold.actor_name,
            "created_at": fold.at,
        },
    )


APPLIERS: Appliers = {
    events.CommentAdded: _commented,
    events.AttachmentAdded: _attached,
}
