"""The routes of the administration, in the order in which addresses are looked up."""

from typing import Final

from fastapi import APIRouter

from api.pages.admin import (
    accounts,
    calendars,
    cases,
    customers,
    deliveries,
    finding,
    grants,
    headcounts,
    incidents,
    jobs,
    limits,
    mending,
    organisation,
    overview,
    reports,
    retention,
    rights,
    rosters,
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
    headcounts.router,
    customers.router,
    rosters.router,
    substitutions.router,
    calendars.router,
    rights.router,
    grants.router,
    accounts.router,
    system.router,
    retention.router,
    versions.router,
)
