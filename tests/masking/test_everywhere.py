"""Planted personal data comes out where docs/masking.md says, to whom it says, and nowhere else."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest

from api.live import Hub
from api.views import paper
from tests.api.serving import Client
from tests.authorization.asking import GIVEN, UNKNOWN, Everybody
from tests.masking.conftest import OPINION, PLANTED, STARRED
from tests.pages.every import routes

PEOPLE = {
    "in hand": "wangfang",
    "took part": "limin",
    "head": "zhangwei",
    "stranger": "zhuting",
    "auditor": "hanbing",
    "administrator": "fangyuan",
    "disclosed": "lucha",
}
"""In the order of the columns."""
TABLE = Path(__file__).parents[2] / "docs" / "masking.md"
EXPORTS = ("cases.csv", "cases.xlsx", "log.csv", "log.xlsx", "deviations.csv", "events.xes")
ALSO = (
    "/audit/cases/{instance_id}/dossier",
    "/audit/cases/{instance_id}/dossier.pdf",
    "/process-instances/{instance_id}/migration/preview",
    "/process-instances/{instance_id}/modification/preview",
)
"""Routes by POST that only tell something."""


@pytest.fixture
def walk(app, monkeypatch):
    """Ask every route that tells something as everybody; return what comes out, by route."""
    monkeypatch.setitem(Hub.follow.__kwdefaults__, "life", 0.0)  # what a stream begins with
    monkeypatch.setattr(paper, "available", lambda: True)
    monkeypatch.setattr(paper, "pdf", lambda html, pictures: html.encode())
    clients = {name: Client(app, login) for name, login in PEOPLE.items()}
    everybody, case = Everybody(app), app.state.case["id"]
    task = clients["in hand"].task_of(case)
    known = {"instance_id": case, "task_id": task["id"], "definition_id": "visit:1"}
    known["attachment_id"] = app.state.scan
    disclosed = f"/process-instances/{case}/disclosures"
    assert clients["disclosed"].post(disclosed, {"reason": "复核"}).status_code == 201

    def asked():
        for method, path in everybody.routes():
            if method == "GET" or path in ALSO:
                address = everybody.address(path, known)
                yield (
                    f"{method} {path}",
                    lambda who, m=method, p=path, a=address: everybody.ask(who, m, p, a),
                )
        for kind in EXPORTS:
            yield (
                f"POST /audit/exports ({kind})",
                lambda who, kind=kind: who.post("/audit/exports", {"kind": kind}),
            )
        for path in sorted(routes(app)):
            address = filled(path, known)
            yield f"page {path}", lambda who, a=address: who.http.get(a, follow_redirects=False)

    return {route: [verdict(ask(client)) for client in clients.values()] for route, ask in asked()}


def filled(path, known):
    noun = path.split("/")[1]
    return re.sub(
        r"\{(\w+)(:\w+)?\}",
        lambda found: known.get(found[1]) or GIVEN.get((noun, found[1]), UNKNOWN),
        path,
    )


def verdict(answer):
    """Say whether planted data is in an answer: whole, in words, starred, or not at all."""
    text = "\n".join(unpacked(answer.content))
    if any(value in text.replace(OPINION, "") for value in PLANTED):
        return "whole"
    if OPINION in text:
        return "words"
    return "starred" if any(value in text for value in STARRED) else "–"


def unpacked(content):
    """Return the texts in an answer, out of archives too."""
    if not content.startswith(b"PK"):
        return [unescape(content.decode("utf-8", "replace"))]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [text for name in archive.namelist() for text in unpacked(archive.read(name))]


def test_planted_data_comes_out_as_the_table_says(walk):
    told = {route: seen for route, seen in walk.items() if set(seen) != {"–"}}

    shown = [f"| `{route}` | {' | '.join(seen)} |" for route, seen in sorted(told.items())]

    written = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert shown == written, "\n".join(shown)
