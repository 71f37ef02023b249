"""The routes of the administration, in the order in which addresses are looked up."""

from typing import Final

from fastapi import APIRouter

from api.pages.admin import (
    calendars,
    cases,
    deliveries,
    finding,
    incidents,
    jobs,
    limits,
    mending,
    organisation,
    overview,
    reports,
    retention,
    rights,
    rows,
    substitutions,
    system,
    versions,
    workbook,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    overview.router,
    finding.router,
    cases.router,
    incidents.router,
    mending.router,
    jobs.router,
    deliveries.router,
    reports.router,
    organisation.router,
    limits.router,
    rows.router,
    workbook.router,
    substitutions.router,
    calendars.router,
    rights.router,
    system.router,
    retention.router,
    versions.router,
)
