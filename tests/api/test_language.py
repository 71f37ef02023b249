"""The language of an answer: what was chosen, else what the browser prefers, else the default."""

import re

import pytest

from api.language import preferred, text, texts
from api.pages.admin.incidents import KINDS
from engine.model import InstanceState, Role, TaskState
from engine.model.events import EVENTS


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB", "en"),
        ("fr-FR,de;q=0.9", "zh"),
        ("", "zh"),
        ("zh;q=0.2, en;q=0.7", "en"),
        ("zh;q=0, fr", "zh"),
        ("en;q=often", "zh"),
        ("en;level=1", "zh"),
        ("en,zh", "en"),
    ],
)
def test_the_language_with_the_greatest_weight_that_we_have_is_answered(header, expected):
    assert preferred(header, "zh") == expected


def test_both_languages_have_the_same_texts():
    assert texts("zh").keys() == texts("en").keys()


def test_no_english_word_stands_in_the_chinese_texts():
    latin = {
        key: sentence
        for key, told in texts("zh").items()
        for sentence in [re.sub(r"`[^`]*`", "", told)]  # what is between backticks is code
        if any("a" <= letter.lower() <= "z" for letter in sentence.replace("{", "\0{"))
        and not _only_placeholders(sentence)
    }

    assert latin == {"other-language": "English"}


def _only_placeholders(sentence):
    outside = []
    depth = 0
    for letter in sentence:
        depth += (letter == "{") - (letter == "}")
        if depth == 0 and letter != "}":
            outside.append(letter)
    return not any("a" <= letter.lower() <= "z" for letter in outside)


def test_a_text_is_filled_in_with_its_facts():
    assert text("zh", "list.count", n=3) == "共 3 条"


def test_everything_that_the_engine_can_say_has_a_text():
    wanted = {
        *(f"event.{name}" for name in EVENTS),
        *(f"role.{role}" for role in Role),
        *(f"task-state.{state}" for state in TaskState),
        *(f"case-state.{state}" for state in InstanceState),
        *(f"incident.{kind}" for kind in KINDS),
        "incident.other",
    }

    assert wanted - texts("zh").keys() == set()
