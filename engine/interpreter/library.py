"""The seam to SpiffWorkflow: the only import of it, with the types of what we build on.

We use the library's token machinery (`Task` and its life cycle, `Workflow` and sub-workflows, the
graph of specifications) and bring specifications of our own.  Its parser, serializer, script
engine and event manager are not used; docs/why/0040 says why.
"""

from typing import TYPE_CHECKING, Any, Final

from SpiffWorkflow.bpmn import BpmnWorkflow as _BpmnWorkflow
from SpiffWorkflow.bpmn.specs import BpmnProcessSpec as _BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin as _BpmnSpecMixin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow as _BpmnSubWorkflow
from SpiffWorkflow.task import Task as _Task
from SpiffWorkflow.util.task import TaskState

FUTURE: Final[int] = TaskState.FUTURE
WAITING: Final[int] = TaskState.WAITING
READY: Final[int] = TaskState.READY
STARTED: Final[int] = TaskState.STARTED
COMPLETED: Final[int] = TaskState.COMPLETED
ERROR: Final[int] = TaskState.ERROR
CANCELLED: Final[int] = TaskState.CANCELLED

if TYPE_CHECKING:

    class Task:
        """A token: one visit of one node."""

        id: int
        workflow: Any
        task_spec: Any
        internal_data: dict[str, Any]
        triggered: bool
        _parent: int | None
        _children: list[int]
        _state: int

        def __init__(
            self,
            workflow: Any,
            task_spec: Any,
            parent: "Task | None" = ...,
            state: int = ...,
            id: int = ...,  # noqa: A002  (the library names it so)
        ) -> None: ...

        @property
        def state(self) -> int: ...

        def run(self) -> bool | None: ...

        def _ready(self) -> None: ...

    class BpmnSpecMixin:
        """What happens at one node of the diagram."""

        _wf_spec: Any
        name: str
        bpmn_id: str
        bpmn_name: str
        inputs: list[Any]

        def __init__(self, wf_spec: Any, bpmn_id: str) -> None: ...

        def connect(self, taskspec: Any) -> None: ...

        def _update(self, my_task: Any) -> None: ...

    class BpmnProcessSpec:
        """The nodes of one process or sub-process."""

        name: str
        start: Any
        task_specs: dict[str, Any]

        def __init__(self, name: str) -> None: ...

    class BpmnWorkflow:
        """The run of a process."""

        tasks: dict[int, Any]
        task_tree: Any
        subprocesses: dict[int, Any]
        completed: bool
        success: bool
        last_task: Any

        def __init__(
            self, spec: Any, *, script_engine: object = ..., deserializing: bool = ...
        ) -> None: ...

    class BpmnSubWorkflow:
        """The run of a sub-process inside a process."""

        tasks: dict[int, Any]
        task_tree: Any
        top_workflow: Any
        parent_task_id: int
        completed: bool
        last_task: Any

        def __init__(
            self, spec: Any, parent_task_id: int, top_workflow: Any, *, deserializing: bool = ...
        ) -> None: ...

else:
    Task = _Task
    BpmnSpecMixin = _BpmnSpecMixin
    BpmnProcessSpec = _BpmnProcessSpec
    BpmnWorkflow = _BpmnWorkflow
    BpmnSubWorkflow = _BpmnSubWorkflow
