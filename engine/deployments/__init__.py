"""Use cases on deployments: check a release as a whole, have it reviewed, put it in force."""

from engine.advance import suspended_starts
from engine.deployments import drafts, policies, reviews
from engine.deployments.checking import Surroundings
from engine.deployments.putting import Deployed, check, deploy
from engine.deployments.rolling_back import roll_back
from engine.deployments.suspending import resume_starts, suspend_starts

__all__ = [
    "Deployed",
    "Surroundings",
    "check",
    "deploy",
    "drafts",
    "policies",
    "resume_starts",
    "reviews",
    "roll_back",
    "suspend_starts",
    "suspended_starts",
]
