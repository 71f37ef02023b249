"""The dossier of a case (案卷) as one ZIP: its record with proofs, its story, its files.

The record verifies off-line with docs/howto/verify_case.py; the digest of each attachment stands in
the record, and `SHA256SUMS` has that of every file.
"""

import hashlib
import io
from collections.abc import Mapping
from importlib.resources import files
from typing import Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from api.language import Language
from api.views.auditing.exports import ExportFile
from api.views.auditing.story import CaseRecord, story
from api.views.cases import attachments
from engine import comments, seals
from engine.model import Actor
from engine.store import Transaction

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same case is the same file
_UNNAMED: Final = '/\\:*?"<>|'


def zipped(
    tx: Transaction, instance_id: UUID, *, by: Actor, language: Language, paper: bytes = b""
) -> ExportFile:
    """Return the dossier; `paper` is its PDF, where there is one.

    Auditors and administrators. Raises NotFound, and Conflict while nothing of it is sealed.
    """
    record = CaseRecord.of(tx, instance_id, by)
    proven = seals.export(tx, instance_id, by=by)
    within = {
        "case.json": orjson.dumps(proven, option=orjson.OPT_INDENT_2),
        "keys.txt": "".join(f"{key.verifier}\n" for key in seals.keys(tx)).encode(),
        "story.json": story(record, language).model_dump_json(indent=2).encode(),
        "README.txt": files("api").joinpath("templates", "auditing", "dossier.txt").read_bytes(),
        **_attachments(tx, record, by),
    }
    if paper:
        within["dossier.pdf"] = paper
    name = record.instance.business_key or str(instance_id)
    return ExportFile(
        name=f"{name}.zip",
        media_type="application/zip",
        content=_zip(within),
        count=len(within),
    )


def _attachments(tx: Transaction, record: CaseRecord, by: Actor) -> Mapping[str, bytes]:
    found = {}
    for row, event in attachments(record.rows):
        _, content = comments.download(tx, event.attachment_id, by=by)
        plain = "".join("_" if each in _UNNAMED else each for each in event.name)
        found[f"attachments/{row.seq}-{plain}"] = content
    return found


def _zip(within: Mapping[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in within.items())
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in {**within, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return out.getvalue()
