"""Use cases on deployments: check a release as a whole, have it reviewed, put it in force."""

from engine.deployments import drafts, policies, reviews
from engine.deployments.checking import Surroundings
from engine.deployments.putting import Deployed, check, deploy
from engine.deployments.rolling_back import roll_back

__all__ = [
    "Deployed",
    "Surroundings",
    "check",
    "deploy",
    "drafts",
    "policies",
    "reviews",
    "roll_back",
]
