"""The one place that asks what time it is. Everything else is given a clock."""

import datetime as dt
import time
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Gives the present moment, with its time zone."""


def system_clock() -> dt.datetime:
    """The machine's own time, in UTC."""
    return dt.datetime.now(dt.UTC)


def ticks() -> int:
    """Nanoseconds from no particular beginning, for measuring how long something took."""
    return time.monotonic_ns()
