"""Overlays in the folder of proposals: read afresh, laid over the text that would be in force, and only ever tried."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.language.overlay import SUFFIX, Overlay, overlay_of, read_overlay
from engine.problems import Refused
from engine.proof.overlaid import Overlaid
from engine.proof.overlaid import overlaid as laid_over
from panel_api.errors import Trouble, not_found
from panel_api.services.desk import Desk
from panel_api.shelf import PROPOSALS, NoSuchRulebook

_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class OverlayHere:
    """An overlay as a list shows it. rulebook: which one it is laid over. faults: what keeps it from being tried.

    from_day: None where it could not be read.
    """

    name: str
    title: str
    words: str
    rulebook: str
    from_day: dt.date | None
    faults: tuple[str, ...]


def overlays(desk: Desk) -> Sequence[OverlayHere]:
    """Every overlay in the folder, in order of name, laid over what its rulebook is now."""
    return [_here(desk, path) for path in sorted(_folder(desk).glob(f"*{SUFFIX}"))]


def find_overlay(desk: Desk, name: str) -> Overlay:
    """One overlay. Raises Trouble "not-found", or "bad-input" with all that is wrong with its form."""
    files = {path.stem: path for path in _folder(desk).glob(f"*{SUFFIX}")}
    if name not in files:
        raise not_found(f"There is no overlay called {name}", f"Look at rules/{PROPOSALS}")
    try:
        return _shown(read_overlay(files[name]))
    except Refused as refused:
        raise Trouble("bad-input", problems=refused.problems) from None


def laid(desk: Desk, overlay: Overlay, text: str, vocabulary: str) -> Overlaid:
    """An overlay laid over a text of its rulebook, and checked; kept, for the same texts give the same."""
    return _laid(overlay, text, vocabulary, desk.shelf.folder / overlay.changes)


@lru_cache(_KEPT)
def _laid(overlay: Overlay, text: str, vocabulary: str, folder: Path) -> Overlaid:
    return laid_over(overlay, text, vocabulary, folder)


def _here(desk: Desk, path: Path) -> OverlayHere:
    try:
        overlay = _shown(read_overlay(path))
    except Refused as refused:
        faults = tuple(_named(each.where, each.message) for each in refused.problems)
        return OverlayHere(path.stem, path.stem, "", "", None, faults)
    try:
        book = desk.shelf.book(overlay.changes)
    except (NoSuchRulebook, Refused):
        faults = (f"The rulebook `{overlay.changes}`, which it changes, cannot be had here.",)
    else:
        found = laid(desk, overlay, book.text, book.vocabulary_text)
        faults = tuple(_named(each.where, each.message) for each in found.problems)
    return OverlayHere(overlay.name, overlay.title, overlay.about, overlay.changes, overlay.from_day, faults)


def _folder(desk: Desk) -> Path:
    return desk.shelf.folder / PROPOSALS


def _shown(overlay: Overlay) -> Overlay:
    """The same, its file named as people know it: a message tells no folder of the machine."""
    return overlay_of(overlay.text, f"rules/{PROPOSALS}/{overlay.name}{SUFFIX}")


def _named(where: object, message: str) -> str:
    return f"{Path(str(where)).name}: {message}"
