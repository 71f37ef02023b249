"""Errors as pages: a person reads a sentence; whoever is not signed in is asked to."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.language import text, wanted
from api.pages.rendering import Reader, render
from api.pages.visits import see
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
