"""ZIP archives among the files of a release: what is in them stands beside the other files."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from engine.errors import Invalid
from engine.model import Finding, Severity

ENTRIES: Final = 500
"""Files in one archive: more than anybody draws."""
BYTES: Final = 32 << 20
"""Of all archives of a release unpacked: what one request may send. A small file may hold more."""
_NOT_OURS: Final = ("__MACOSX/", ".")
_FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(RuntimeError, NotImplementedError),  # encrypted; a method that nobody knows
)


def unpacked(resources: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return the files with those inside of archives in their place, and what cannot be unpacked.

    An inner file goes by its path in the archive; of two files with one name the first is kept.
    """
    found: dict[str, bytes] = {}
    findings: list[Finding] = []
    left = BYTES
    for name, content in resources.items():
        try:
            inner = _inside(name, content, left) if is_archive(name) else [(name, content)]
        except Invalid as error:
            findings.append(_finding("resource-unreadable", name, f"无法解压：{error}", str(error)))
            continue
        for path, data in inner:
            if path in found:
                text = f"{path} is there twice"
                findings.append(_finding("resource-twice", path, "文件名重复", text))
            found.setdefault(path, data)
        left -= sum(len(data) for _, data in inner) if is_archive(name) else 0
    return found, tuple(findings)


def is_archive(name: str) -> bool:
    """Whether a file is an archive, by its name."""
    return name.lower().endswith(".zip")


def _inside(name: str, content: bytes, left: int) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = list(_entries(archive))
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > left:
                raise Invalid(f"{name} holds more than {ENTRIES} files or {BYTES} bytes", name=name)
            return [(entry.filename, archive.read(entry)) for entry in entries]
    except _FAULTS as error:
        raise Invalid(f"{name} cannot be unpacked: {error}", name=name) from error


def _entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for entry in archive.infolist():
        hidden = entry.filename.rpartition("/")[2].startswith(_NOT_OURS[1])
        if not (entry.is_dir() or hidden or entry.filename.startswith(_NOT_OURS[0])):
            yield entry


def _finding(rule: str, name: str, zh: str, en: str) -> Finding:
    return Finding(
        rule=rule,
        element_id=None,
        severity=Severity.ERROR,
        message_zh=f"文件 {name}：{zh}",
        message_en=en,
        resource=name,
    )
