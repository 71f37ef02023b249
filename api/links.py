"""Links of the OpenAPI document: what in an answer is the id that other routes ask for.

Programs find their way by them, and the tests follow them with whatever they have drawn.
"""

from typing import Any, Final

_CASE: Final = (
    ("get", "/api/v1/process-instances/{instance_id}"),
    ("get", "/api/v1/process-instances/{instance_id}/history"),
    ("get", "/api/v1/process-instances/{instance_id}/variables"),
    ("patch", "/api/v1/process-instances/{instance_id}/variables"),
    ("post", "/api/v1/process-instances/{instance_id}/comments"),
    ("put", "/api/v1/process-instances/{instance_id}/suspension"),
)
_TASK: Final = (
    ("get", "/api/v1/user-tasks/{task_id}"),
    ("get", "/api/v1/user-tasks/{task_id}/form"),
    ("post", "/api/v1/user-tasks/{task_id}/claim"),
    ("put", "/api/v1/user-tasks/{task_id}/draft"),
    ("post", "/api/v1/user-tasks/{task_id}/completion"),
    ("post", "/api/v1/user-tasks/{task_id}/transfer"),
)
LINKS: Final = (
    ("post", "/api/v1/process-instances", "201", "instance_id", "id", _CASE),
    ("get", "/api/v1/process-instances", "200", "instance_id", "items/0/id", _CASE),
    ("get", "/api/v1/user-tasks", "200", "task_id", "items/0/id", _TASK),
    ("get", "/api/v1/user-tasks", "200", "instance_id", "items/0/instance_id", _CASE),
)
"""Of each answer: method, path, status, the parameter, where its value stands, who takes it."""


def install(paths: dict[str, Any]) -> None:
    """Put the links into the paths of a document, under the ids of the operations they lead to."""
    for method, path, status, parameter, place, targets in LINKS:
        answer = paths[path][method]["responses"][status]
        for verb, address in targets:
            name = paths[address][verb]["operationId"]
            answer.setdefault("links", {})[name] = {
                "operationId": name,
                "parameters": {parameter: f"$response.body#/{place}"},
            }
