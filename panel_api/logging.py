"""The log: one JSON object a line on standard error, never with a fact's value, a name or a body.

What may stand in a line: what happened, references, rulebook and rule names, statuses, times.
"""

import sys
import traceback
from typing import Final, TextIO, cast

import structlog

NAME: Final = "evenhand"


class _StandardError:
    """Whatever standard error is at the time of writing."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logging() -> None:
    """Write JSON lines to standard error from now on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _StandardError())),
        cache_logger_on_first_use=False,
    )


def log() -> structlog.typing.FilteringBoundLogger:
    """The logger."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(NAME)
    return logger


def where_it_failed(error: BaseException) -> list[str]:
    """The places an error came through, without its message: that may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}" for frame in frames[-12:]]
