"""The sealer: keys, files outside the database, and what it does about trouble."""

import errno
import logging
import stat
import threading
from dataclasses import replace
from uuid import UUID

import pytest

from engine import sealer as sealing_of
from engine import seals
from engine.errors import Invalid, Unavailable
from engine.history import checkpoints
from engine.sealer import Sealer, Sealing, kept, read_secret, trusted
from engine.settings import Settings
from engine.store import seals as store_of_seals
from tests.sealing.conftest import WORK
from tests.usecases.world import World


def sizes(folder):
    return [
        checkpoints.Checkpoint.of_body(note.body).size for note in checkpoints.notes(kept(folder))
    ]


def test_each_checkpoint_leaves_the_database_with_the_public_key(world, sealer, sealing, store):
    world.start("work")
    sealer.run_once()
    world.start("work")
    sealer.run_once()
    sealer.run_once()

    (key,) = store.run(seals.keys)

    assert sizes(sealing.folder) == [1, 2]
    assert [str(each) for each in trusted(sealing.folder)] == [key.verifier]
    assert stat.S_IMODE(sealing.key_file.stat().st_mode) == 0o600


def test_what_was_recorded_before_anybody_sealed_is_sealed_at_the_start(
    world, sealer, sealing, monkeypatch, store
):
    monkeypatch.setattr(seals.gathering, "LOOKED_THROUGH", 2)
    for _ in range(5):
        world.start("work")

    leaves = sealer.run_all()

    assert leaves == 5
    assert sizes(sealing.folder)[-1] == 5
    assert Sealer(store, sealing).run_all() == 5


def test_what_was_missed_is_sealed_to_the_end_though_it_is_more_than_one_batch(
    manual_store, sealing, monkeypatch
):
    world = World(manual_store)
    world.deploy(WORK)
    for _ in range(3):
        world.start("work")
    world.advance(hours=1)
    monkeypatch.setattr(store_of_seals, "BATCH", 2)

    Sealer(manual_store, sealing).run_all()

    assert manual_store.run(lambda tx: tx.seals.left_over(UUID(int=0), 10)) == ([], None)


def test_nothing_to_seal_makes_nothing(store, sealer, sealing):
    leaves = sealer.run_all()

    assert leaves == 0
    assert kept(sealing.folder) == ""


def test_two_sealers_with_a_folder_each_keep_all_checkpoints(world, sealer, sealing, store):
    other = Sealing(key_file=sealing.key_file, folder=sealing.folder / "other")
    for one in (sealer, Sealer(store, other)):
        world.start("work")
        one.run_once()
    sealer.run_once()

    assert sizes(sealing.folder) == sizes(other.folder) == [1, 2]


def test_a_checkpoint_that_was_torn_while_written_is_written_again(world, sealer, sealing):
    world.start("work")
    sealer.run_once()
    (file,) = sealing.folder.glob("checkpoints-*.txt")
    world.start("work")
    sealer.run_once()
    whole = file.read_bytes()
    file.write_bytes(whole[:-150])

    sealer.run_once()

    assert sizes(sealing.folder) == [1, 2]


@pytest.mark.parametrize("torn", ["", "guanjia-1234\n5\nAAA"])
def test_a_month_that_was_begun_and_has_no_checkpoint_stops_nobody(world, sealer, sealing, torn):
    world.start("work")
    sealer.run_once()
    begun = sealing.folder / "checkpoints-2099-01.txt"
    begun.write_text(torn)
    world.start("work")

    sealer.run_once()

    assert sizes(sealing.folder) == [1, 2]
    assert begun.read_text() == torn


@pytest.mark.parametrize("part", ["first", "body", "dash", "signature", "last"])
def test_a_kill_while_a_checkpoint_is_written_heals_to_the_byte(world, sealer, sealing, part):
    for _ in range(2):
        world.start("work")
        sealer.run_once()
    (file,) = sealing.folder.glob("checkpoints-*.txt")
    whole = file.read_bytes()
    begin = whole.index(b"\n\n", whole.index("—".encode())) + 2
    dash = whole.rindex("—".encode())
    places = {"first": 0, "body": begin + 9, "dash": dash + 1, "signature": -20, "last": -1}
    file.write_bytes(whole[: places[part]])

    sealer.run_once()

    assert file.read_bytes() == whole


def test_whatever_goes_wrong_the_sealer_goes_on_and_tells_class_and_place(
    sealer, monkeypatch, caplog
):
    stop, tried = threading.Event(), []

    def fail():
        tried.append("once")
        if len(tried) == 2:
            stop.set()
        raise LookupError("欧阳锋利 13912345678")

    monkeypatch.setattr(sealer, "run_all", fail)
    sealer._sealing = replace(sealer._sealing, every=0)

    sealer.loop(stop)

    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all(each.startswith("nothing is sealed: LookupError at test_sealer") for each in told)


def test_how_long_the_oldest_row_waits_for_the_sealer_is_counted(manual_store, sealing):
    world = World(manual_store)
    world.deploy(WORK)

    def unsealed():
        return manual_store.run(lambda tx: tx.vitals.figures()).unsealed

    none = unsealed()
    world.start("work")
    world.advance(minutes=10)
    never = unsealed()
    Sealer(manual_store, sealing).run_all()
    sealed = unsealed()
    world.advance(minutes=1)
    world.start("work")
    world.advance(minutes=5)

    assert (none, never, sealed, unsealed()) == (0, 600, 0, 300)


def test_a_file_that_knows_more_than_the_database_stops_the_sealer(
    world, sealer, sealing, store, caplog
):
    world.start("work")
    sealer.run_once()
    (file,) = sealing.folder.glob("checkpoints-*.txt")
    key = checkpoints.SigningKey(name=store.run(seals.origin), secret=read_secret(sealing.key_file))
    newer = checkpoints.read(file.read_text("utf-8")).body.replace("\n1\n", "\n9\n")
    file.write_text(checkpoints.signed(newer, key) + "\n", "utf-8")

    with pytest.raises(Invalid, match="checkpoint of size 9, the database 1 at most"):
        sealer.publish()


def test_a_file_of_another_database_stops_the_sealer(world, sealer, sealing, store):
    key = checkpoints.SigningKey(name="guanjia-x", secret=bytes(32))
    body = "guanjia-x\n3\nAAAA\nalgorithm sha256\nat 2026-01-01T00:00:00+00:00\n"
    sealing.folder.mkdir()
    (sealing.folder / "checkpoints-2026-01.txt").write_text(
        checkpoints.signed(body, key) + "\n", "utf-8"
    )

    with pytest.raises(Invalid, match="of size 3, the database none"):
        sealer.publish()


def test_trouble_is_told_and_waited_out(world, sealer, monkeypatch, caplog):
    stop, seen = threading.Event(), []

    def fail():
        seen.append("once")
        raise Unavailable("no database")

    def end():
        stop.set()
        raise OSError(errno.ENOSPC, "disk full", "/13912345678")

    monkeypatch.setattr(sealer, "run_all", fail)
    sealer._sealing = Sealing(
        key_file=sealer._sealing.key_file, folder=sealer._sealing.folder, every=0
    )
    monkeypatch.setattr(sealer, "run_all", lambda: fail() if not seen else end())

    with caplog.at_level(logging.ERROR):
        sealer.loop(stop)

    told = [record.message.partition(" at ")[0] for record in caplog.records]
    assert told == ["nothing is sealed: Unavailable", "nothing is sealed: OSError ENOSPC"]
    assert "/13912345678" not in caplog.text


def test_the_loop_looks_through_all_cases_first_and_then_seals_what_is_new(sealer, monkeypatch):
    stop, done = threading.Event(), []

    def once():
        done.append("once")
        stop.set()

    monkeypatch.setattr(sealer, "run_all", lambda: done.append("all"))
    monkeypatch.setattr(sealer, "run_once", once)
    sealer._sealing = Sealing(
        key_file=sealer._sealing.key_file, folder=sealer._sealing.folder, every=0
    )

    sealer.loop(stop)

    assert done == ["all", "once"]


def test_a_key_is_rotated_and_the_folder_knows_both(world, sealer, sealing):
    world.start("work")
    sealer.run_once()
    before = read_secret(sealing.key_file)

    public = sealer.rotate()
    world.start("work")
    sealer.run_once()

    assert read_secret(sealing.key_file) != before
    assert [str(key) for key in trusted(sealing.folder)][1] == public.verifier
    endorsements = checkpoints.notes((sealing.folder / "keys.txt").read_text("utf-8"))
    assert [note.body.splitlines()[2] for note in endorsements] == [f"key {public.verifier}"]
    assert not list(sealing.key_file.parent.glob("*.new"))


def test_a_rotation_that_died_after_the_commit_goes_on_with_the_new_key(
    world, sealer, sealing, store
):
    world.start("work")
    sealer.run_once()
    old, new = read_secret(sealing.key_file), bytes(32)
    draft = sealing.key_file.with_name("seal.key.new")
    draft.write_text(new.hex())
    store.run(lambda tx: seals.rotate(tx, old, new))
    world.start("work")

    checkpoint = sealer.run_once()

    assert checkpoint.size == 2
    assert read_secret(sealing.key_file) == new


def test_a_rotation_that_died_before_the_commit_changes_nothing(world, sealer, sealing):
    world.start("work")
    sealer.run_once()
    old = read_secret(sealing.key_file)
    sealing.key_file.with_name("seal.key.new").write_text(bytes(32).hex())
    world.start("work")

    sealer.run_once()

    assert read_secret(sealing.key_file) == old


@pytest.mark.parametrize("content", ["", "zz", "00"])
def test_a_file_without_a_key_is_refused(tmp_path, content):
    (tmp_path / "seal.key").write_text(content)

    with pytest.raises(Invalid, match="holds no signing key: expected 64 hex digits"):
        read_secret(tmp_path / "seal.key")


def test_two_processes_that_start_together_agree_on_one_key(tmp_path, monkeypatch):
    path = tmp_path / "new" / "seal.key"
    draw, drawn = sealing_of.secrets.token_bytes, []

    def slow(count):
        if not drawn:
            drawn.append(count)
            drawn.append(read_secret(path))
        return draw(count)

    monkeypatch.setattr(sealing_of.secrets, "token_bytes", slow)

    assert read_secret(path) == drawn[1]


def test_where_no_key_is_kept_none_is_trusted(tmp_path):
    assert trusted(tmp_path) == []


def test_one_file_of_checkpoints_or_keys_will_do(world, sealer, sealing):
    world.start("work")
    sealer.run_once()
    (file,) = sealing.folder.glob("checkpoints-*.txt")

    assert kept(file) == kept(sealing.folder)
    assert trusted(sealing.folder / "keys.txt") == trusted(sealing.folder)


def test_the_environment_says_how_to_seal(tmp_path):
    settings = Settings(database_url="sqlite://", key_file=tmp_path / "guanjia.key", clock="system")

    plain = sealing_of.of_environment(settings, {})
    said = sealing_of.of_environment(
        settings,
        {
            "GUANJIA_SEAL_KEY_FILE": "k",
            "GUANJIA_CHECKPOINTS": "c",
            "GUANJIA_SEAL_HASH": "sm3",
            "GUANJIA_SEAL_EVERY": "1.5",
        },
    )

    assert (plain.key_file, plain.folder) == (tmp_path / "seal.key", tmp_path / "checkpoints")
    assert (str(said.key_file), str(said.folder)) == ("k", "c")
    assert (said.algorithm, said.every) == ("sm3", 1.5)


NO_SECONDS = ("x", "", "0", "-1", "nan", "inf", "86401")
NO_MINUTES = ("x", "", "0", "-1", "1.5", "٣", "86401")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GUANJIA_SEAL_HASH", "md5", "expected one of sha256, sm3"),
        *(("GUANJIA_SEAL_EVERY", each, f"{each}': expected seconds") for each in NO_SECONDS),
        *(("GUANJIA_AUDIT_EVERY", each, f"{each}': expected minutes") for each in NO_MINUTES),
    ],
)
def test_a_setting_that_means_nothing_is_refused(tmp_path, name, value, said):
    settings = Settings(database_url="sqlite://", key_file=tmp_path / "guanjia.key", clock="system")

    with pytest.raises(Invalid, match=said):
        sealing_of.of_environment(settings, {name: value})
