"""The dossier of a case (案卷) as one ZIP: its record with proofs, its story, its files.

The record verifies off-line with docs/howto/verify_case.py; the digest of each attachment stands in
the record, and `SHA256SUMS` has that of every file.
"""

import hashlib
import io
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from typing import Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from markupsafe import Markup

from api.language import Language, text
from api.views import paper
from api.views.auditing.exports import ExportFile
from api.views.auditing.replay import at_moment
from api.views.auditing.story import CaseRecord, story
from api.views.auditing.telling import changed_field, step_times, told_act
from api.views.cases import attachments
from api.views.clock import local
from api.views.templates import templates
from engine import access, comments, seals
from engine.errors import CannotPrint
from engine.model import Actor
from engine.store import Transaction

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same case is the same file
_KEPT_BACK: Final = "敏感文件，未披露。 A file of a marked field, not disclosed.\n".encode()
_UNNAMED: Final = '/\\:*?"<>|'


def zipped(tx: Transaction, instance_id: UUID, *, by: Actor, language: Language) -> ExportFile:
    """Return the dossier with its PDF, where this machine can make one.

    Auditors and administrators. Raises NotFound, and Conflict while nothing of it is sealed.
    """
    record = CaseRecord.of(tx, instance_id, by)
    proven = seals.export(tx, instance_id, by=by, veil=record.veil)
    within = {
        "case.json": orjson.dumps(proven, option=orjson.OPT_INDENT_2),
        "keys.txt": "".join(f"{key.verifier}\n" for key in seals.keys(tx)).encode(),
        "story.json": story(record, language).model_dump_json(indent=2).encode(),
        "README.txt": files("api").joinpath("templates", "auditing", "dossier.txt").read_bytes(),
        **_attachments(tx, record, by),
    }
    if paper.available():
        within["dossier.pdf"] = _paper(tx, record, by, language)
    name = record.instance.business_key or str(instance_id)
    return ExportFile(
        name=f"{name}.zip",
        media_type="application/zip",
        content=_zip(within),
        count=len(within),
        masked=record.veil.hides,
    )


def printed(tx: Transaction, instance_id: UUID, *, by: Actor, language: Language) -> ExportFile:
    """Return the dossier as PDF. Auditors and administrators.

    Raises NotFound, and CannotPrint where this machine cannot make a PDF.
    """
    tx.cases.get(instance_id, by)
    access.check_has_role(by, *access.SEES_ALL)
    if not paper.available():
        raise CannotPrint("no PDF here: Pango is missing", zh="本机不能生成 PDF，请用浏览器打印")
    record = CaseRecord.of(tx, instance_id, by)
    return ExportFile(
        name=f"{record.instance.business_key or instance_id}.pdf",
        media_type="application/pdf",
        content=_paper(tx, record, by, language),
        count=1,
        masked=record.veil.hides,
    )


def _paper(tx: Transaction, record: CaseRecord, by: Actor, language: Language) -> bytes:
    told, case = story(record, language), record.instance
    last = at_moment(tx, record, record.rows[-1].seq)
    unit = tx.people.organisation().units.get(case.project or "")
    page = templates().get_template("auditing/dossier.html")
    html = page.render(
        t=partial(text, language),
        language=language,
        case=case,
        project=unit.name if unit else case.project or "",
        started=local(case.started_at),
        ended=local(case.ended_at),
        diagram=Markup(last.diagram),  # noqa: S704 - drawn by us, every text escaped
        steps=[step_times(step, language) for step in told.steps],
        acts=[told_act(act, language) for act in told.acts],
        changes=[changed_field(each) for each in told.changes],
        made=f"{local(tx.now)} {by.name}",
        masked=record.veil.hides,
    )
    return paper.pdf(html, {})


def _attachments(tx: Transaction, record: CaseRecord, by: Actor) -> Mapping[str, bytes]:
    found = {}
    for row, event in attachments(record.rows):
        plain = "".join("_" if each in _UNNAMED else each for each in event.name)
        name = f"attachments/{row.seq}-{plain}"
        if comments.readable(tx, event.attachment_id, by=by):
            _, found[name] = comments.download(tx, event.attachment_id, by=by)
        else:
            found[f"{name}.txt"] = _KEPT_BACK
    return found


def _zip(within: Mapping[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in within.items())
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in {**within, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return out.getvalue()
