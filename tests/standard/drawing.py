"""Draws small BPMN files from a few lines of text, as the examples of a specification are drawn.

    S > U1 > X >[a = 1] U2 > E        sequence flows, with conditions; `>[default]` is the default
    B: boundary on U1 timer PT1H      an event; `beside` instead of `on` does not interrupt
    SP: sub {                         what stands inside, up to `}`
    U1 + <loop.../>                   more XML inside the element
    U1 +ext <zeebe:.../>              more XML inside its extensionElements
    U1 @ startQuantity="1"            more attributes
    U1 * parallel over="=[1, 2]"      several instances: see `each`; `U1 * loop ...`: see `loop`
    U1 <- a="b + 1"                   an input; `->` is an output

The first letter of an id says its kind unless a line does: see KINDS.  Flow ids are `source-target`.
"""

import re
import shlex
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

KINDS = {
    "S": "startEvent",
    "E": "endEvent",
    "U": "userTask",
    "T": "task",
    "M": "manualTask",
    "J": "serviceTask",
    "X": "exclusiveGateway",
    "P": "parallelGateway",
    "O": "inclusiveGateway",
    "G": "eventBasedGateway",
    "C": "complexGateway",
}
WORDS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "sub": "subProcess",
    "event": "subProcess",
    "call": "callActivity",
    "receive": "receiveTask",
    "send": "sendTask",
    "script": "scriptTask",
    "rule": "businessRuleTask",
    "transaction": "transaction",
    "user": "userTask",
    "task": "task",
    "exclusive": "exclusiveGateway",
    "adhoc": "adHocSubProcess",
    "data": "dataObject",
}
WORK = {"script", "rule", "call"}
NAMED = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}  # fmt: skip
ARROW = re.compile(r"\s+>(?:\[(.*?)\])?\s+")
FORMAL = 'xsi:type="tFormalExpression"'


@dataclass
class Element:
    id: str
    kind: str
    attributes: str = ""
    extensions: str = ""
    inside: str = ""
    more: str = ""
    mappings: str = ""


@dataclass
class Scope:
    elements: dict[str, Element] = field(default_factory=dict)
    flows: list[tuple[str, str, str | None]] = field(default_factory=list)
    associations: list[tuple[str, str]] = field(default_factory=list)


def file_of(text, key):
    """Return a BPMN file with a process for each part of the text (`--- id` parts them).

    Names of processes, messages and signals begin with the key, so that stories do not meet.
    """
    roots = {}
    first, *others = re.split(r"^\s*---\s*(\w+)\s*$", text, flags=re.MULTILINE)
    parts = {key: first} | {
        f"{key}.{name}": part for name, part in zip(others[::2], others[1::2], strict=True)
    }
    processes = "".join(_process(id_, part, key, roots) for id_, part in parts.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="D" targetNamespace="http://example.org">
{"".join(roots.values())}{processes}</definitions>""".encode()


def _process(key, text, prefix, roots):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    inside = _xml(_scope(lines, prefix, roots))
    assert not lines, lines
    return f'<process id="{key}" isExecutable="true">{inside}</process>\n'


def _scope(lines, prefix, roots):
    """Read the lines up to a closing brace."""
    scope = Scope()
    while lines:
        line = lines.pop(0)
        if line == "}":
            break
        if match := re.fullmatch(r"(\w+) \+ (.*)", line):
            _element(scope, match[1]).more += match[2]
        elif match := re.fullmatch(r"(\w+) \+ext (.*)", line):
            _element(scope, match[1]).extensions += match[2]
        elif match := re.fullmatch(r"(\w+) @ (.*)", line):
            _element(scope, match[1]).attributes += f" {match[2]}"
        elif match := re.fullmatch(r"(\w+) \* (\w+) ?(.*)", line):
            settings = dict(word.split("=", 1) for word in shlex.split(match[3]))
            made = loop if match[2] == "loop" else each
            _element(scope, match[1]).more += made(match[2], **settings)
        elif match := re.fullmatch(r"(\w+) (<-|->) (.*)", line):
            _element(scope, match[1]).mappings += _mappings(match[2], shlex.split(match[3]))
        elif match := re.fullmatch(r"(\w+) ~ (\w+)", line):
            scope.associations.append((match[1], match[2]))
            _element(scope, match[2]).attributes += ' isForCompensation="true"'
        elif match := re.fullmatch(r"(\w+): (\w+) ?(.*)", line):
            _declare(scope, match, lines, prefix, roots)
        else:
            _flows(scope, line)
    return scope


def _element(scope, id_):
    if id_ not in scope.elements:
        scope.elements[id_] = Element(id_, KINDS.get(id_[0], ""))
    return scope.elements[id_]


def _declare(scope, match, lines, prefix, roots):
    id_, word, rest = match.groups()
    made = Element(id_, WORDS.get(word, "boundaryEvent"))
    if word == "boundary":
        how, host, rest = rest.split(" ", 2)
        made.attributes = f' attachedToRef="{host}"' + ' cancelActivity="false"' * (how == "beside")
    elif word == "event":
        made.attributes = ' triggeredByEvent="true"'
    if rest.startswith("beside "):
        made.attributes += ' isInterrupting="false"'
        rest = rest.removeprefix("beside ")
    if rest == "{":
        made.inside = _xml(_scope(lines, prefix, roots))
    elif word in {"receive", "send"}:
        made.attributes += f' messageRef="{_root("message", rest, prefix, roots)}"'
    elif word in WORK:
        made.extensions = _work(word, rest, prefix)
    elif rest:
        made.inside = event(rest, prefix, roots)
    known = scope.elements.get(id_, made)
    if known is not made:
        made.attributes += known.attributes
        made.more, made.mappings = known.more, known.mappings
    scope.elements[id_] = made


def _work(word, text, prefix):
    """Return what a script, a decision or a call says besides."""
    first, _, variable = text.partition(" -> ")
    if word == "script":
        return f'<zeebe:script expression={quoteattr("=" + first)} resultVariable="{variable}"/>'
    if word == "rule":
        return f'<zeebe:calledDecision decisionId="{first}" resultVariable="{variable}"/>'
    name, _, settings = text.partition(" ")
    called = prefix if name == "self" else f"{prefix}.{name}"
    return f'<zeebe:calledElement processId="{called}" {settings}/>'


def event(text, prefix, roots):
    """Return event definitions from a text such as `timer PT1H` (several are parted by `|`)."""
    return "".join(_event(part.strip(), prefix, roots) for part in text.split("|"))


def _event(text, prefix, roots):
    kind, _, rest = text.partition(" ")
    if kind == "timer":
        name = "timeDate" if rest[0].isdigit() else "timeDuration"
        name = "timeCycle" if rest[0] == "R" or " " in rest else name
        return (
            f"<timerEventDefinition><{name} {FORMAL}>{escape(rest)}</{name}></timerEventDefinition>"
        )
    if kind in NAMED:
        ref = f' {NAMED[kind]}="{_root(kind, rest, prefix, roots)}"' if rest else ""
        return f"<{kind}EventDefinition{ref}/>"
    if kind == "conditional":
        return f"<conditionalEventDefinition><condition {FORMAL}>={escape(rest)}</condition></conditionalEventDefinition>"
    if kind == "compensate":
        return f"<compensateEventDefinition{f' activityRef={rest!r}' if rest else ''}/>".replace("'", '"')  # fmt: skip
    return f"<{kind}EventDefinition{f' name={quoteattr(rest)}' if rest else ''}/>"


def _root(kind, text, prefix, roots):
    """Return the id of a message, signal, error or escalation; `Msg key =order` has a key."""
    name, _, key = text.partition(" key ")
    id_ = f"{kind}_{name}"
    if kind in {"message", "signal"}:
        subscription = f"<extensionElements><zeebe:subscription correlationKey={quoteattr(key)}/></extensionElements>"
        roots[id_] = f'<{kind} id="{id_}" name="{prefix}.{name}">{subscription if key else ""}</{kind}>\n'  # fmt: skip
    else:
        roots[id_] = f'<{kind} id="{id_}" name="{name}" {kind}Code="{name}"/>\n'
    return id_


def _flows(scope, line):
    first, *rest = ARROW.split(line)
    source = _element(scope, first).id
    for condition, target in zip(rest[::2], rest[1::2], strict=True):
        scope.flows.append((source, _element(scope, target).id, condition))
        if condition == "default":
            scope.elements[source].attributes += f' default="{source}-{target}"'
        source = target


def _xml(scope):
    return "".join(
        [*(_element_xml(each) for each in scope.elements.values())]
        + [_flow_xml(*each) for each in scope.flows]
        + [
            f'<association id="{a}-{b}" sourceRef="{a}" targetRef="{b}" associationDirection="One"/>'
            for a, b in scope.associations
        ]
    )


def _element_xml(element):
    if element.kind == "serviceTask" and not element.extensions:
        element.extensions = f'<zeebe:taskDefinition type="{element.id}"/>'
    inside = element.extensions
    if element.mappings:
        inside += f"<zeebe:ioMapping>{element.mappings}</zeebe:ioMapping>"
    extensions = inside and f"<extensionElements>{inside}</extensionElements>"
    parts = f"{extensions}{element.more}{element.inside}"
    return f'<{element.kind} id="{element.id}"{element.attributes}>{parts}</{element.kind}>\n'


def _flow_xml(source, target, condition):
    inside = ""
    if condition and condition != "default":
        inside = f"<conditionExpression {FORMAL}>={escape(condition)}</conditionExpression>"
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>\n'


def each(order, *, over=None, times=None, item="item", gather=None, result=None, until=None):
    """Return the XML of a multi-instance: over a collection, or so many times."""
    settings = f'inputCollection={quoteattr(over)} inputElement="{item}" ' if over else ""
    if gather:
        settings += f'outputCollection="{gather}" outputElement={quoteattr(result)}'
    inside = f"<zeebe:loopCharacteristics {settings}/>" if settings else ""
    inside = inside and f"<extensionElements>{inside}</extensionElements>"
    if times is not None:
        inside += f"<loopCardinality {FORMAL}>{times}</loopCardinality>"
    if until:
        inside += f"<completionCondition {FORMAL}>{escape(until)}</completionCondition>"
    sequential = str(order == "sequential").lower()
    return f'<multiInstanceLoopCharacteristics isSequential="{sequential}">{inside}</multiInstanceLoopCharacteristics>'


def loop(_, *, condition=None, before="false", most=None):
    """Return the XML of a standard loop."""
    maximum = f' loopMaximum="{most}"' if most else ""
    inside = f"<loopCondition {FORMAL}>{escape(condition)}</loopCondition>" if condition else ""
    return f'<standardLoopCharacteristics testBefore="{before}"{maximum}>{inside}</standardLoopCharacteristics>'


def _mappings(arrow, words):
    kind = "input" if arrow == "<-" else "output"
    pairs = [word.split("=", 1) for word in words]
    return "".join(
        f'<zeebe:{kind} source={quoteattr("=" + source)} target="{target}"/>'
        for target, source in pairs
    )
