"""F13: files that were damaged on their way in; each is refused with a reason, or is still right.

Real diagrams and tables are mutated as bytes and as XML: flipped, cut, doubled, swapped, emptied.
Each is measured by itself: seconds of CPU, and the most memory held while it was looked at.
"""

import os
import re
import sys
import time
from pathlib import Path
from random import Random

import pytest
from lxml import etree
from starlette.testclient import TestClient

from api.app import create_app
from engine import deployments
from engine.errors import EngineError
from engine.store import Store
from tests.conftest import KEY
from tests.faults.company import furnish
from tests.faults.crashing import OPTIONS

LONG = os.environ.get("GUANJIA_FAULTS") == "long"
SEED = os.environ.get("GUANJIA_FAULTS_SEED", "2031")
PARTS = 4 if LONG else 1
FILES = 5_000 if LONG else 500
"""In each part, which is a process's own where there are several."""
LARGEST = 1_000_000 if LONG else 6_000  # bytes: the short form takes small diagrams
SLOWEST = 2.0  # seconds of CPU for one file
MEMORY = 200_000  # kilobytes that one file may take beside what was held before
UPLOADS = 1_000 if LONG else 60
PLACE = re.compile(r"\bline \d+|\bin this file\b", re.IGNORECASE)
PEAK = Path("/proc/self/clear_refs")
ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("tests/bpmn", "processes")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".bpmn", ".dmn"}
)


def flip(text, random):
    at = random.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << random.randrange(8)]) + text[at + 1 :]


def cut(text, random):
    first, last = sorted(random.randrange(len(text)) for _ in range(2))
    return text[:first] + text[last:]


def double(text, random):
    first, last = sorted(random.randrange(len(text)) for _ in range(2))
    return text[:last] + text[first:last] + text[last:]


def truncate(text, random):
    return text[: random.randrange(len(text))]


def number(text, random):
    """Put a number that nobody expects for a digit."""
    digits = [at for at, byte in enumerate(text) if chr(byte).isdigit()]
    at = random.choice(digits)
    wild = random.choice([b"-1", b"99999999999999999999", b"1e400", b"NaN", "٣".encode()])
    return text[:at] + wild + text[at + 1 :]


def _changed(text, random, change):
    tree = etree.fromstring(text)
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    change(elements, random)
    return etree.tostring(tree)


def drop(text, random):
    """Take an element out."""

    def change(elements, random):
        chosen = random.choice(elements[1:])
        chosen.getparent().remove(chosen)

    return _changed(text, random, change)


def swap(text, random):
    """Let two attributes change places."""

    def change(elements, random):
        places = [(each, name) for each in elements for name in each.attrib]
        (one, a), (two, b) = random.sample(places, 2)
        one.attrib[a], two.attrib[b] = two.attrib[b], one.attrib[a]

    return _changed(text, random, change)


def rename(text, random):
    """Make one element another kind of element of the same file."""

    def change(elements, random):
        random.choice(elements).tag = random.choice(elements).tag

    return _changed(text, random, change)


def transplant(text, random):
    """Put an element into another one."""

    def change(elements, random):
        moved, to = random.sample(elements[1:], 2)
        if moved not in to.iterancestors():
            to.append(moved)

    return _changed(text, random, change)


MUTATIONS = (flip, cut, double, truncate, number, drop, swap, rename, transplant)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files_are_refused_with_a_reason_and_soon(tmp_path, capsys, tally, part):
    store = Store(f"sqlite:///{tmp_path / 'guanjia.db'}", key=KEY)
    store.migrate()
    sources = [path for path in SOURCES if path.stat().st_size <= LARGEST]
    random, refused, sound, trouble = Random(f"{SEED} {part}"), 0, 0, []
    largest = 0

    for count in range(FILES):
        path, mutate = random.choice(sources), random.choice(MUTATIONS)
        damaged = mutate(path.read_bytes(), random)
        held, began = forget_peak(), time.thread_time()
        try:
            findings = store.run(lambda tx: deployments.check(tx, {path.name: damaged}))  # noqa: B023
        except EngineError as error:
            refused += 1
            found = str(error)
        except Exception as error:  # noqa: BLE001  # that is what is looked for
            trouble.append(
                f"{count} {path.name} {mutate.__name__}: {type(error).__name__}: {error}"
            )
            continue
        else:
            refused += any(each.severity == "error" for each in findings)
            sound += not any(each.severity == "error" for each in findings)
            found = "ok"
        if not found:
            trouble.append(f"{count} {path.name} {mutate.__name__}: no reason")
        if time.thread_time() - began > SLOWEST:
            trouble.append(f"{count} {path.name} {mutate.__name__}: too slow")
        largest = max(largest, peak() - held)

    store.close()
    with capsys.disabled():
        sys.stdout.write(
            f"\nF13: {FILES} damaged files: {refused} refused, {sound} still right, "
            f"{len(trouble)} troubles, {largest // 1000} MB for one at most\n"
        )
    tally(files=FILES, refused=refused, violations=len(trouble))
    assert trouble == []
    assert largest < MEMORY


@pytest.mark.slow
def test_damaged_files_that_are_uploaded_are_answered_with_the_place_and_the_server_lives(
    sqlite_url, tmp_path, tally
):
    company = furnish(sqlite_url, tmp_path)
    sources = [path for path in SOURCES if path.stat().st_size <= LARGEST]
    random, asks = Random(f"{SEED} uploads"), {"Authorization": f"Bearer {company.tokens['ada']}"}
    wrong = []

    with TestClient(create_app(company.settings, OPTIONS), raise_server_exceptions=False) as http:
        for _ in range(UPLOADS):
            path, mutate = random.choice(sources), random.choice(MUTATIONS)
            sent = [("files", (path.name, mutate(path.read_bytes(), random)))]
            answer = http.post("/api/v1/deployments", files=sent, headers=asks)
            if not (answer.status_code == 201 or is_told_where(answer, path.name)):
                wrong.append(f"{path.name} {mutate.__name__}: {answer.text[:300]}")
        lives = http.get("/api/v1/deployments", headers=asks)

    tally(uploads=UPLOADS, violations=len(wrong))
    assert wrong == []
    assert lives.status_code == 200


def is_told_where(answer, name):
    """Tell whether it is refused, with the file of each error, and element or line where it has one."""
    if answer.status_code != 422:
        return False
    errors = [each for each in answer.json()["facts"]["findings"] if each["severity"] == "error"]
    return bool(errors) and all(
        each["resource"] == name and (each["element_id"] or PLACE.search(each["message_en"]))
        for each in errors
    )


def forget_peak():
    """Let the most that was held be what is held now; returns that, in kilobytes."""
    if PEAK.exists():
        PEAK.write_text("5")  # proc(5): resets the peak of the resident set
    return peak()


def peak():
    """Return the kilobytes that this process held at most; 0 where nobody tells."""
    told = Path("/proc/self/status")
    lines = told.read_text().splitlines() if told.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
