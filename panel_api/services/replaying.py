"""Replay at scale: every record assessed again under its own rulebook text, over all processors, with progress.

What comes out is said in the order of the records. Nothing is written.
"""

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from engine.language.loading import load_text
from engine.problems import Refused
from engine.recording.chain import Link, entry_of
from engine.recording.replay import Replayed, assess_again, replay
from engine.recording.sealing import SealedValue
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.services.desk import Desk
from panel_api.services.replay_words import words_of

Texts = Mapping[str, tuple[str, str]]
"""The rulebooks' texts by hash, each with the vocabulary it was read with."""
BATCH: Final = 200
"""Records a process takes at once; so few in all that no other process is started for them."""
KEPT: Final = 16
"""Rulebooks a process keeps read: records that follow each other mostly rest on the same."""


@dataclass(frozen=True, slots=True)
class OneReplayed:
    """What replaying one record found. told: each difference in words."""

    sequence: int
    verdict: str
    says: str
    told: tuple[str, ...] = ()


class Replayer:
    """Replays records with rulebooks read from their kept texts; one a process."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._books: dict[str, Rulebook] = {}

    def one(self, link: Link) -> OneReplayed:
        """Assess one record again. That a rulebook takes its facts no more is said, not raised."""
        try:
            found = replay(link.stored, link.sealed or (), self.book, assess_again)
        except Refused as error:
            found = Replayed("unreplayable", f"Its rulebook does not take its facts any more: {error}")
        told: tuple[str, ...] = ()
        if found.differences:
            entry = entry_of(link.stored)
            book = self.book(str(entry["rulebook"]["sha256"]))  # type: ignore[index]  # it was replayed
            told = tuple(words_of(book, str(entry["as_of"]), each) for each in found.differences)
        return OneReplayed(link.sequence, found.verdict, found.says, told)

    def batch(self, links: Iterable[Link]) -> list[OneReplayed]:
        """Several at once, in their order."""
        return [self.one(link) for link in links]

    def book(self, sha256: str) -> Rulebook | None:
        """A rulebook read from its kept text; None where that is not held."""
        if sha256 not in self._books:
            if sha256 not in self.texts:
                return None
            if len(self._books) >= KEPT:
                self._books.pop(next(iter(self._books)))
            self._books[sha256] = load_text(*self.texts[sha256])
        return self._books[sha256]


def replay_all(links: Iterable[Link], texts: Texts, processes: int | None = None) -> Iterator[OneReplayed]:
    """Replay links that carry their sealed values, as they come; a few hundred are in memory at a time.

    processes: how many work beside this one; None is one a processor. Few records are replayed here.
    """
    source = iter(links)
    first = list(islice(source, BATCH))
    if len(first) < BATCH or processes == 0:
        here = Replayer(texts)
        yield from (here.one(link) for each in (first, source) for link in each)
        return
    batches = _batches(first, source)
    count = processes or os.cpu_count() or 1
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (texts,)) as pool:
        waiting: deque[Future[list[OneReplayed]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > 2 * count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def kept_records(desk: Desk) -> Iterator[tuple[int, Iterator[Link], Texts]]:
    """Of the database, at one moment: how many records, each with its values, and every rulebook's text."""
    with desk.database.reading() as session:
        head = store.chain_head(session)
        texts = {each.sha256: (each.text, each.vocabulary) for each in store.rulebook_texts(session)}
        yield (head.sequence if head else 0), store.read_links(session, desk.viewer), texts


@contextmanager
def exported_records(folder: Path) -> Iterator[tuple[int, Iterator[Link], Texts]]:
    """The same of an export with values. Raises OSError or ValueError where a file is not what an export writes."""
    head = json.loads((folder / "heads.json").read_bytes())["records"]
    with (folder / "records.jsonl").open("rb") as records, (folder / "values.jsonl").open("rb") as values:
        yield int(head["sequence"]), _links(records, values), _texts(folder)


def _batches(first: list[Link], source: Iterator[Link]) -> Iterator[list[Link]]:
    while first:
        yield first
        first = list(islice(source, BATCH))


def _links(records: Iterable[bytes], values: Iterable[bytes]) -> Iterator[Link]:
    """Each record with its values; both files stand in the order of the records."""
    lines = iter(values)
    ahead = next(lines, None)
    for number, line in enumerate(records, 1):
        sealed = []
        while ahead is not None:
            value = json.loads(ahead)
            if value["sequence"] != number:
                break
            sealed.append(SealedValue(value["path"], "", value["salt"], value["value"]))
            ahead = next(lines, None)
        yield Link(number, line.rstrip(b"\n"), "", sealed)


def _texts(folder: Path) -> Texts:
    found = {}
    for line in (folder / "rulebooks.jsonl").read_text("utf-8").splitlines():
        named = json.loads(line)
        whole = (folder / "rulebooks" / f"{named['sha256']}.txt").read_bytes()
        cut = int(named["text_bytes"])
        found[str(named["sha256"])] = (whole[:cut].decode(), whole[cut:].decode())
    return found


_here: Replayer | None = None


def _begin(texts: Texts) -> None:
    global _here  # noqa: PLW0603 - a helper process has one replayer for all its batches
    _here = Replayer(texts)


def _work(links: list[Link]) -> list[OneReplayed]:
    assert _here is not None
    return _here.batch(links)
