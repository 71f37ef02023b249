"""Commands that run until they are told to stop: serve and worker, each in any number.

SIGTERM and SIGINT end both in good order: requests are answered, the job at hand is finished, what
was taken and not begun is given back, and the process is gone within `GRACE` and a job's length.
"""

import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any, Final

import typer
import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from engine import channels, logs, memory, settings, traces
from engine.console import open_store
from engine.courier import Courier
from engine.errors import Invalid
from engine.sealer import Sealer
from engine.sealer import of_environment as sealing_of
from engine.worker import Worker

GRACE: Final = 8  # seconds for requests: the longest is answered within five
PATIENCE: Final = 60  # seconds without a sign of life, after which a process is replaced
_FIGURES: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Folder in which the processes of one server add up their figures (prometheus-client)."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(serve)
    app.command()(worker)
    app.command(name="worker-alive")(worker_alive)


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    processes: Annotated[int, typer.Option(min=1, help="how many; PostgreSQL only")] = 1,
) -> None:
    """Serve pages and REST; a worker runs beside them unless GUANJIA_WORKER is off."""
    if processes > 1:
        _check_shared(settings.of_environment())
    options: dict[str, Any] = {
        "app": "api.alone:create",
        "factory": True,
        "host": host,
        "port": port,
        "workers": processes,
        "access_log": False,  # addresses may name people; the application writes its own lines
        "log_config": logs.begin(),
        "timeout_graceful_shutdown": GRACE,
        "timeout_worker_healthcheck": PATIENCE,
    }
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again in the end
    typer.echo(f"http://{host}:{port}  (Ctrl-C ends it)")
    with _figures(processes):
        if processes == 1:
            uvicorn.run(**options)
        else:
            _serve_in_many(uvicorn.Config(**options))


def worker() -> None:
    """Carry out what is due, until interrupted."""
    logs.begin()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with open_store(settings.PATIENCE) as store, _traced():
        memory.settle()
        typer.echo("the worker is running; Ctrl-C ends it")
        courier = Courier(store, channels.of_environment())
        sending = threading.Thread(target=courier.loop, args=(stop,), name="courier")
        sealer = Sealer(store, sealing_of(settings.of_environment()))
        sealing = threading.Thread(target=sealer.loop, args=(stop,), name="sealer")
        sending.start()
        sealing.start()
        Worker(store).loop(stop)
        sending.join()
        sealing.join()
    typer.echo("the worker has stopped")


def worker_alive() -> None:
    """Tell whether a worker of this machine lives; exit code 1 when none does (a probe)."""
    with open_store() as store, store.read() as tx:
        found = tx.workers.alive(host=socket.gethostname())
    typer.echo(f"{found} workers on {socket.gethostname()}")
    if not found:
        raise typer.Exit(1)


def _serve_in_many(config: uvicorn.Config) -> None:
    """Keep several processes alive until told to stop; exit code 3 where one cannot even start.

    uvicorn's own command ends with 0 then, and who supervises it takes that for a wish to stop.
    """
    first = Multiprocess(config, sockets=[config.bind_socket()])
    first.run()
    if any(each.exitcode == STARTUP_FAILURE for each in first.processes):
        raise typer.Exit(STARTUP_FAILURE)


def _check_shared(found: settings.Settings) -> None:
    """Refuse several processes over a database that has one writer."""
    if found.database_url.startswith("sqlite"):
        raise Invalid(
            "--processes needs PostgreSQL: SQLite has one writer at a time, and more processes "
            "would wait for each other; name a database in GUANJIA_DATABASE_URL"
        )


@contextmanager
def _traced() -> Iterator[None]:
    """Send spans while the block runs, where that is wanted."""
    provider = traces.switch_on() if traces.is_on() else None
    yield
    if provider is not None:
        provider.shutdown()


@contextmanager
def _figures(processes: int) -> Iterator[None]:
    """Give several processes a folder for their figures, unless the environment names one."""
    with ExitStack() as stack:
        if processes > 1 and _FIGURES not in os.environ:
            folder = tempfile.TemporaryDirectory(prefix="guanjia-figures-")
            os.environ[_FIGURES] = stack.enter_context(folder)
            stack.callback(os.environ.pop, _FIGURES)
        yield
