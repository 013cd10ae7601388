"""Running texts over a caseload in columns: beside the server, in a process of its own, and nothing is written.

A few cases are worked out where they are asked for, in some tenths of a second. More go to a process of their own, at
a lower priority and with half of the processors for its columns, so that whoever asks for a page meanwhile waits no
longer than for any other. That process is given texts and rows and gives back a document; it opens no database.
"""

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from engine.language.loading import load_text
from engine.problems import Problem
from engine.sharing.allocation import AllocationAnswers
from engine.whatif.asked import Change, Spec
from engine.whatif.caseload import Row
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from engine.whatif.results import CaseResult

FEW: Final = 2_000
"""Cases for which no other process is started."""
_LOWER: Final = 10
"""How much lower the priority of the other process is."""
AHEAD: Final = 16
"""Batches that the other process holds before it has come to them."""
Told = Callable[[int], None]
"""Called with how many cases are done."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A rulebook's text before and after, each with its vocabulary. answers: where it shares money out."""

    name: str
    before: tuple[str, str]
    after: tuple[str, str]
    answers: AllocationAnswers | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """What a run came to: its document as it is kept, and each case where that was asked for."""

    document: dict[str, Any]
    cases: "list[CaseResult]"


def worked(
    batches: Iterable[Sequence[Row]], many: int, texts: Sequence[Texts], spec: Spec, told: Told, *, each: bool
) -> Worked:
    """Work rows out by all texts. many: how many rows there are. each: whether every case is wanted too.

    Raises Trouble "conflict" where a text cannot be held in columns, naming what cannot.
    """
    if many <= FEW:
        found = _work((row for batch in batches for row in batch), texts, spec, told, each=each)
    else:
        found = _beside(batches, texts, spec, told, each=each)
    if isinstance(found, Problem):
        raise Trouble(
            "conflict", "The text cannot be run over a caseload, so nothing can be adopted or said by it.",
            problems=[found],
        )  # fmt: skip
    return found


def _work(rows: Iterator[Row], texts: Sequence[Texts], spec: Spec, told: Told, *, each: bool) -> Worked | Problem:
    from engine.columns.held import CannotHold
    from engine.whatif.runs import what_if

    changes = [Change(one.name, load_text(*one.before), load_text(*one.after), one.answers) for one in texts]
    cases: list[CaseResult] = []
    try:
        document = what_if(rows, changes, spec, told, cases.extend if each else None)
    except CannotHold as fault:
        expected = "what can be held in columns exactly"
        return Problem(fault.at, f"{fault.said}: {fault.why}", expected, "Write it in another way")
    return Worked(document.as_json(), cases)


def _beside(
    batches: Iterable[Sequence[Row]], texts: Sequence[Texts], spec: Spec, told: Told, *, each: bool
) -> Worked | Problem:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_other, args=(there, texts, spec, each), name="caseload", daemon=True)
    process.start()
    there.close()
    try:
        for batch in batches:
            here.send(list(batch))
            while here.poll():
                _heard(here, told)
        here.send(None)
        while True:
            found = _heard(here, told)
            if found is not None:
                return found
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise RuntimeError("the process that worked the caseload out ended before it was done") from None
    finally:
        here.close()
        process.join(1)
        if process.is_alive():
            process.terminate()


def _heard(here: Connection, told: Told) -> Worked | Problem | None:
    found = here.recv()
    if isinstance(found, Worked | Problem):
        return found
    told(found)
    return None


def _other(there: Connection, texts: Sequence[Texts], spec: Spec, each: bool) -> None:
    """The other process. A thread takes what comes, a few batches ahead of the work, so no more than those are held.

    Neither waits for the other for good: what goes back is small, and never as many messages as the pipe has room for.
    """
    os.nice(_LOWER)
    os.environ["POLARS_MAX_THREADS"] = str(max(1, (os.cpu_count() or 1) // 2))
    waiting: queue.Queue[list[Row] | None] = queue.Queue(AHEAD)

    def read() -> None:
        while (batch := there.recv()) is not None:
            waiting.put(batch)
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    rows = (row for batch in iter(waiting.get, None) for row in batch)
    there.send(_work(rows, texts, spec, there.send, each=each))
