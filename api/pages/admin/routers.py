"""The routes of the administration, in the order in which addresses are looked up."""

from typing import Final

from fastapi import APIRouter

from api.pages.admin import cases, deliveries, finding, incidents, jobs, mending, overview, reports

ROUTERS: Final[tuple[APIRouter, ...]] = (
    overview.router,
    finding.router,
    cases.router,
    incidents.router,
    mending.router,
    jobs.router,
    deliveries.router,
    reports.router,
)
