"""Traces: requests, transactions and jobs as spans, sent to an OpenTelemetry collector.

`GUANJIA_TRACES`  off (default) or on; where to is said by OpenTelemetry's own variables,
`OTEL_EXPORTER_OTLP_ENDPOINT` first of all. Needs `pip install guanjia[tracing]`.

Spans have ids, routes and kinds of jobs; nothing that people wrote. Of an exception that ends one
they have class and code, neither message nor stack.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from opentelemetry import context, trace

from engine.errors import EngineError, Invalid
from engine.troubles import named

_TRACER: Final = trace.get_tracer("guanjia")
"""Does nothing at next to no cost until a provider is set."""


@contextmanager
def span(name: str, above: context.Context | None = None) -> Iterator[trace.Span]:
    """Let what the block does be a span, below the one at hand or the caller's own."""
    begun = _TRACER.start_as_current_span(
        name, above, record_exception=False, set_status_on_exception=False
    )
    with begun as found:
        try:
            yield found
        except BaseException as error:
            found.set_attribute("error.type", type(error).__qualname__)
            if isinstance(error, EngineError):
                found.set_attribute("guanjia.code", error.code)
            found.set_status(trace.Status(trace.StatusCode.ERROR, named(error)))
            raise


def is_on(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether traces are wanted; raises Invalid for anything but on and off."""
    word = environment.get("GUANJIA_TRACES", "off").lower()
    if word not in {"on", "off"}:
        raise Invalid(f"GUANJIA_TRACES is {word!r}: expected on or off")
    return word == "on"


def switch_on(exporter: Any = None) -> Any:
    """Send spans from now on, to a collector or to the exporter given; return their provider.

    The caller shuts the provider down in the end. The SDK is an extra, loaded here alone: most
    installations do without it. Raises Invalid where it is not installed.
    """
    try:
        sdk = import_module("opentelemetry.sdk.trace")
        batching = import_module("opentelemetry.sdk.trace.export")
        resources = import_module("opentelemetry.sdk.resources")
        otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ModuleNotFoundError as error:
        raise Invalid("GUANJIA_TRACES is on: pip install 'guanjia[tracing]' first") from error
    resource = resources.Resource.create({"service.name": "guanjia"})
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(batching.BatchSpanProcessor(exporter or otlp.OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider
