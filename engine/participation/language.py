"""The settings of a node that several people decide: a small closed language, read here alone.

gj:mode      single | claim | or | and | vote | sequential | least_load | random | round_robin
             | on_shift (of the candidates only those on shift)
gj:decision  approval                        asks for yes or no where the mode does not
gj:pass      60% | 3 | weight 5              of gj:mode vote; 60% counts weights
gj:weights   limin=2, cs_supervisor=3        by person or post; 1 where nothing is said
gj:reject    end | wait                      the first no ends it, or the rest is heard too
             return:previous | return:initiator | return:UT_Fill    a no returns the case to there
gj:return    any | off | previous | initiator | UT_A, UT_B   to what the task may be returned
gj:returnMode choose | again | straight      whether what lies between is done again
gj:again     same | resolve                  who does it in a later round: as before, or by the rule
gj:withdraw  lax | strict | off              until when a submission may be taken back
gj:urgeEvery 120                             minutes between two urges of a task
gj:dedupe    none | consecutive | approved-before
gj:self      self | skip | superior | department-head
gj:chainMissing skip | block                 where a level of chain(…) has nobody
gj:chainHeads   all | any                    who of several heads of a level decides
gj:empty     administrators | superior | user(x) | pass | reject | block
gj:buttons   approve, reject, transfer       operations that are offered; all where unsaid
gj:opinion   approve, reject                 after which decisions a text is required
gj:signature approve, reject                 the same for a signature
gj:proof     approve, reject                 after which one proves once more who one is
gj:proofWithin 5                             minutes that a proof is fresh
gj:lowRisk   true | false                    may be decided in bulk and by time-outs
gj:ccAt      arrival | completion            when gj:cc sends its copies
gj:ccConfirm read | signature                what is asked of who reads them
gj:chooseFrom gj:chooseMin gj:chooseMax      of a node whose people are chosen by somebody
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from engine.errors import Invalid
from engine.model import APPROVE, REJECT


class Mode(StrEnum):
    """Who decides."""

    SINGLE = "single"
    CLAIM = "claim"
    OR = "or"
    AND = "and"
    VOTE = "vote"
    SEQUENTIAL = "sequential"
    LEAST_LOAD = "least_load"
    RANDOM = "random"
    ROUND_ROBIN = "round_robin"
    ON_SHIFT = "on_shift"


TOGETHER: Final = frozenset({Mode.AND, Mode.VOTE, Mode.SEQUENTIAL})
"""Modes in which several people decide; they always ask for a decision."""

PICKING: Final = frozenset({Mode.LEAST_LOAD, Mode.RANDOM, Mode.ROUND_ROBIN})
"""Modes in which the engine gives the task to one of the candidates."""

_PASS: Final = re.compile(
    r"(?P<ratio>\d{1,3}(\.\d+)?)%|(?P<count>\d{1,4})|weight\s+(?P<weight>\d+)"
)
_WEIGHT: Final = re.compile(r"(?P<code>[^\s=,()]+)\s*=\s*(?P<weight>\d{1,4})")
_PERSON: Final = re.compile(r"user\(\s*(?P<person>[^\s(),]+)\s*\)")
_HUNDRED: Final = 100
_HOUR: Final = 60  # minutes
_WEEK: Final = 7 * 24 * 60  # minutes
RETURN: Final = "return:"
"""How `gj:reject` begins where a no returns the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How much agreement a vote needs: of all weights, of heads, or of weight."""

    kind: str
    """ratio, count or weight."""
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings of one node, read."""

    mode: Mode = Mode.SINGLE
    asks: bool = False
    """Whether the node asks for a decision: yes or no."""
    passing: Threshold = Threshold(kind="ratio", value=Fraction(1))
    weights: Mapping[str, int] = field(default_factory=dict)
    reject: str = ""
    """end, wait, or empty for what the mode does."""
    dedupe: str = "none"
    own: str = "self"
    """What becomes of the initiator among the deciders (gj:self)."""
    empty: str = "administrators"
    chain_missing: str = "skip"
    """What becomes of a chain of superiors in which a level is missing: skip or block."""
    chain_heads: str = "all"
    """Whether all heads of a level decide, or any one of them (或签)."""
    buttons: frozenset[str] | None = None
    opinion: frozenset[str] = frozenset()
    signature: frozenset[str] = frozenset()
    proof: frozenset[str] = frozenset()
    """Decisions after which whoever decides proves once more who he is (gj:proof)."""
    proof_within: int = 5
    """Minutes that such a proof is fresh: time to read and to decide, not to walk away."""
    low_risk: bool = False
    choose_from: str = ""
    choose_min: int = 1
    choose_max: int = 20
    returning: frozenset[str] = frozenset({"any"})
    """any, off, previous, initiator, or ids of elements (gj:return)."""
    return_mode: str = "choose"
    again: str = "same"
    withdraw: str = "lax"
    urge_every: int = 120
    """Minutes between two urges of one task, whoever urges; more would be noise."""

    @property
    def reject_to(self) -> str | None:
        """Where a no returns the case to: previous, initiator or an element; None = nowhere."""
        return self.reject.removeprefix(RETURN) if self.reject.startswith(RETURN) else None

    @property
    def ends_at_first_no(self) -> bool:
        """Whether one no decides; a vote waits until it can pass no more, unless told otherwise."""
        return self.reject == "end" or (self.reject != "wait" and self.mode is not Mode.VOTE)


def parse(settings: Mapping[str, str]) -> Rules:
    """Read the settings of a node; raises Invalid for what is not of the language."""
    return _read(tuple((name, settings[name]) for name in LANGUAGE if name in settings))


@lru_cache(maxsize=4096)  # a node is read once, not for each of its tasks
def _read(pairs: tuple[tuple[str, str], ...]) -> Rules:
    settings = {name: text.strip() for name, text in pairs}
    for name, text in settings.items():
        if text and not LANGUAGE[name].accepts(text):
            raise Invalid(f"{name} {text!r} is not {LANGUAGE[name].en}")

    def said(name: str) -> str:
        return settings.get(name, "")

    mode = Mode(said("gj:mode") or Mode.SINGLE)
    buttons = said("gj:buttons")
    return Rules(
        mode=mode,
        asks=mode in TOGETHER or said("gj:decision") == "approval",
        passing=threshold(said("gj:pass") or "100%"),
        weights=_weights(said("gj:weights")),
        reject=said("gj:reject"),
        dedupe=said("gj:dedupe") or "none",
        own=said("gj:self") or "self",
        empty=said("gj:empty") or "administrators",
        chain_missing=said("gj:chainMissing") or "skip",
        chain_heads=said("gj:chainHeads") or "all",
        buttons=words(buttons) if buttons else None,
        opinion=words(said("gj:opinion")),
        signature=words(said("gj:signature")),
        proof=words(said("gj:proof")),
        proof_within=int(said("gj:proofWithin") or 5),
        low_risk=said("gj:lowRisk") == "true",
        choose_from=said("gj:chooseFrom"),
        choose_min=int(said("gj:chooseMin") or 1),
        choose_max=int(said("gj:chooseMax") or 20),
        returning=words(said("gj:return") or "any"),
        return_mode=said("gj:returnMode") or "choose",
        again=said("gj:again") or "same",
        withdraw=said("gj:withdraw") or "lax",
        urge_every=int(said("gj:urgeEvery") or 120),
    )


def threshold(text: str) -> Threshold:
    """Read what `gj:pass` says, which has been looked at."""
    found = _PASS.fullmatch(text)
    assert found is not None  # the language lets nothing else through
    if found["ratio"] is not None:
        return Threshold(kind="ratio", value=Fraction(found["ratio"]) / _HUNDRED)
    kind = "count" if found["count"] is not None else "weight"
    return Threshold(kind=kind, value=Fraction(found[kind]))


def words(text: str) -> frozenset[str]:
    """Return the words of a list joined by commas."""
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def named_person(text: str) -> str | None:
    """Return the person that `user(x)` names."""
    found = _PERSON.fullmatch(text)
    return found["person"] if found else None


def _weights(text: str) -> dict[str, int]:
    pairs = (_WEIGHT.fullmatch(each.strip()) for each in text.split(",") if each.strip())
    return {found["code"]: int(found["weight"]) for found in pairs if found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a setting may be, and how to say it in Chinese and English."""

    accepts: Callable[[str], bool]
    zh: str
    en: str


def _is_pass(text: str) -> bool:
    found = _PASS.fullmatch(text)
    if found is None:
        return False
    ratio = found["ratio"]
    return Fraction(ratio or found["count"] or found["weight"]) > 0 and (
        ratio is None or Fraction(ratio) <= _HUNDRED
    )


def _is_weights(text: str) -> bool:
    return all(_WEIGHT.fullmatch(each.strip()) for each in text.split(","))


def _is_empty(text: str) -> bool:
    return text in _EMPTY or named_person(text) is not None


def _is_number(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= _HUNDRED


def _is_minutes(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= _WEEK


def _is_within_an_hour(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= _HOUR


def _is_words(text: str) -> bool:
    return bool(words(text))


def _one_of(*choices: str) -> Word:
    listed = " | ".join(choices)
    return Word(accepts=lambda text: text in choices, zh=listed, en=listed)


def _is_reject(text: str) -> bool:
    named = text.removeprefix(RETURN).strip()
    return text in {"end", "wait"} or (text.startswith(RETURN) and bool(named))


def _decisions(text: str) -> bool:
    return words(text) <= {APPROVE, REJECT}


_EMPTY: Final = ("administrators", "superior", "pass", "reject", "block")
_WHICH: Final = Word(accepts=_decisions, zh="approve, reject", en="approve, reject")
_NUMBER: Final = Word(accepts=_is_number, zh="1 – 100", en="1 – 100")

LANGUAGE: Final[Mapping[str, Word]] = {
    "gj:mode": _one_of(*Mode),
    "gj:decision": _one_of("approval"),
    "gj:pass": Word(accepts=_is_pass, zh="60% | 3 | weight 5", en="60% | 3 | weight 5"),
    "gj:weights": Word(accepts=_is_weights, zh="人员或岗位=权重", en="person or post=weight, …"),
    "gj:reject": Word(
        accepts=_is_reject,
        zh="end | wait | return:previous | return:initiator | return:节点id",
        en="end | wait | return:previous | return:initiator | return:element",
    ),
    "gj:return": Word(
        accepts=_is_words,
        zh="any | off | previous | initiator | 节点id, …",
        en="any | off | previous | initiator | elements, …",
    ),
    "gj:returnMode": _one_of("choose", "again", "straight"),
    "gj:again": _one_of("same", "resolve"),
    "gj:withdraw": _one_of("lax", "strict", "off"),
    "gj:urgeEvery": Word(accepts=_is_minutes, zh="分钟数", en="minutes, up to a week"),
    "gj:dedupe": _one_of("none", "consecutive", "approved-before"),
    "gj:self": _one_of("self", "skip", "superior", "department-head"),
    "gj:chainMissing": _one_of("skip", "block"),
    "gj:chainHeads": _one_of("all", "any"),
    "gj:empty": Word(
        accepts=_is_empty, zh=" | ".join((*_EMPTY, "user(…)")), en=" | ".join((*_EMPTY, "user(…)"))
    ),
    "gj:buttons": Word(accepts=_is_words, zh="approve, reject, …", en="approve, reject, …"),
    "gj:opinion": _WHICH,
    "gj:signature": _WHICH,
    "gj:proof": _WHICH,
    "gj:proofWithin": Word(accepts=_is_within_an_hour, zh="1 – 60 分钟", en="1 – 60 minutes"),
    "gj:lowRisk": _one_of("true", "false"),
    "gj:ccAt": _one_of("arrival", "completion"),
    "gj:ccConfirm": _one_of("read", "signature"),
    "gj:chooseFrom": Word(accepts=bool, zh="候选人规则", en="a candidate rule"),
    "gj:chooseMin": _NUMBER,
    "gj:chooseMax": _NUMBER,
}
"""Every setting of the people layer and what it may be; none of them is an expression."""
