"""What a thing was: its changes are undone one by one, back from how it stands now.

Fields are plain JSON by name; one that is unknown is left out. A change says of each field what it was and became.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Any]
Change = Mapping[str, Sequence[Any]]
"""By field, what it was and what it became; None is unknown."""


def changed(was: Fields, now: Fields) -> dict[str, list[Any]]:
    """What differs, by field in the order of `now` and then of `was`."""
    names = dict.fromkeys([*now, *was])
    return {name: [was.get(name), now.get(name)] for name in names if was.get(name) != now.get(name)}


def undone(now: Fields, changes: Iterable[Change]) -> dict[str, Any]:
    """The fields before all of these changes, which are given the latest first."""
    return _moved(now, changes, 0)


def redone(first: Fields, changes: Iterable[Change]) -> dict[str, Any]:
    """The fields after all of these changes, which are given the earliest first."""
    return _moved(first, changes, 1)


def _moved(fields: Fields, changes: Iterable[Change], to: int) -> dict[str, Any]:
    found = dict(fields)
    for change in changes:
        for name, both in change.items():
            found[name] = both[to]
    return {name: value for name, value in found.items() if value is not None}
