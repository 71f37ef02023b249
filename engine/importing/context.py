"""What every step of the translation needs: the languages of the file, and the report."""

import re
from dataclasses import dataclass
from typing import Final

from engine.diagram.nodes import PREFIXES, SPIFF, bpmn
from engine.diagram.xml import Node
from engine.importing import juel, pieces, placing, python
from engine.importing.bag import SPACES, Setting, foreign
from engine.importing.pieces import Piece
from engine.importing.report import Notes, Text, Untranslatable

_SCRIPTS: Final = frozenset(
    {"groovy", "javascript", "ecmascript", "ruby", "jruby", "jython", "kotlin"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One file on its way into our dialect."""

    notes: Notes
    spaces: frozenset[str]  # foreign vocabularies that the file uses
    python: bool  # expressions without a mark are Python (SpiffWorkflow)
    initiators: frozenset[str]  # variables in which the old engine keeps who started the case

    def piece(self, text: str) -> Piece | None:
        """Return an expression as FEEL, None for a literal; raises Untranslatable."""
        plain = text.strip()
        if plain.startswith("="):
            return Piece(plain[1:].strip(), pieces.IF)
        if juel.is_template(plain):
            return juel.template(plain, self.initiators)
        return python.expression(plain) if self.python else None

    def text(self, text: str) -> str:
        """Return a text as our dialect writes it: literal or `= FEEL`; raises Untranslatable."""
        piece = self.piece(text)
        return text.strip() if piece is None else f"= {piece.text}"

    def translated(self, node: Node, setting: Setting) -> str | None:
        """Return a text in our dialect; None where it had to be left out, which is reported."""
        try:
            return self.text(setting.text)
        except Untranslatable as problem:
            self.untranslatable(node, setting, problem)
            return None

    def untranslatable(self, node: Node, setting: Setting, problem: Untranslatable) -> None:
        """Report an expression that has no counterpart."""
        said = " ".join(setting.text.split())[:200]
        self.notes.left(
            node,
            setting.label,
            Text(
                f"“{said}”没有转换：{problem.why.zh}。请用 FEEL 重写。",
                f"{said!r} was left out: {problem.why.en}. Write it again in FEEL.",
            ),
        )

    def put(self, node: Node, setting: Setting, where: str, value: str) -> None:
        """Write a value to `element attribute` of our dialect and report it as taken over."""
        element, attribute = where.split()
        if placing.has(node, element, attribute):
            self.notes.left(
                node,
                setting.label,
                Text(f"已有 zeebe:{where}，以它为准。", f"zeebe:{where} was there and is kept."),
            )
            return
        placing.put(node, element, attribute, value)
        self.notes.taken(node, setting.label, f"zeebe:{where}")

    @property
    def old(self) -> bool:
        """Whether the file comes from another engine."""
        return bool(self.spaces)


def context(root: Node, notes: Notes) -> Context:
    """Find out in what languages a file speaks."""
    used = foreign(root)
    declared = {space for node in root.iter("*") for space in node.nsmap.values()} & set(SPACES)
    spaces = used or declared
    initiators = {
        str(value)
        for start in root.iter(bpmn("startEvent"))
        for key, value in start.attrib.items()
        if str(key) in {f"{{{space}}}initiator" for space in PREFIXES}
    }
    return Context(
        notes=notes,
        spaces=frozenset(spaces),
        python=SPIFF in spaces,
        initiators=frozenset(initiators),
    )


def language_of(text: str | None) -> str:
    """Return the language of a script or condition, in small letters and without its version."""
    return re.sub(r"[\d.]+$", "", (text or "").strip().lower().rpartition("/")[2]).removeprefix(
        "x-"
    )


def is_script(language: str) -> bool:
    """Whether a language is one that ran inside the old server."""
    return language in _SCRIPTS
