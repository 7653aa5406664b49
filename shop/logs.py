"""What the shop writes into its logs: lines for people, JSON for machines.

Each line of a request, and of the work that the request left to a worker, carries
the request's id. No line says who: routes instead of paths, no address of a client,
and what looks like an e-mail address is left out.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Collection
from typing import Any

import structlog
from celery import signals
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import (
    bind_contextvars,
    clear_contextvars,
    get_contextvars,
)
from structlog.typing import EventDict, WrappedLogger

HEADER = "X-Request-ID"
# What a proxy in front may hand on; anything else is replaced.
GIVEN_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
EMAIL_ADDRESS = re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:=]+")
# Django names the path of what it refuses, and a path may name an order.
REFUSED_PATH = re.compile(r": /\S*$")
# What may be told with a line; whole requests and their contents may not.
FACTS = ("method", "route", "status", "milliseconds")
TASK_HEADER = "request_id"

requests = logging.getLogger("shop.requests")


def configuration(
    *, level: str, as_json: bool, quiet: Collection[str]
) -> dict[str, Any]:
    """Return Django's LOGGING: one stream, in lines or in JSON.

    Of the `quiet` libraries only warnings are told.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=FACTS),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        leave_out_who,
    ]
    draw = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "shop": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    draw,
                ],
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "shop"}
        },
        "loggers": {name: {"level": "WARNING"} for name in quiet},
        "root": {"handlers": ["console"], "level": level},
    }


def leave_out_who(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace e-mail addresses in all that is said, and paths where Django refuses."""
    if str(event.get("logger")).startswith("django."):
        event["event"] = REFUSED_PATH.sub("", event["event"])
    return {
        name: EMAIL_ADDRESS.sub("…@…", said) if isinstance(said, str) else said
        for name, said in event.items()
    }


class RequestLog:
    """Middleware: gives each request an id, and says how it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        # Bound until the thread's next request: Django logs what it refuses later.
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = self._get_response(request)
        route = request.resolver_match
        requests.info(
            "request",
            extra={
                "method": request.method,
                "route": route.view_name if route else "",
                "status": response.status_code,
                "milliseconds": round(1000 * (time.perf_counter() - began)),
            },
        )
        response[HEADER] = request_id
        return response


@signals.before_task_publish.connect
def hand_on(headers: dict[str, Any], **_signal: Any) -> None:
    """Let a task know which request left it the work."""
    headers[TASK_HEADER] = get_contextvars().get("request_id", "")


@signals.task_prerun.connect
def take_up(task: Any, task_id: str, **_signal: Any) -> None:
    clear_contextvars()
    bind_contextvars(
        task=task.name,
        task_id=task_id,
        request_id=getattr(task.request, TASK_HEADER, None) or "",
    )


@signals.task_postrun.connect
def lay_down(**_signal: Any) -> None:
    clear_contextvars()


@signals.setup_logging.connect
def keep(**_signal: Any) -> None:
    """Leave a worker's logs as the settings say: Celery would set up its own."""
