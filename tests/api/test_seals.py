"""The seal over the record through REST: checkpoints, keys, receipts, exports."""

import pytest

from engine import seals
from tests.api.serving import Client


@pytest.fixture
def seal(either_app):
    """Seal what is there."""
    store = either_app.state.store
    return lambda: store.run(lambda tx: seals.seal(tx, bytes(32), algorithm="sha256"))


@pytest.fixture
def case(either_app):
    answer = Client(either_app, "limin").post(
        "/process-instances", {"process_key": "leave", "project": "HY01"}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_answer_of_a_change_is_a_receipt_that_is_sealed_soon(either_app, case, seal):
    clerk = Client(either_app, "limin")
    address = f"/process-instances/{case['id']}/receipts/{case['seq']}"

    early = clerk.get(address, hash=case["head"])
    seal()
    late = clerk.get(address, hash=case["head"]).json()
    wrong = clerk.get(address, hash="0" * 64).json()
    nobody = Client(either_app, "zhuting").get(address, hash=case["head"])
    beyond = clerk.get(f"/process-instances/{case['id']}/receipts/{2**63}", hash=case["head"])

    assert early.json() == {"genuine": True, "reason": "", "sealed": None}
    assert late["genuine"]
    assert (late["sealed"]["leaf"], late["sealed"]["proof"]) == (0, [])
    assert (wrong["genuine"], wrong["sealed"]) == (False, None)
    assert nobody.status_code == 404
    assert beyond.status_code == 422


def test_checkpoints_and_keys_can_be_fetched_and_kept(either_app, case, seal):
    seal()
    auditor = Client(either_app, "hanbing")

    (checkpoint,) = auditor.get("/checkpoints").json()
    (key,) = auditor.get("/checkpoints/keys").json()

    assert checkpoint["size"] == 1
    assert checkpoint["note"].startswith(key["verifier"].split("+")[0] + "\n1\n")
    assert auditor.get("/checkpoints", after=1).json() == []
    assert key["endorsement"] == ""


def test_an_auditor_exports_a_case_and_a_clerk_does_not(either_app, case, seal):
    auditor, address = Client(either_app, "hanbing"), f"/process-instances/{case['id']}/export"

    early = auditor.get(address)
    seal()
    found = auditor.get(address)

    assert early.status_code == 409
    assert found.json()["format"] == "guanjia-case-1"
    assert len(found.json()["events"]) == case["seq"]
    assert auditor.get(address, size=9).status_code == 404
    assert Client(either_app, "limin").get(address).status_code == 403


def test_the_check_of_all_says_what_is_wrong_with_the_tree(either_app, case, seal):
    seal()
    auditor = Client(either_app, "hanbing")
    sound = auditor.get("/history/verification").json()
    with either_app.state.store.begin() as tx:
        tx._session.connection.exec_driver_sql(
            "INSERT INTO seal_node (height, position, hash) VALUES (8, 0, '0')"
        )

    found = auditor.get("/history/verification").json()

    assert sound == {"sound": True, "findings": [], "tree": []}
    assert (found["sound"], found["findings"]) == (False, [])
    assert found["tree"][0]["place"] == "subtree 0 of height 8"
