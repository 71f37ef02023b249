"""A stranger verifies an exported case with docs/howto/verify_case.py, which knows nothing of us."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli
from engine.sealer import Sealer, of_environment
from engine.settings import Settings, open_store
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


def test_an_erased_payload_leaves_the_case_verifiable(case, guanjia, home, database_url):
    store = open_store(
        Settings(database_url=database_url, key_file=home / "guanjia.key", clock="system")
    )
    store.run(lambda tx: tx.history.erase(case.id, 1))
    store.close()
    guanjia("export", case.id, home / "case.json")

    code, said = stranger(home, "case.json", "--key", home / "checkpoints/keys.txt")

    assert code == 0, said


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


def test_a_record_put_back_from_an_old_backup_is_found_by_what_was_kept(case, guanjia, home):
    kept = checkpoints(home)
    whole = kept.read_text("utf-8")
    altered = home / "kept.txt"
    altered.write_text(swap(whole, "\n3\n", "\n4\n"), "utf-8")

    code, said = guanjia("verify", "--checkpoints", altered)

    assert (code, said) == (1, "checkpoint of size 4: the signature does not fit the text\n")
