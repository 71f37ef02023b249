"""Write a drawn diagram as BPMN XML in the dialect of the product."""

from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">\n'
    '<message id="Message_m" name="m"><extensionElements>'
    '<zeebe:subscription correlationKey="=&quot;k&quot;"/></extensionElements></message>\n'
    '<error id="Error_e1" errorCode="e1"/><error id="Error_e2" errorCode="e2"/>\n'
)
TAG = {
    "terminateEnd": "endEvent",
    "errorEnd": "endEvent",
    "timerCatch": "intermediateCatchEvent",
    "messageCatch": "intermediateCatchEvent",
    "boundaryTimer": "boundaryEvent",
    "boundaryMessage": "boundaryEvent",
    "boundaryError": "boundaryEvent",
    "linkThrow": "intermediateThrowEvent",
    "linkCatch": "intermediateCatchEvent",
}


def bpmn(graph):
    """Return the XML of a process."""
    body = _graph(graph)
    return f'{HEAD}<process id="{graph.id}" isExecutable="true">\n{body}</process></definitions>\n'


def _graph(graph):
    flows = "".join(_flow(flow) for flow in graph.flows)
    return "".join(_node(graph, node) for node in graph.nodes) + flows


def _flow(flow):
    head = f'<sequenceFlow id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}"'
    if flow.condition is None:
        return head + "/>\n"
    condition = escape(flow.condition.text)
    return f"{head}><conditionExpression>={condition}</conditionExpression></sequenceFlow>\n"


def _node(graph, node):
    tag = TAG.get(node.kind, node.kind)
    attributes = f' id="{node.id}"'
    if node.default:
        attributes += f' default="{node.default}"'
    if node.host:
        attributes += f' attachedToRef="{node.host}"'
        attributes += "" if node.interrupting else ' cancelActivity="false"'
    ends = "".join(f"<incoming>{f.id}</incoming>" for f in graph.incoming[node.id])
    ends += "".join(f"<outgoing>{f.id}</outgoing>" for f in graph.outgoing[node.id])
    inner = _extensions(node) + ends + _definition(node) + _loop(node.loop) + _again(node.again)
    if node.inner is not None:
        inner += "\n" + _graph(node.inner)
    return f"<{tag}{attributes}>{inner}</{tag}>\n"


def _extensions(node):
    inner = "<zeebe:userTask/>" if node.kind == "userTask" else ""
    if node.kind == "scriptTask":
        text = quoteattr("=" + node.term.text)
        inner = f'<zeebe:script expression={text} resultVariable="{node.result}"/>'
    mapped = _mapped("input", node.inputs) + _mapped("output", node.outputs)
    inner += f"<zeebe:ioMapping>{mapped}</zeebe:ioMapping>" if mapped else ""
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""


def _mapped(tag, pairs):
    return "".join(
        f'<zeebe:{tag} source={quoteattr("=" + term.text)} target="{name}"/>'
        for term, name in pairs
    )


def _definition(node):
    if node.link:
        return f'<linkEventDefinition name="{node.link}"/>'
    if node.kind == "terminateEnd":
        return "<terminateEventDefinition/>"
    if node.kind in {"errorEnd", "boundaryError"}:
        ref = f' errorRef="Error_{node.code}"' if node.code else ""
        return f"<errorEventDefinition{ref}/>"
    if node.kind in {"messageCatch", "boundaryMessage"}:
        return f'<messageEventDefinition messageRef="Message_{node.message}"/>'
    if node.kind in {"timerCatch", "boundaryTimer"}:
        return f"<timerEventDefinition>{_timer(node)}</timerEventDefinition>"
    return ""


def _timer(node):
    if node.times == 1:
        return f"<timeDuration>PT{node.hours}H</timeDuration>"
    return f"<timeCycle>R{node.times}/PT{node.hours}H</timeCycle>"


def _loop(loop):
    if loop is None:
        return ""
    over = quoteattr("=" + loop.over.text)
    parts = [] if loop.numbered else [f"inputCollection={over}"]
    parts += [f'inputElement="{loop.item}"'] if loop.item else []
    if loop.gathers:
        parts += [f'outputCollection="{loop.gathers}"']
        parts += [f"outputElement={quoteattr('=' + loop.result.text)}"]
    inner = f"<extensionElements><zeebe:loopCharacteristics {' '.join(parts)}/></extensionElements>"
    if loop.numbered:
        inner += f"<loopCardinality>={escape(loop.over.text)}</loopCardinality>"
    if loop.until is not None:
        inner += f"<completionCondition>={escape(loop.until.text)}</completionCondition>"
    sequential = str(loop.sequential).lower()
    tag = "multiInstanceLoopCharacteristics"
    return f'<{tag} isSequential="{sequential}">{inner}</{tag}>'


def _again(again):
    if again is None:
        return ""
    most = "" if again.most is None else f' loopMaximum="{again.most}"'
    inner = f"<loopCondition>={escape(again.condition.text)}</loopCondition>"
    tag = "standardLoopCharacteristics"
    return f'<{tag} testBefore="{str(again.before).lower()}"{most}>{inner}</{tag}>'
