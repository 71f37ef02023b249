"""Errors as pages: a person reads a sentence; whoever is not signed in is asked to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.language import text, wanted
from api.pages.rendering import Reader, render
from api.pages.visits import Posted, see
from api.problems import describe
from engine.errors import EngineError, NotSignedIn, TaskClaimed, TaskNotOpen


def answer(request: Request, error: Exception) -> Response:
    """Return an error as a page in the reader's language."""
    if isinstance(error, NotSignedIn):
        back = request.url.path if request.method == "GET" else "/"
        query = f"?{request.url.query}" if back != "/" and request.url.query else ""
        return see("/sign-in?" + urlencode({"next": back + query}))
    language = wanted(request, "zh")
    said = describe(request, error, language)
    reader = Reader(request=request, language=language)
    context = {
        "title": text(language, "problem.csrf") if said.facts.get("csrf") else said.title,
        "detail": sentence(request, error),
        "request_id": said.request_id,
    }
    return render(reader, "problem.html", context, status=said.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An operation that was refused: which, what was typed for it, and why not."""

    name: str
    posted: Posted
    error: EngineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something was refused, as its reader is told beside what he wanted to do."""

    title: str
    detail: str


def why(request: Request, error: Exception) -> Why:
    """Return in the reader's language why something was refused."""
    title = describe(request, error, wanted(request, "zh")).title
    return Why(title=title, detail=sentence(request, error))


def sentence(request: Request, error: Exception) -> str:
    """Return who was quicker, or why it is refused; other particulars stay in the log."""
    language = wanted(request, "zh")
    if isinstance(error, TaskNotOpen) and error.facts.get("by"):
        return text(language, "problem.by", by=error.facts["by"])
    if isinstance(error, TaskClaimed):
        return text(language, "problem.held", by=error.facts["by"])
    if language == "zh":
        return str(error.facts.get("zh", "")) if isinstance(error, EngineError) else ""
    return str(error) if isinstance(error, EngineError) and "zh" in error.facts else ""
