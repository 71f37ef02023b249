"""Pairs of versions of one process, written short."""

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
    '<message id="M" name="m"><extensionElements><zeebe:subscription correlationKey="=room"/>'
    '</extensionElements></message><message id="N" name="n"/><signal id="Sig" name="s"/>'
    '<process id="p" isExecutable="true">'
)
TAIL = "</process></definitions>"


def flow(source, target, id_=None, condition=""):
    """A sequence flow; its id says what it joins unless one is given."""
    test = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
    id_ = id_ or f"{source}-{target}"
    return (
        f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{test}</sequenceFlow>'
    )


def node(kind, id_, *inside, **attributes):
    """A flow node."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<{kind} id="{id_}"{more}>{"".join(inside)}</{kind}>'


def user(id_, *inside, **attributes):
    return node("userTask", id_, *inside, **attributes)


def extended(*inside):
    return f"<extensionElements>{''.join(inside)}</extensionElements>"


def timer(text, kind="timeDuration"):
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def message(ref="M"):
    return f'<messageEventDefinition messageRef="{ref}"/>'


def signal():
    return '<signalEventDefinition signalRef="Sig"/>'


def condition(text):
    return (
        f"<conditionalEventDefinition><condition>={text}</condition></conditionalEventDefinition>"
    )


def boundary(id_, host, event, interrupts="true", to=None):
    """A boundary event that leads to its own end (or to `to`)."""
    return node("boundaryEvent", id_, event, attachedToRef=host, cancelActivity=interrupts) + (
        node("endEvent", f"E_{id_}") + flow(id_, f"E_{id_}") if to is None else flow(id_, to)
    )


def handler(id_, event, interrupting="true"):
    """An event sub-process with one user task of its own."""
    inside = line(
        node("startEvent", f"S_{id_}", event, isInterrupting=interrupting), user(f"U_{id_}")
    )
    return (
        f'<subProcess id="{id_}" triggeredByEvent="true">{inside}{ended(f"U_{id_}")}</subProcess>'
    )


def ended(id_):
    return node("endEvent", f"E_{id_}") + flow(id_, f"E_{id_}")


def id_of(text):
    return text.partition('id="')[2].partition('"')[0]


def line(*nodes):
    """Nodes in a row."""
    ids = [id_of(text) for text in nodes]
    return "".join(nodes) + "".join(map(flow, ids, ids[1:]))


def whole(*parts):
    """A level: start, the parts in a row, end."""
    return line(node("startEvent", "S"), *parts, node("endEvent", "E"))


def sub(id_, *parts, more=""):
    """A sub-process around parts in a row."""
    inside = line(node("startEvent", f"S_{id_}"), *parts, node("endEvent", f"E_{id_}"))
    return f'<subProcess id="{id_}">{inside}{more}</subProcess>'


def document(*parts):
    """The file of a process."""
    return f"{HEAD}{''.join(parts)}{TAIL}"
