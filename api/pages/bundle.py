"""What browsers keep: the designer's built scripts, and the pages' own sheets and scripts."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import orjson
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HOME: Final = "/static/build/"
_ENTRY: Final = "src/main.js"
_TEXTS: Final = (".css", ".js", ".svg")
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The addresses that the designer's page names; the rest is loaded by these."""

    script: str
    styles: tuple[str, ...]


@cache
def bundle() -> Bundle | None:
    """Return the bundle that was built with this installation, if one was."""
    manifest = files("api").joinpath("static", "build", "manifest.json")
    if not manifest.is_file():
        return None
    entry = orjson.loads(manifest.read_bytes())[_ENTRY]
    return Bundle(
        script=_HOME + entry["file"], styles=tuple(_HOME + one for one in entry.get("css", ()))
    )


class Assets(StaticFiles):
    """Files whose names change with their content: kept for good, and sent compressed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer the compressed twin where there is one and the browser takes it."""
        packed = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        twin = f"{path}.gz"
        if packed and self.lookup_path(twin)[1] is not None:
            answer = await super().get_response(twin, scope)
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "text/plain"
        else:
            answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = _FOR_GOOD
        answer.headers["Vary"] = "Accept-Encoding"
        return answer


class Shipped(StaticFiles):
    """Files under names of their own: kept for good where the address has a stamp, else asked for.

    A browser that asks sends the file's tag, and gets an empty 304 while it is unchanged.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer the file, compressed where that is taken, and say how long it may be kept."""
        answer = await super().get_response(path, scope)
        packs = scope["method"] == "GET" and "gzip" in Headers(scope=scope).get(
            "accept-encoding", ""
        )
        if packs and isinstance(answer, FileResponse) and path.endswith(_TEXTS):
            answer = _packed(answer)
        stamped = scope["query_string"].startswith(b"v=")
        answer.headers["Cache-Control"] = _FOR_GOOD if stamped else "no-cache"
        answer.headers["Vary"] = "Accept-Encoding"
        return answer


def _packed(answer: FileResponse) -> Response:
    """Return the same answer with its file compressed."""
    tag = answer.headers["etag"]
    packed = Response(_compressed(str(answer.path), tag), media_type=answer.media_type)
    packed.headers["ETag"] = tag
    packed.headers["Content-Encoding"] = "gzip"
    return packed


@cache
def _compressed(file: str, _tag: str) -> bytes:
    """Compress a file once for each content that it has had."""
    return gzip.compress(Path(file).read_bytes(), mtime=0)
