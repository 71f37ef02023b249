"""A small way to write diagrams in tests."""

import pytest

from engine import diagram

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:flowable="http://flowable.org/bpmn"
 xmlns:other="urn:other"
 xmlns:t="urn:here" targetNamespace="urn:here"
 id="D" name="测试" modeler:executionPlatform="Camunda Cloud">"""


@pytest.fixture
def read():
    """Read the inside of a `definitions` element."""

    def read_(inside):
        return diagram.read(f"{HEAD}{inside}</definitions>".encode())

    return read_


@pytest.fixture
def only(read):
    """Read one flow node that stands alone in a process, with what is beside the process."""

    def only_(node, beside=""):
        found = read(f'{beside}<process id="p" isExecutable="true">{node}</process>')
        return next(iter(found.processes["p"].elements.values()))

    return only_
