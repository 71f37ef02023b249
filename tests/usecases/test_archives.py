"""Archives in a release: unpacked with care, and what cannot be unpacked is named."""

import io
import zipfile

from engine.deployments import archives


def _zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_files_in_an_archive_stand_beside_the_other_files():
    archive = _zipped(**{"a/b.bpmn": b"1", ".hidden": b"2", "__MACOSX/b.bpmn": b"3"})

    files, findings = archives.unpacked({"x.ZIP": archive, "c.dmn": b"4"})

    assert files == {"a/b.bpmn": b"1", "c.dmn": b"4"}
    assert findings == ()


def test_of_two_files_with_one_name_the_first_is_kept_and_both_are_told_of():
    files, findings = archives.unpacked({"a.bpmn": b"1", "x.zip": _zipped(**{"a.bpmn": b"2"})})

    assert files == {"a.bpmn": b"1"}
    assert [(found.rule, found.resource) for found in findings] == [("resource-twice", "a.bpmn")]


def test_an_archive_that_holds_too_much_is_left_out(monkeypatch):
    monkeypatch.setattr(archives, "BYTES", 10)
    archive = _zipped(**{"a.bpmn": b"0" * 6})

    files, findings = archives.unpacked({"x.zip": archive, "y.zip": _zipped(b=b"0" * 6)})

    assert list(files) == ["a.bpmn"]
    assert [(found.rule, found.resource) for found in findings] == [
        ("resource-unreadable", "y.zip")
    ]


def test_a_damaged_archive_is_left_out():
    damaged = bytearray(_zipped(**{"a.bpmn": bytes(range(200)) * 9}))
    damaged[40:90] = b"\xff" * 50

    files, findings = archives.unpacked({"x.zip": bytes(damaged), "y.zip": b"no"})

    assert files == {}
    assert [found.resource for found in findings] == ["x.zip", "y.zip"]
