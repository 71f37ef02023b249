"""Rows of the tables as the read models that the rest of the engine knows."""

from collections.abc import Mapping
from typing import Any

from engine.model import (
    Case,
    Incident,
    InstanceState,
    Job,
    JobState,
    ProcessInstance,
    TaskState,
    UserTask,
)

Row = Mapping[str, Any]


def instance_of(row: Row, prefix: str = "") -> ProcessInstance:
    """Read a process instance from columns that may bear a prefix."""
    return ProcessInstance(
        id=row[prefix + "id"],
        definition_id=row[prefix + "definition_id"],
        key=row[prefix + "key"],
        version=row[prefix + "version"],
        process_name=row[prefix + "process_name"],
        state=InstanceState(row[prefix + "state"]),
        seq=row[prefix + "seq"],
        head=row[prefix + "head"].hex(),
        business_key=row[prefix + "business_key"],
        title=row[prefix + "title"],
        project=row[prefix + "project"],
        initiator=row[prefix + "initiator"],
        initiator_name=row[prefix + "initiator_name"],
        started_at=row[prefix + "started_at"],
        ended_at=row[prefix + "ended_at"],
        outcome=row[prefix + "outcome"],
        root_id=row[prefix + "root_id"],
        parent_id=row[prefix + "parent_id"],
        parent_activity_id=row[prefix + "parent_activity_id"],
        incidents=row[prefix + "incidents"],
        search=row[prefix + "search"],
        returns=row[prefix + "returns"],
        rounds=row[prefix + "rounds"],
        erased_at=row[prefix + "erased_at"],
    )


def case_of(row: Row, prefix: str = "") -> Case:
    """Read a case with its snapshot."""
    return Case(instance=instance_of(row, prefix), snapshot=row[prefix + "snapshot"])


def task_of(row: Row, prefix: str = "i_") -> UserTask:
    """Read a user task; the columns of its case bear the prefix."""
    return UserTask(
        id=row["id"],
        instance_id=row["instance_id"],
        element_id=row["element_id"],
        name=row["name"],
        state=TaskState(row["state"]),
        version=row["seq"],
        definition_id=row[prefix + "definition_id"],
        key=row["key"],
        process_name=row[prefix + "process_name"],
        business_key=row["business_key"],
        title=row[prefix + "title"],
        project=row["project"],
        form_id=row["form_id"],
        assignee=row["assignee"],
        assignee_name=row["assignee_name"],
        principals=tuple(row["principals"]),
        excluded=tuple(row["excluded"]),
        priority=row["priority"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        follow_up_at=row["follow_up_at"],
        claimed_at=row["claimed_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        ended_by_name=row["ended_by_name"],
        ended_for=row["ended_for"],
        settings=row["settings"],
        routing=row["routing"],
        deadline=row["deadline"],
        search=row[prefix + "search"],
        documentation=row["documentation"],
        loop_counter=row["loop_counter"],
        breaches=row["breaches"],
        grouped=row["grouped"],
        involved=tuple(row["involved"]),
        tally=row["tally"],
        round=row["round"],
        read_by=tuple(row["read_by"]),
        urges=row["urges"],
        urged_at=row["urged_at"],
    )


def job_of(row: Row) -> Job:
    """Read a job, with its case's business key where the query has it."""
    return Job(
        id=row["id"],
        instance_id=row["instance_id"],
        element_id=row["element_id"],
        kind=row["kind"],
        type=row["type"],
        state=JobState(row["state"]),
        due_at=row["due_at"],
        retries=row["retries"],
        attempts=row["attempts"],
        worker=row["worker"],
        leased_until=row["leased_until"],
        headers=row["headers"],
        payload=row["payload"],
        error=row["error"],
        business_key=row["i_business_key"],
        definition_id=row["definition_id"],
    )


def incident_of(row: Row) -> Incident:
    """Read an incident with the names of its case."""
    return Incident(
        id=row["id"],
        instance_id=row["instance_id"],
        activity_id=row["activity_id"],
        element_id=row["element_id"],
        kind=row["kind"],
        message=row["message"],
        created_at=row["created_at"],
        resolved_at=row["resolved_at"],
        key=row["i_key"],
        business_key=row["i_business_key"],
    )
