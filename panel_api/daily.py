"""What a running server does by itself once a day: it signs a checkpoint as the day begins in England.

Each server process tries, and one writes it. Where it fails, as while the database is away, it is tried again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from panel_api.errors import Trouble
from panel_api.logging import log, where_it_failed
from panel_api.services import Desk
from panel_api.services.checkpoints import checkpoint_of_the_day

SECONDS: Final = 60
"""How often it looks whether a day has begun."""


@contextmanager
def daily_work(desk: Desk, seconds: float = SECONDS) -> Iterator[None]:
    """Do it in a thread of its own while the block lasts, at once and then whenever a day has begun."""
    ended = threading.Event()
    worker = threading.Thread(target=_work, args=(desk, ended, seconds), name="daily", daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def _work(desk: Desk, ended: threading.Event, seconds: float) -> None:
    told = ""
    while True:
        try:
            written = checkpoint_of_the_day(desk)
            told = ""
            if written is not None:
                log().info("checkpoint", number=written.sequence, sha256=written.sha256)
        except Trouble as trouble:
            if told != trouble.detail:
                log().error("no checkpoint", why=trouble.detail)
            told = trouble.detail
        except Exception as error:  # the server goes on whatever happens here
            if told != type(error).__name__:
                log().error("no checkpoint", error=type(error).__name__, places=where_it_failed(error))
            told = type(error).__name__
        if ended.wait(seconds):
            return
