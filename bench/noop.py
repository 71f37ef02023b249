"""The floor of everything over HTTP: FastAPI reads a model from a POST and answers one."""

from fastapi import FastAPI
from pydantic import BaseModel


class Body(BaseModel):
    """What a completion sends."""

    variables: dict[str, str]


def create_app() -> FastAPI:
    """Return an application with a route that does nothing, in a thread as the product's are."""
    app = FastAPI()

    @app.get("/api/v1/health/ready")
    def ready() -> dict[str, str]:
        return {}

    @app.post("/nothing")
    def nothing(body: Body) -> Body:
        return body

    return app
