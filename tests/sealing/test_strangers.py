"""A stranger verifies an exported case with docs/howto/verify_case.py, which knows nothing of us."""

import hashlib
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from engine import cli, retention, seals
from engine.sealer import Sealer, kept, of_environment
from engine.settings import Settings, open_store
from tests.faults.test_backup import dumped
from tests.sealing.conftest import WORK
from tests.usecases.world import World

SCRIPT = Path(__file__).parents[2] / "docs/howto/verify_case.py"


@pytest.fixture
def home(database_url, tmp_path, monkeypatch):
    """Settings in the environment, with a database that is open to nobody yet."""
    monkeypatch.setenv("GUANJIA_DATABASE_URL", database_url)
    monkeypatch.setenv("GUANJIA_KEY_FILE", str(tmp_path / "guanjia.key"))
    return tmp_path


@pytest.fixture
def case(home, database_url):
    settings = Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    store = open_store(settings)
    world = World(store)
    world.deploy(WORK)
    world.start("work")
    case = world.start("work", variables={"name": '李"四" \u2028 \x7f'})
    Sealer(store, of_environment(settings, {})).run_once()
    case = world.complete("UT_Work", case=case, room="8-2")
    Sealer(store, of_environment(settings, {})).run_once()
    store.close()
    return case


@pytest.fixture
def guanjia(home, monkeypatch, capsys):
    """Run `guanjia …`; returns exit code and what was printed."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["guanjia", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    return run


@pytest.fixture
def exported(case, guanjia, home):
    """The file of the case."""
    assert guanjia("export", case.id, home / "case.json")[0] == 0
    return home / "case.json"


def stranger(folder, *arguments):
    """Run the script outside of the product's folder; returns exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def checkpoints(home):
    (file,) = (home / "checkpoints").glob("checkpoints-*.txt")
    return file


def test_the_script_is_short_and_imports_nothing_of_ours():
    text = SCRIPT.read_text("utf-8")

    assert len(text.splitlines()) <= 100
    assert not {"engine", "api", "forms", "processes"} & set(text.split())


def test_a_stranger_verifies_an_exported_case(exported, case, home):
    code, said = stranger(
        home,
        exported,
        "--key",
        home / "checkpoints/keys.txt",
        "--checkpoint",
        checkpoints(home),
        "--receipt",
        f"{case.seq}:{case.head}",
    )

    assert code == 0, said
    assert said.startswith(f"rows 1 to {case.seq} are what was sealed in guanjia-")


def test_what_was_done_since_the_checkpoint_is_said_not_to_be_sealed(case, guanjia, home):
    guanjia("export", case.id, home / "early.json", "--size", 2)
    key = (home / "checkpoints/keys.txt").read_text("utf-8").split()[0]

    code, said = stranger(home, "early.json", "--key", key)

    assert code == 0, said
    assert "on are not sealed yet" in said


def swap(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


CHANGES = {
    "a byte of a payload": (
        lambda row: row | {"payload": swap(row["payload"], "8-2", "8-3")},
        ": the payload is not",
    ),
    "the actor": (lambda row: row | {"actor": "max"}, " are not what was sealed"),
    "the time": (lambda row: row | {"at": swap(row["at"], "T", " ")}, " are not what was sealed"),
    "the hash": (lambda row: row | {"hash": "00" * 32}, ": does not continue"),
    "the number": (lambda row: row | {"seq": 99}, ": does not continue"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_byte_is_named(exported, home, name):
    change, said = CHANGES[name]
    export = json.loads(exported.read_text("utf-8"))
    at = next(n for n, row in enumerate(export["events"]) if "8-2" in row["payload"])
    export["events"][at] = change(export["events"][at])
    exported.write_text(json.dumps(export), "utf-8")

    code, found = stranger(home, exported, "--key", home / "checkpoints/keys.txt")

    first = export["segments"][1]["first"]
    assert code == 1
    assert found.startswith(tuple(f"row {n}" for n in (at + 1, at + 2, first)))
    assert said in found


def test_a_checkpoint_of_another_key_or_text_is_refused(exported, home):
    other = "guanjia-x+00000000+AQAA"
    export = json.loads(exported.read_text("utf-8"))
    export["checkpoint"] = swap(export["checkpoint"], "\nat 20", "\nat 19")
    (home / "altered.json").write_text(json.dumps(export), "utf-8")

    untrusted = stranger(home, exported, "--key", other)
    altered = stranger(home, "altered.json", "--key", home / "checkpoints/keys.txt")

    assert untrusted == (1, "no key that you trust has signed the checkpoint\n")
    assert altered == (1, "the checkpoint is not what was signed\n")


def test_a_receipt_of_another_row_and_a_checkpoint_not_kept_are_refused(exported, case, home):
    (home / "mine.txt").write_text("", "utf-8")
    key = home / "checkpoints/keys.txt"

    receipt = stranger(home, exported, "--key", key, "--receipt", f"{case.seq}:{'0' * 64}")
    unknown = stranger(home, exported, "--key", key, "--checkpoint", "mine.txt")

    assert receipt == (1, f"row {case.seq}: the receipt is of another row\n")
    assert unknown == (1, "the checkpoint of size 3 is none of those that you have kept\n")


@pytest.fixture
def world(case, home, database_url):
    """The company of the case, once more."""
    store = open_store(
        Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    )
    yield World(store)
    store.close()


def test_personal_data_that_was_erased_leaves_the_case_verifiable(case, world, guanjia, home):
    world.do(retention.erase, case.id, by="ada", reason="本人要求删除")
    guanjia("export", case.id, home / "case.json")
    emptied = [row["seq"] for row in events(home / "case.json") if row["payload"] is None]

    code, said = stranger(home, "case.json", "--key", home / "checkpoints/keys.txt")

    assert emptied
    assert code == 0, said


def test_a_row_that_was_emptied_and_not_told_is_named_to_everybody(case, world, guanjia, home):
    world.store.run(lambda tx: tx.history.erase(case.id, 2))
    guanjia("export", case.id, home / "case.json")

    offline = stranger(home, "case.json", "--key", home / "checkpoints/keys.txt")
    inside = guanjia("verify")

    reason = "is empty, and no later row says that"
    assert offline == (1, f"row 2: {reason} it was erased\n")
    assert inside == (1, f"case {case.id}, row 2: {reason} personal data of it was erased\n")


def events(file):
    return json.loads(file.read_text("utf-8"))["events"]


def test_an_export_that_lacks_its_seals_proves_nothing(exported, home):
    export = json.loads(exported.read_text("utf-8"))
    key = home / "checkpoints/keys.txt"
    bare = home / "bare.json"
    bare.write_text(json.dumps(export | {"segments": []}), "utf-8")
    long_since = [row | {"at": swap(row["at"], "20", "19")} for row in export["events"]]
    lacking = export | {"events": long_since, "segments": []}
    (home / "lacking.json").write_text(json.dumps(lacking), "utf-8")

    nothing = stranger(home, bare, "--key", key)
    forgotten = stranger(home, "lacking.json", "--key", key)

    assert [code for code, _ in (nothing, forgotten)] == [1, 1]
    assert nothing[1].startswith("row 1: was not sealed at 20")
    assert forgotten[1].startswith("row 1: was not sealed at 20")


def test_the_command_line_seals_verifies_and_answers_receipts(case, guanjia):
    sealed = guanjia("seal")
    genuine = guanjia("receipt", case.id, case.seq, case.head)
    wrong = guanjia("receipt", case.id, case.seq, "0" * 64)
    shown = guanjia("keys", "show")
    rotated = guanjia("keys", "rotate")
    whole = guanjia("verify")
    of_one = guanjia("verify", case.id)

    assert sealed[1].startswith("3 leaves are sealed; ")
    assert genuine[1].startswith("genuine; sealed as leaf 2\n\nguanjia-")
    assert wrong == (1, f"not genuine: row {case.seq} has another hash\n")
    assert shown[1].startswith("guanjia-")
    assert shown[1] != rotated[1]
    assert whole == of_one == (0, "the record is whole\n")


def test_what_is_not_sealed_yet_is_genuine_all_the_same(case, guanjia, database_url, home):
    store = open_store(
        Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    )
    new = World(store).start("work")
    store.close()

    assert guanjia("receipt", new.id, new.seq, new.head) == (
        0,
        "genuine; it has not been sealed yet\n",
    )
    code, said = guanjia("export", new.id, home / "new.json")
    assert (code, said) == (0, f"{home}/new.json: {new.seq} rows, 0 of them sealed\n")


def test_a_kept_checkpoint_that_was_altered_does_not_fit_its_signature(case, guanjia, home):
    kept = checkpoints(home)
    whole = kept.read_text("utf-8")
    altered = home / "kept.txt"
    altered.write_text(swap(whole, "\n3\n", "\n4\n"), "utf-8")

    code, said = guanjia("verify", "--checkpoints", altered)

    assert (code, said) == (1, "checkpoint of size 4: the signature does not fit the text\n")


@pytest.fixture
def backup(case, world, database_url, home):
    """The URL of a database with what a backup has that was made when the case had ended."""
    if database_url.startswith("sqlite"):
        world.store.backup(home / "backup.db")
        yield f"sqlite:///{home / 'backup.db'}"
    else:
        yield from dumped(make_url(database_url), home)


@pytest.fixture
def sealer(world, database_url, home):
    settings = Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    return Sealer(world.store, of_environment(settings, {}))


def test_an_old_backup_that_is_put_back_is_found_by_what_was_kept(  # noqa: PLR0917  # fixtures
    backup, world, sealer, guanjia, home, monkeypatch
):
    world.start("work")
    sealer.run_once()
    monkeypatch.setenv("GUANJIA_DATABASE_URL", backup)

    kept = guanjia("verify", "--checkpoints", home / "checkpoints")
    monkeypatch.setenv("GUANJIA_CHECKPOINTS", str(home / "none"))
    by_itself = guanjia("verify")

    said = "checkpoint of size 4: the tree has 3 leaves only: newer ones are gone\n"
    assert kept == (1, said)
    assert by_itself == (0, "the record is whole\n")


def test_a_stranger_verifies_a_case_that_was_sealed_with_two_keys(world, sealer, guanjia, home):
    case = world.start("work")
    sealer.run_once()
    early = guanjia("export", case.id, home / "early.json")
    sealer.rotate()
    world.complete("UT_Work", case=case)
    sealer.run_once()
    guanjia("export", case.id, home / "late.json")
    keys = home / "checkpoints/keys.txt"
    old = (home / "old.txt").write_text(keys.read_text("utf-8").split()[0], "utf-8")

    said = [stranger(home, f"{name}.json", "--key", keys)[0] for name in ("early", "late")]
    of_old = [stranger(home, f"{name}.json", "--key", "old.txt")[0] for name in ("early", "late")]

    assert (early[0], old > 0) == (0, True)
    assert (said, of_old) == ([0, 0], [0, 1])


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_a_tree_of_sm3_is_sealed_verified_and_exported(home, database_url, guanjia, monkeypatch):
    monkeypatch.setenv("GUANJIA_SEAL_HASH", "sm3")
    settings = Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    with closing(open_store(settings)) as store:
        world = World(store)
        world.deploy(WORK)
        case = world.start("work")
        world.start("work")
    guanjia("seal")
    guanjia("export", case.id, home / "case.json")

    verified = guanjia("verify")
    code, said = stranger(home, "case.json", "--key", home / "checkpoints/keys.txt")

    assert "\nalgorithm sm3\n" in checkpoints(home).read_text("utf-8")
    assert verified == (0, "the record is whole\n")
    assert (code, said[:9]) == (0, "rows 1 to")


def test_two_sealers_that_really_seal_at_once_make_one_tree(world, sealer, database_url, home):
    settings = Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    other = of_environment(settings, {"GUANJIA_CHECKPOINTS": str(home / "other")})
    both, begin = (sealer, Sealer(world.store, other)), threading.Barrier(2)
    cases = [world.start("work") for _ in range(4)]

    def seal(one):
        for case in cases[both.index(one) :: 2]:
            begin.wait(30)
            world.complete("UT_Work", case=case)
            one.run_once()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(seal, both))
    for one in both:
        one.run_once()

    with world.store.read() as tx:
        flaws = seals.check(tx, by=world.actor("aud"))
        sizes = [size for size, _ in seals.checkpoints(tx, after=0, limit=100)]
    folders = [kept(home / name) for name in ("checkpoints", "other")]
    assert list(flaws) == []
    assert folders[0] == folders[1]
    assert folders[0].count("algorithm ") == len(sizes) == len(set(sizes))
