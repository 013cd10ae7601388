"""How much anyone may ask in a minute: counted in a moving window, in this process's memory.

Generous for people, and enough for a program that waits its turn. With several server processes each counts for itself.
"""

from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from panel_api.clock import system_clock
from panel_api.errors import Trouble
from panel_api.logging import log

PLACE: Final = 10
"""Times as much from one address as from one person: a whole council may stand behind it."""


class Meter:
    """One a process; safe to share between threads."""

    def __init__(self, a_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._most = {
            "place": RateLimitItemPerMinute(a_minute * PLACE, namespace="place"),
            "session": RateLimitItemPerMinute(a_minute, namespace="session"),
            "token": RateLimitItemPerMinute(a_minute, namespace="token"),
            "nobody": RateLimitItemPerMinute(a_minute, namespace="nobody"),
        }

    def first(self, what: str, who: str) -> bool:
        """Whether this is the first of its kind from a place in a minute: what anybody may send fills no log."""
        return self._limiter.hit(RateLimitItemPerMinute(1, namespace=what), who)

    def count(self, kind: str, who: str) -> None:
        """Count one request of a session, a token, or an address. Raises Trouble "too-many" above the limit.

        kind: "place" for everything from an address, "nobody" for what comes from it without a session or a token.
        """
        item = self._most[kind]
        if self._limiter.hit(item, who):
            return
        frees = self._limiter.get_window_stats(item, who).reset_time
        wait = min(60, max(1, int(frees) + 1 - int(system_clock().timestamp())))
        log().warning("too_many_requests", by=kind)
        says = f"{item.amount} requests a minute are the most. Wait {wait} second{'s' * (wait != 1)}."
        raise Trouble("too-many", says, headers={"Retry-After": str(wait)})
