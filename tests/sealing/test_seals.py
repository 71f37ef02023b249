"""The seal over the record: what becomes a leaf, what is proved, and what is found."""

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine import audit, retention, seals
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.history import checkpoints, merkle
from engine.history.chain import hash_of
from engine.history.checkpoints import SigningKey
from engine.masking import WHOLE
from engine.store import seals as store_of_seals
from engine.store.tables import seals as tables
from engine.store.tables.record import history
from engine.store.tables.work import process_instance
from tests.sealing.conftest import SECRET, WORK
from tests.usecases.world import World


@pytest.fixture
def tamper(store):
    """Change tables behind the engine's back, triggers off."""

    def change(*statements):
        with store.begin() as tx:
            connection = tx._session.connection
            names = ["history", "seal_segment", "seal_node", "seal_checkpoint"]
            for table in names:
                if connection.dialect.name == "sqlite":
                    for verb in ("update", "delete"):
                        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
                else:
                    connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                connection.execute(statement)

    return change


@pytest.fixture
def slow(manual_store):
    """The same company, with a clock that is set by hand."""
    world = World(manual_store)
    world.deploy(WORK)
    return world


def sealed(store, **more):
    return store.run(lambda tx: seals.seal(tx, SECRET, algorithm="sha256", **more))


@pytest.fixture
def flaws(store, world):
    """Return what the check of the tree finds."""

    def checked(**more):
        auditor = world.actor("aud")
        with store.read() as tx:
            return [f"{each.place}: {each.reason}" for each in seals.check(tx, by=auditor, **more)]

    return checked


@pytest.fixture
def broken(store):
    """Return what the check of the cases finds."""

    def checked():
        with store.read() as tx:
            return [f"{each.seq}: {each.reason}" for each in tx.history.verify_all()]

    return checked


def test_what_each_case_did_since_the_last_time_becomes_a_leaf(world, seal, store):
    first = world.start("work")
    world.start("work")
    one = seal()
    world.complete("UT_Work", case=first)

    two = seal()

    (begun, ended) = store.run(lambda tx: tx.seals.of_case(first.id))
    assert (one.size, two.size) == (2, 3)
    assert (begun.first, begun.last + 1, ended.leaf) == (1, ended.first, 2)
    assert ended.last == world.get(first).seq
    assert seal() is None


def test_each_checkpoint_is_signed_and_names_the_same_record(world, seal, store):
    world.start("work")
    seal()
    world.start("work")
    seal()

    found = [note for _, note in store.run(lambda tx: seals.checkpoints(tx, after=0, limit=10))]

    key = SigningKey(name=store.run(seals.origin), secret=SECRET).public
    notes = [next(checkpoints.notes(text)) for text in found]
    assert [note.signer({key.id: key}) for note in notes] == [key, key]
    assert {checkpoints.read(text).origin for text in found} == {key.name}
    assert [each.verifier for each in store.run(seals.keys)] == [str(key)]


def test_a_row_that_appears_long_after_its_time_is_found_by_looking_through(slow):
    late = slow.start("work")
    slow.advance(hours=1)
    at_first = sealed(slow.store)

    found, further = slow.store.run(lambda tx: seals.missed(tx, UUID(int=0)))

    assert (at_first, found, further) == (None, [late.id], None)
    assert sealed(slow.store, also=found).size == 1
    assert slow.store.run(lambda tx: seals.missed(tx, UUID(int=0))) == ([], None)


def test_cases_are_looked_through_in_parts(world, seal, store):
    for _ in range(3):
        world.start("work")

    first, further = store.run(lambda tx: tx.seals.left_over(UUID(int=0), 2))
    rest, end = store.run(lambda tx: tx.seals.left_over(further, 2))

    assert (len(first), len(rest), end) == (2, 1, None)


def test_more_than_one_transaction_holds_is_sealed_the_next_time(world, seal, monkeypatch):
    monkeypatch.setattr(seals.gathering, "CASES", 2)
    for _ in range(5):
        world.start("work")

    sizes = [seal().size for _ in range(3)]

    assert sizes == [2, 4, 5]
    assert seal() is None


def test_every_row_of_every_case_leads_to_the_newest_checkpoint(world, seal, store):
    cases = [world.start("work") for _ in range(5)]
    seal()
    for case in cases:
        world.complete("UT_Work", case=case)
    seal()

    exports = [world.do(seals.export, case.id, by="aud", veil=WHOLE) for case in cases]

    for export in exports:
        checkpoint = checkpoints.read(export["checkpoint"])
        with store.read() as tx:
            leaves = tx.seals.of_case(UUID(export["case"]["id"]))
        for segment, leaf in zip(export["segments"], leaves, strict=True):
            proof = [bytes.fromhex(each) for each in segment["proof"]]
            root = merkle.root_by(leaf.leaf, checkpoint.size, leaf.hash, proof, "sha256")
            assert root == checkpoint.root
        assert export["segments"][-1]["last"] == len(export["events"])


def test_subtrees_of_thousands_of_leaves_are_kept_and_found_again(store, seal, world):
    tree, nodes, leaves = merkle.Tree(), [], []
    for number in range(600):
        leaf = merkle.leaf("sha256", str(number).encode())
        tree, full = merkle.grown(tree, leaf)
        nodes += full
        leaves.append(leaf)
    full = {(node.height, node.position): node.hash for node in nodes}
    rows = [
        {"leaf": n, "instance_id": UUID(int=n), "first": 1, "last": 1, "hash": leaf}
        for n, leaf in enumerate(leaves)
    ]
    with store.begin() as tx:
        tx._session.execute(tables.segment.insert(), rows)
        tx._session.execute(
            tables.node.insert(),
            [{"height": 8, "position": n, "hash": full[8, n]} for n in range(2)],
        )

    with store.read() as tx:
        found = {place: tx.seals.subtree("sha256", *place) for place in full}
        with pytest.raises(NotFound, match="height 0 from 600 on"):
            tx.seals.subtree("sha256", 3, 75)

    assert found == full


def test_a_tree_whose_subtrees_are_kept_is_sound(world, seal, flaws, monkeypatch, store):
    for module in (store_of_seals, seals.checking):
        monkeypatch.setattr(module, "STEP", 1)
    cases = [world.start("work") for _ in range(5)]
    checkpoint = seal()

    export = world.do(seals.export, cases[2].id, by="aud", veil=WHOLE)

    (segment,) = export["segments"]
    proof = [bytes.fromhex(each) for each in segment["proof"]]
    with store.read() as tx:
        (leaf,) = tx.seals.of_case(cases[2].id)
        kept = [(node.height, node.position) for node in tx.seals.nodes()]
    assert merkle.root_by(leaf.leaf, 5, leaf.hash, proof, "sha256") == checkpoint.root
    assert kept == [(1, 0), (1, 1), (2, 0)]
    assert flaws() == []


def test_a_case_can_be_exported_for_a_checkpoint_that_somebody_has_kept(world, seal):
    case = world.start("work")
    kept = seal()
    world.complete("UT_Work", case=case)
    seal()

    export = world.do(seals.export, case.id, by="aud", veil=WHOLE, size=kept.size)

    assert checkpoints.read(export["checkpoint"]).size == 1
    assert len(export["segments"]) == 1
    with pytest.raises(NotFound, match="size 77"):
        world.do(seals.export, case.id, by="aud", veil=WHOLE, size=77)


def test_an_export_needs_an_auditor_and_a_checkpoint(world, seal):
    case = world.start("work")

    with pytest.raises(Conflict, match="nothing has been sealed"):
        world.do(seals.export, case.id, by="aud", veil=WHOLE)
    with pytest.raises(NotPermitted):
        world.do(seals.export, case.id, by="ann", veil=WHOLE)


def test_a_receipt_says_where_its_row_is_sealed(world, seal):
    case = world.start("work")
    early = world.do(seals.receipt, case.id, case.seq, case.head, by="ann")
    seal()

    late = world.do(seals.receipt, case.id, case.seq, case.head.upper(), by="ann")

    assert (early.genuine, early.segment, early.checkpoint) == (True, None, "")
    assert (late.genuine, late.segment.last) == (True, case.seq)
    assert checkpoints.read(late.checkpoint).size == 1


def test_a_receipt_of_another_row_is_not_genuine(world, seal):
    case = world.start("work")
    seal()

    wrong = world.do(seals.receipt, case.id, case.seq - 1, case.head, by="ann")
    beyond = world.do(seals.receipt, case.id, case.seq + 1, case.head, by="ann")

    assert (wrong.genuine, wrong.reason) == (False, f"row {case.seq - 1} has another hash")
    assert (beyond.genuine, beyond.reason) == (False, f"the case has no row {case.seq + 1}")


def test_a_new_key_takes_over_endorsed_by_the_old_one(world, store, seal, flaws):
    world.start("work")
    seal()
    new = bytes(32)

    public = store.run(lambda tx: seals.rotate(tx, SECRET, new))
    world.start("work")

    with pytest.raises(Invalid, match="is not the record's"):
        seal()
    sealed = store.run(lambda tx: seals.seal(tx, new, algorithm="sha256"))
    (note,) = checkpoints.notes(public.endorsement)
    old = SigningKey(name=sealed.origin, secret=SECRET).public
    assert note.signer({old.id: old}) == old
    assert f"key {public.verifier}\n" in note.body
    assert flaws() == []


def test_a_sealed_record_is_sound_and_erasing_leaves_it_so(world, seal, flaws, broken):
    case = world.start("work", variables={"name": "李"})
    world.complete("UT_Work", case=case)
    seal()

    world.do(retention.erase, case.id, by="ada", reason="本人要求删除")
    world.start("work")  # that it is not sealed yet is no flaw

    assert world.do(audit.history, case.id, by="aud")[0].payload is None
    assert (flaws(), broken()) == ([], [])


def test_a_row_that_was_emptied_without_a_word_is_named(world, seal, store, broken):
    case = world.start("work", variables={"name": "李"})
    world.complete("UT_Work", case=case)
    seal()

    store.run(lambda tx: tx.history.erase(case.id, 1))
    before = broken()
    world.do(retention.erase, case.id, by="ada", reason="本人要求删除")
    told = world.get(case).seq
    store.run(lambda tx: tx.history.erase(case.id, told))
    after = broken()

    reason = "is empty, and no later row says that personal data of it was erased"
    assert before == after == [f"1: {reason}"]


def of(case):
    return history.c.instance_id == case.id


def test_a_history_written_anew_with_the_key_in_hand_is_found(world, seal, store, tamper, broken):
    case = world.start("work")
    seal()
    rows = store.run(lambda tx: tx.history.of(case.id))
    from_row = 2
    forged = rewritten(store, rows, from_row)
    changes = [
        history.update()
        .where(of(case), history.c.seq == row.seq)
        .values(actor=row.actor, hash=row.hash, prev=row.prev)
        for row in forged
    ]
    head = process_instance.update().where(process_instance.c.id == case.id)

    tamper(*changes, head.values(head=forged[-1].hash))

    assert broken() == [
        f"1: rows 1 to {case.seq} were sealed as leaf 0: they are not what they were"
    ]


def rewritten(store, rows, from_row):
    """Chain rows again with another actor, as somebody would who has the key of the history."""
    prev, made = rows[0].prev, []
    for row in rows:
        actor = "max" if row.seq >= from_row else row.actor
        bare = replace(row, actor=actor, prev=prev)
        made.append(replace(bare, hash=hash_of(bare, store._shared.key)))
        prev = made[-1].hash
    return made


def test_a_dropped_tail_with_the_head_put_back_is_found(world, seal, tamper, broken, store):
    case = world.start("work")
    rows = store.run(lambda tx: tx.history.of(case.id))
    seal()
    last = rows[-2]
    head = process_instance.update().where(process_instance.c.id == case.id)

    tamper(
        history.delete().where(of(case), history.c.seq > last.seq),
        head.values(seq=last.seq, head=last.hash),
    )

    assert broken() == [
        f"1: rows 1 to {case.seq} were sealed as leaf 0, the history ends with row {last.seq}"
    ]


def test_a_case_taken_out_with_all_its_rows_is_found(world, seal, tamper, broken):
    case = world.start("work")
    seal()

    tamper(
        history.delete().where(of(case)),
        process_instance.delete().where(process_instance.c.id == case.id),
    )

    assert broken() == ["1: the case was sealed, and nothing is left of it"]


def test_a_leaf_taken_out_is_found_in_its_case_and_in_the_tree(world, seal, tamper, broken, flaws):
    case = world.start("work")
    seal()
    world.complete("UT_Work", case=case)
    seal()

    tamper(tables.segment.delete().where(tables.segment.c.leaf == 0))

    assert [each.split(",")[-1] for each in broken()] == [" row 1 was not"]
    assert flaws()[0] == "leaf 0: is missing"


def test_a_row_that_was_never_sealed_is_found_after_some_hours(slow):
    slow.start("work")
    slow.advance(hours=3)
    slow.start("work")
    sealed(slow.store)

    with slow.store.read() as tx:
        (found,) = tx.history.verify_all()

    assert (found.seq, found.reason.endswith("and never sealed")) == (1, True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            tables.segment.update().where(tables.segment.c.leaf == 1).values(hash=bytes(32)),
            "checkpoint of size 2: the leaves give another root",
        ),
        (
            tables.segment.delete().where(tables.segment.c.leaf == 1),
            "checkpoint of size 2: the tree has 1 leaves only: newer ones are gone",
        ),
        (
            tables.checkpoint.update().values(
                note=sa.func.replace(tables.checkpoint.c.note, "\n2\n", "\n1\n")
            ),
            "checkpoint of size 1: the signature does not fit the text",
        ),
        (
            tables.node.insert().values(height=8, position=0, hash=bytes(32)),
            "subtree 0 of height 8: is not what its leaves give",
        ),
    ],
)
def test_a_change_of_the_tree_itself_is_found(  # noqa: PLR0917  # fixtures
    world, seal, tamper, flaws, change, expected
):
    world.start("work")
    world.start("work")
    seal()

    tamper(change)

    assert flaws() == [expected]


def test_a_tree_signed_anew_by_somebody_else_is_found_by_the_trusted_key(world, store, seal, flaws):
    world.start("work")
    seal()
    trusted = SigningKey(name=store.run(seals.origin), secret=bytes(32)).public

    assert flaws(trusted=[trusted]) == ["checkpoint of size 1: no known key has signed it"]


def test_a_checkpoint_kept_elsewhere_finds_a_record_that_was_put_back(world, store, seal, flaws):
    world.start("work")
    origin = store.run(seals.origin)
    early = checkpoints.Checkpoint(
        origin=origin,
        size=2,
        root=bytes(32),
        algorithm="sha256",
        at=store.run(lambda tx: tx.now),
    )
    key = SigningKey(name=origin, secret=SECRET)
    kept = checkpoints.signed(early.body, key)
    none_yet = flaws(kept=kept)
    seal()

    gone = flaws(kept=kept)
    world.start("work")
    seal()

    assert none_yet == ["checkpoint of size 2: the record has no checkpoint at all"]
    assert gone == ["checkpoint of size 2: the tree has 1 leaves only: newer ones are gone"]
    assert flaws(kept=kept) == ["checkpoint of size 2: the leaves give another root"]


def test_a_kept_text_that_is_no_checkpoint_or_of_another_record_is_named(world, store, seal, flaws):
    world.start("work")
    checkpoint = seal()
    key = SigningKey(name=store.run(seals.origin), secret=SECRET)
    other = SigningKey(name="guanjia-other", secret=SECRET)
    foreign = checkpoints.signed(checkpoint.body, other)

    assert flaws(kept=checkpoints.signed("hello\n", key))[0].startswith(
        "checkpoint of size 0: not a checkpoint"
    )
    assert flaws(kept=foreign, trusted=[key.public, other.public]) == [
        f"checkpoint of size 1: it is of another record, {checkpoint.origin}"
    ]


def test_nobody_but_auditors_and_administrators_checks_the_tree(world, store):
    with pytest.raises(NotPermitted):
        world.do(seals.check, by="ann")


def test_the_database_itself_refuses_to_change_what_was_sealed(world, seal, store):
    world.start("work")
    seal()

    for statement in (tables.segment.delete(), tables.checkpoint.update().values(note="")):
        with pytest.raises(Exception, match="append-only"), store.begin() as tx:
            tx._session.connection.execute(statement)
