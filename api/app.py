"""Builds the application: REST and pages over one store, and the worker beside them."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api import openapi, options, problems, refusals
from api.depends import refused_anyway
from api.first_start import prepare
from api.guard import Guard
from api.live import Hub
from api.metrics import Counts, Metrics
from api.oidc import Provider
from api.options import Options
from api.pages import ad_hoc as page_ad_hoc
from api.pages import (
    administration,
    audit,
    boxes,
    cases,
    catalogue,
    copies,
    owner_reports,
    preferences,
    sign_in,
    start,
    task_diagram,
    tasks,
)
from api.pages import approval_sheets as page_sheets
from api.pages import bulk as page_bulk
from api.pages import case_operations as page_case_operations
from api.pages import designer as page_designer
from api.pages import form_checks as page_checks
from api.pages import form_drafts as page_drafts
from api.pages import form_preview as page_form_preview
from api.pages import handovers as page_handovers
from api.pages import imports as import_pages
from api.pages import jumps as page_jumps
from api.pages import live as page_live
from api.pages import metrics as page_metrics
from api.pages import notices as page_notices
from api.pages import operations as page_operations
from api.pages import problems as page_problems
from api.pages import reviewing as page_reviewing
from api.pages import single_sign_on as page_single_sign_on
from api.pages import substitutions as page_substitutions
from api.pages.admin import routers as admin
from api.pages.auditing import case as page_auditing_case
from api.pages.auditing import cases as page_auditing_cases
from api.pages.auditing import disclosures as page_auditing_disclosures
from api.pages.auditing import exports as page_auditing_exports
from api.pages.auditing import heat as page_auditing_heat
from api.pages.auditing import lists as page_auditing_lists
from api.pages.auditing import verification as page_auditing_verification
from api.pages.bundle import Assets, Shipped
from api.rest import (
    ad_hoc,
    approval_sheets,
    approvals,
    awaited,
    bulk,
    calendars,
    clock,
    conditions,
    customers,
    decisions,
    deployments,
    desk,
    disclosures,
    drafts,
    endings,
    expressions,
    handovers,
    headcounts,
    health,
    history,
    imports,
    incidents,
    jobs,
    jumps,
    messages,
    migrations,
    modifications,
    notices,
    organisation,
    overview,
    process_definitions,
    process_instances,
    reading,
    rehearsals,
    remarks,
    reports,
    retention,
    returns,
    reviews,
    rights,
    rosters,
    seals,
    session,
    signals,
    staffing,
    substitutions,
    suspended_starts,
    tokens,
    user_tasks,
    webhooks,
    workbook,
)
from api.rest.auditing import exports as audit_exports
from api.rest.auditing import heat as audit_heat
from api.rest.auditing import lists as audit_lists
from api.rest.auditing import searching as audit_searching
from api.rest.auditing import stories as audit_stories
from api.sections import Section
from api.watch import PREFIX, Watch
from engine import channels, directory, logs, memory, sealer, traces
from engine import settings as environment
from engine.courier import Courier
from engine.errors import EngineError
from engine.parts import Failed
from engine.sealer import Sealer
from engine.settings import Settings
from engine.worker import Worker

_REST: Final = (
    session.router,
    tokens.router,
    bulk.router,
    user_tasks.router,
    approvals.router,
    approval_sheets.router,
    returns.router,
    jumps.router,
    endings.router,
    process_instances.router,
    ad_hoc.router,
    awaited.router,
    calendars.router,
    modifications.router,
    remarks.router,
    reading.router,
    notices.router,
    desk.router,
    webhooks.router,
    process_definitions.router,
    deployments.router,
    drafts.router,
    reviews.router,
    suspended_starts.router,
    imports.router,
    rehearsals.router,
    messages.router,
    signals.router,
    conditions.router,
    jobs.router,
    overview.router,
    reports.router,
    incidents.router,
    migrations.router,
    decisions.router,
    expressions.router,
    history.router,
    seals.router,
    audit_searching.router,
    audit_stories.router,
    retention.router,
    disclosures.router,
    audit_lists.router,
    audit_exports.router,
    audit_heat.router,
    organisation.router,
    staffing.router,
    rights.router,
    workbook.router,
    rosters.router,
    customers.router,
    substitutions.router,
    handovers.router,
    headcounts.router,
    clock.router,
    health.router,
)
_PAGES: Final = (
    sign_in.router,
    page_single_sign_on.router,
    boxes.router,
    tasks.router,
    task_diagram.router,
    page_checks.router,
    page_drafts.router,
    copies.router,
    page_notices.router,
    page_live.router,
    page_operations.router,
    page_ad_hoc.router,
    page_sheets.router,
    page_bulk.router,
    page_jumps.router,
    page_substitutions.router,
    page_handovers.router,
    preferences.router,
    catalogue.router,
    start.router,
    owner_reports.router,
    cases.router,
    page_case_operations.router,
    page_auditing_cases.router,
    page_auditing_case.router,
    page_auditing_lists.router,
    page_auditing_disclosures.router,
    page_auditing_exports.router,
    page_auditing_heat.router,
    page_auditing_verification.router,
    audit.router,
    administration.router,
    *admin.ROUTERS,
    import_pages.router,
    page_form_preview.router,
    page_designer.router,
    page_reviewing.router,
    page_metrics.router,
)
_ERRORS: Final = (EngineError, RequestValidationError, HTTPException, Exception)
_OWN_SPANS_ONLY: Final = TelemetryConfig(tracing=False, metrics=False, logs=False)
"""FastAPI's own spans hold addresses and messages of exceptions, which may name people."""
_THREADS: Final = 8  # that serve requests: more of them wait for the database, not work faster
_GRACE: Final = 10.0  # seconds that a stopping worker gets to finish the job it is at


def create_app(settings: Settings | None = None, face: Options | None = None) -> FastAPI:
    """Build the application; without arguments the environment decides.

    The database is opened, migrated and filled when the server starts, not here: an import or the
    printing of the OpenAPI document touches nothing.
    """
    app = FastAPI(
        title="管家 Guanjia",
        version=version("guanjia"),
        description=openapi.DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry=_OWN_SPANS_ONLY,
        lifespan=_lifespan,
    )
    app.state.settings = settings or environment.of_environment()
    app.state.alone = settings is None  # a process of its own, not a guest in another's
    app.state.options = face or options.of_environment()
    app.add_exception_handler(ClientDisconnect, problems.gone)
    for error in _ERRORS:
        app.add_exception_handler(error, _answer)
    for router in _REST:
        app.include_router(Section(router, below=PREFIX), prefix=PREFIX)
    for router in _PAGES:
        app.include_router(Section(router))
    built = str(files("api").joinpath("static", "build", "assets"))
    app.mount("/static/build/assets", Assets(directory=built, check_dir=False))
    app.mount("/static", Shipped(directory=str(files("api").joinpath("static"))))
    at_provider = app.state.options.oidc
    app.state.provider = None if at_provider is None else Provider(at_provider)
    asked = app.state.options.ldap
    app.state.directory = None if asked is None else directory.connected(asked)
    app.state.metrics = Metrics()
    app.add_middleware(Watch, metrics=app.state.metrics)
    app.add_middleware(Guard, limits=app.state.options.limits, secure=app.state.options.https)
    openapi.install(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    try:
        async with _open(app):
            yield
    except Exception as error:
        if app.state.alone:
            logs.tell(error)
        raise


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """Let the block find a store that is ready, with the parts that run beside requests."""
    current_default_thread_limiter().total_tokens = _THREADS
    patience = environment.PATIENCE if app.state.alone else 0
    store = environment.open_store(app.state.settings, patience)
    app.state.store = store
    app.state.cookie_key = environment.read_key(app.state.settings.key_file)
    app.state.hub = Hub(store, partial(app.state.metrics.part_failed, "live"))
    app.state.counts = Counts(store)
    tracing = traces.switch_on() if app.state.alone and traces.is_on() else None
    try:
        prepare(store, app.state.options)
        if app.state.alone:
            memory.settle()
        runs = app.state.options.worker and app.state.settings.clock == "system"
        sends = app.state.options.worker
        ways = channels.of_environment()
        sealing = sealer.of_environment(app.state.settings)
        counted = app.state.metrics.part_failed
        with (
            _beside("worker", Worker(store).loop, counted) if runs else nullcontext(),
            _beside("courier", Courier(store, ways).loop, counted) if sends else nullcontext(),
            _beside("sealer", Sealer(store, sealing).loop, counted) if runs else nullcontext(),
        ):
            yield
    finally:
        store.close()
        if tracing is not None:
            tracing.shutdown()  # sends what is left


@contextmanager
def _beside(
    name: str, loop: Callable[[threading.Event, Failed], None], counted: Callable[[str], None]
) -> Iterator[None]:
    """Let a part run beside the server, count its failures, and stop it with the server."""
    stop, failed = threading.Event(), partial(counted, name)
    thread = threading.Thread(target=loop, args=(stop, failed), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_GRACE)


def _answer(request: Request, error: Exception) -> Response:
    """Answer an error in the form its reader expects: JSON to programs, a page elsewhere."""
    if isinstance(error, RequestValidationError):
        error = refused_anyway(request) or error
    refusals.note(request, error)
    if request.url.path.startswith(("/api/", "/metrics")):
        return problems.answer(request, error)
    return page_problems.answer(request, error)
