"""What leaves the house by mail, chat or web hook is starred; the message centre is not."""

from engine.model import Preferences
from tests.api.serving import Client
from tests.masking.conftest import OPINION


def test_a_word_to_a_colleague_is_whole_in_the_house_and_starred_on_its_way_out(either):
    chief, clerk = Client(either, "fangyuan"), Client(either, "limin")
    chief.post("/webhooks", {"url": "https://out.example/hook", "kinds": ["*"]})
    either.state.store.run(
        lambda tx: tx.notices.prefer("wangfang", Preferences(addresses={"email": "w@x.example"}))
    )
    case = clerk.post("/process-instances", {"process_key": "visit", "project": "HY01"}).json()
    said = {
        "room": "1-1",
        "phone": "13812345678",
        "code": "甲级住户密语",
        "card": "",
        "account": "",
    }
    task = clerk.task_of(case["id"])
    clerk.post(f"/user-tasks/{task['id']}/completion", {"variables": said})
    handled = Client(either, "wangfang").task_of(case["id"])

    clerk.post(f"/user-tasks/{handled['id']}/urge", {"text": OPINION})

    within = [each["text"] for each in Client(either, "wangfang").get("/notices").json()["items"]]
    left = [each["text"] for each in chief.get("/deliveries").json()["items"]]
    assert [text for text in within if OPINION in text]
    assert any("138****5678" in text and "甲****语" in text for text in left)
    assert not [text for text in left if "13812345678" in text or "甲级住户密语" in text]
