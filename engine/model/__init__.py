"""The domain in the words of BPMN 2.0, WfMC and WS-HumanTask (docs/glossary.md): frozen values."""

from engine.model import commands, events, moves
from engine.model.definitions import ProcessDefinition
from engine.model.findings import Finding, Severity
from engine.model.participants import (
    APPROVE,
    REJECT,
    Crowd,
    Glimpse,
    Group,
    Part,
    Participant,
    ParticipantState,
    Via,
)
from engine.model.people import (
    CUSTOMER,
    SYSTEM,
    Actor,
    Role,
    group,
    is_of_staff,
    person,
    post,
)
from engine.model.releases import ReleaseMark, ReleasePolicy, ReleaseStage
from engine.model.step import InstanceState, Step
from engine.model.telling import (
    Copy,
    Delivery,
    DeliveryState,
    Notice,
    Preferences,
    Webhook,
)
from engine.model.values import Variables, instance_id_of, part_id
from engine.model.work import (
    Case,
    Incident,
    Job,
    JobState,
    ProcessInstance,
    TaskState,
    UserTask,
)

__all__ = [
    "APPROVE",
    "CUSTOMER",
    "REJECT",
    "SYSTEM",
    "Actor",
    "Case",
    "Copy",
    "Crowd",
    "Delivery",
    "DeliveryState",
    "Finding",
    "Glimpse",
    "Group",
    "Incident",
    "InstanceState",
    "Job",
    "JobState",
    "Notice",
    "Part",
    "Participant",
    "ParticipantState",
    "Preferences",
    "ProcessDefinition",
    "ProcessInstance",
    "ReleaseMark",
    "ReleasePolicy",
    "ReleaseStage",
    "Role",
    "Severity",
    "Step",
    "TaskState",
    "UserTask",
    "Variables",
    "Via",
    "Webhook",
    "commands",
    "events",
    "group",
    "instance_id_of",
    "is_of_staff",
    "moves",
    "part_id",
    "person",
    "post",
]
