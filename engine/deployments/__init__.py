"""Use cases on deployments: check a release as a whole, and put it in force."""

from engine.deployments import drafts
from engine.deployments.checking import Surroundings
from engine.deployments.putting import Deployed, check, deploy

__all__ = ["Deployed", "Surroundings", "check", "deploy", "drafts"]
