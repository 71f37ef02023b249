"""Handing a file to whoever takes it along, once that stands on the operation log."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from api.depends import Call
from api.views.auditing.exports import ExportFile
from engine.auditing import exporting
from engine.store import Transaction


def taken(
    call: Call, about: Mapping[str, Any], make: Callable[[Transaction], ExportFile]
) -> Response:
    """Make a file, put on the log that it is taken along, and answer it to be saved."""
    file = call.read(make)
    said = {**about, "count": file.count, "masked": file.masked}
    call.store.run(
        lambda tx: exporting.note(tx, file.content, by=call.actor, name=file.name, about=said)
    )
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        },
    )
