"""One place as a search keeps it: its verdict, distance, places and costs, in canonical JSON form and back.

Costs are kept line by line, with whether a place stood empty: both totals are folds of those (`engine.placing.costs`),
so that a sealed search can be added up again by anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from engine.law.institutions import INSTITUTIONS
from engine.placing.costs import CostLine, additional, full
from engine.placing.distance import miles
from engine.placing.fit import Fit, Verdict
from engine.placing.places import Free, free_places
from engine.values import pence, pounds_text
from panel_api.models import Provision
from panel_api.services.place_costs import Costs, Stay, vacancy_of
from panel_api.services.places_free import numbers_from, numbers_json

Json = dict[str, Any]
_SENTENCES: Final = ("said", "wanted", "lines")
"""What holds the same few sentences at every place."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said of a place. truth: None where it waits for an answer, and then `words` asks for it."""

    rule: str
    truth: bool | None
    hard: bool
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that is open. of: whom to ask, the "child"'s people or the "place". hard: the fit waits for it."""

    fact: str
    of: str
    words: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a search. code: None of a school asked for that the directory does not have.

    asked: the numbers of the wishes for it (`SchoolAsked`), none for what nobody asked for. present: whether the child
    is there now. metres: from the home in a straight line; None is unknown. confirmed: whether both second opinions
    looked at its verdict and agreed.
    """

    code: str | None
    name: str
    kind: str | None
    fit: Fit
    asked: tuple[int, ...] = ()
    present: bool = False
    within: str | None = None
    town: str | None = None
    state: str = "open"
    closes: str | None = None
    invented: bool = False
    metres: int | None = None
    said: tuple[Said, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    free: Free | None = None
    lines: tuple[CostLine, ...] = ()
    own: tuple[int, ...] = field(default=())
    confirmed: bool = False

    @property
    def miles(self) -> Decimal | None:
        """How far it is, to one decimal place."""
        return None if self.metres is None else miles(self.metres)

    @property
    def service(self) -> bool:
        """Whether it is a service that comes to the child, and no place."""
        return self.kind is not None and INSTITUTIONS[self.kind].footing == "service"

    def costs(self, stay: Stay) -> Costs | None:
        """Both costs over a stay, added up from the lines; None of a place the directory does not have."""
        if self.kind is None:
            return None
        return Costs(
            Provision(code=self.code, name=self.name, kind=self.kind),
            stay,
            frozenset(line for place, line in enumerate(self.lines) if place in self.own),
            additional(self.lines, kind=self.kind, vacancy=vacancy_of(self.free), there=self.present),
            full(self.lines, stay.from_day, stay.until_day),
        )

    def to_json(self) -> Json:
        """As it is kept and sealed; what is unknown or empty is left out."""
        document: Json = {
            "code": self.code, "name": self.name, "kind": self.kind, "fit": self.fit, "asked": list(self.asked),
            "present": self.present, "within": self.within, "town": self.town, "state": self.state,
            "closes": self.closes, "invented": self.invented, "metres": self.metres,
            "said": [[each.rule, each.truth, each.hard, each.words] for each in self.said],
            "wanted": [[each.fact, each.of, each.words, each.hard] for each in self.wanted],
            "free": _free_json(self.free), "lines": [_line_json(each) for each in self.lines],
            "own": list(self.own), "confirmed": self.confirmed,
        }  # fmt: skip
        return {name: value for name, value in document.items() if value or type(value) is int}


def found_from(document: Mapping[str, Any]) -> Found:
    """A place as it was kept."""
    plain = ("code", "name", "kind", "fit", "present", "within", "town", "state", "closes", "invented", "metres")
    return Found(
        **{name: document[name] for name in plain if name in document} | {"code": document.get("code"),
        "kind": document.get("kind")},
        asked=tuple(document.get("asked", ())),
        said=tuple(Said(*each) for each in document.get("said", ())),
        wanted=tuple(Wanted(*each) for each in document.get("wanted", ())),
        free=_free_from(document.get("free")),
        lines=tuple(_line_from(each) for each in document.get("lines", ())),
        own=tuple(document.get("own", ())),
        confirmed=document.get("confirmed", False),
    )  # fmt: skip


def as_kept(places: Sequence[Found]) -> list[Any]:
    """What a search found as one list: first every sentence once, then the places in order, naming them by number."""
    numbers: dict[str, int] = {}

    def shortened(rows: list[list[Any]]) -> list[list[Any]]:
        return [
            [numbers.setdefault(each, len(numbers)) if isinstance(each, str) else each for each in row] for row in rows
        ]

    rows = [each.to_json() for each in places]
    rows = [{name: shortened(value) if name in _SENTENCES else value for name, value in row.items()} for row in rows]
    return [list(numbers), *rows]


def from_kept(kept: Sequence[Any]) -> list[Found]:
    """The places of such a list, in the order they stand."""
    words, *rows = kept

    def whole(row: list[Any]) -> list[Any]:
        return [words[each] if type(each) is int else each for each in row]

    return [
        found_from(
            {name: [whole(each) for each in value] if name in _SENTENCES else value for name, value in row.items()}
        )
        for row in rows
    ]


def found_of(
    row: Provision,
    verdict: Verdict,
    costs: Costs,
    free: Free,
    **more: Any,
) -> Found:
    """A place of the directory with what was worked out of it. more: the fields that the search itself knows."""
    lines = costs.full.parts
    return Found(
        code=row.code,
        name=row.name,
        kind=row.kind,
        fit=verdict.fit,
        town=row.town,
        state=row.state,
        closes=row.closed_on.isoformat() if row.closed_on else None,
        invented=row.invented,
        said=tuple(Said(each.rule, each.truth, each.hard, each.words) for each in verdict.reasons),
        wanted=tuple(Wanted(each.fact, each.of, each.words, each.hard) for each in verdict.questions),
        free=free,
        lines=lines,
        own=tuple(place for place, line in enumerate(lines) if line in costs.own),
        **more,
    )


def _line_json(line: CostLine) -> Sequence[str | None]:
    amount = None if line.pence is None else pounds_text(line.pence)
    return [line.line, amount, line.words, line.source, line.estimated_by]


def _line_from(raw: Sequence[Any]) -> CostLine:
    part, amount, words, source, estimated_by = raw
    return CostLine(part, None if amount is None else pence(Decimal(amount)), words, source, estimated_by)


def _free_json(free: Free | None) -> Json | None:
    return None if free is None else {"decided": free.decided, "numbers": numbers_json(free.numbers)}


def _free_from(raw: Mapping[str, Any] | None) -> Free | None:
    return None if raw is None else free_places(numbers_from(raw["numbers"]), raw["decided"])
