"""A large re-scoring at work beside the requests: how far it has come, as this process knows it.

Nothing of it is kept until all of it is: whoever ends the process half way leaves nothing, and it is begun again.
"""

import threading
from dataclasses import dataclass
from typing import Final

from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.services.desk import Desk
from panel_api.services.rescoring import Tried, rescore

MOST_AT_ONCE: Final = 20_000
"""Cases that are worked out while whoever asked waits: some five seconds."""


@dataclass(slots=True)
class AtWork:
    """How far one has come. failed: why it was given up, in a sentence; empty while it is at work."""

    of: int
    done: int = 0
    failed: str = ""


_LOCK: Final = threading.Lock()
_AT_WORK: Final[dict[tuple[str, str], AtWork]] = {}
"""By the database and what is re-scored."""


def begin(desk: Desk, what: str, tried: Tried, many: int) -> None:
    """Re-score in a thread of its own, unless that is under way. what: the reference it is asked for under."""
    key = (str(desk.database.engine.url), what)
    with _LOCK:
        held = _AT_WORK.get(key)
        if held is not None and not held.failed:
            return
        state = _AT_WORK[key] = AtWork(many)

    def told(done: int, _of: int) -> None:
        state.done = done

    def work() -> None:
        try:
            rescore(desk, tried, told)
        except Trouble as trouble:
            state.failed = trouble.detail
        except Exception as error:
            log().error("rescoring_failed", kind=type(error).__name__)
            state.failed = "It could not be finished. Whoever keeps the server finds more in its log."
        else:
            with _LOCK:
                _AT_WORK.pop(key, None)

    threading.Thread(target=work, name="rescoring", daemon=True).start()


def at_work(desk: Desk, what: str) -> AtWork | None:
    """How far a re-scoring of this has come in this process; None where none is at work."""
    return _AT_WORK.get((str(desk.database.engine.url), what))
