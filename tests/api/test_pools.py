"""A plain two-pool diagram, as a modeller saves it, runs end to end through REST."""

from pathlib import Path

from tests.api.serving import Client

PURCHASE = Path(__file__).parents[1] / "usecases" / "purchase.bpmn"


def _task(client, instance_id, element_id):
    items = client.get("/user-tasks", instance_id=instance_id).json()["items"]
    return next(item["id"] for item in items if item["element_id"] == element_id)


def _complete(client, instance_id, element_id):
    task = _task(client, instance_id, element_id)
    answer = client.post(f"/user-tasks/{task}/completion", {"variables": {}})
    assert answer.status_code == 200, answer.text


def test_a_buyer_and_the_seller_it_starts_come_to_their_ends(either_app):
    administrator = Client(either_app, "fangyuan")
    deployed = Client(either_app, "caoying").deploy(**{"purchase.bpmn": PURCHASE.read_bytes()})
    assert deployed.status_code == 201, deployed.text
    assert {found["rule"] for found in deployed.json()["findings"]} == {
        "executable-unmarked",
        "derived-name",
        "candidates",
    }

    buyer = administrator.post("/process-instances", {"process_key": "buyer"}).json()["id"]
    (seller,) = administrator.get("/process-instances", process_key="seller").json()["items"]
    _complete(administrator, seller["id"], "Pack")
    _complete(administrator, buyer, "Check")
    administrator.post("/messages", {"name": "到账通知"})

    states = [
        administrator.get(f"/process-instances/{id_}").json()["state"]
        for id_ in (buyer, seller["id"])
    ]
    assert states == ["completed", "completed"]
