"""The bundle: one document of plain data, from which the page, the PDF and the JSON are made and nothing else.

It says what is held, what is left out and why, and what goes with it. Nothing in it depends on the clock but its day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import day_words, inside
from engine.recording.canonical import canonical_bytes
from panel_api import roles
from panel_api.letters.letterhead import Letterhead
from panel_api.local_time import local
from panel_api.log_actions import ACTIONS
from panel_api.subject_access.items import Field, Item, Kept, left_out
from panel_api.subject_access.reader import GROUNDS, OUTSIDE
from panel_api.subject_access.rights import rights
from panel_api.subject_access.tables import SECTIONS, STAFF, TOLD, WITHIN

FORMAT: Final = "evenhand-subject-access-1"
Json = dict[str, Any]
_SHARED: Final = {
    "school": "the school or setting",
    "looking_after": "the council that looks after the child",
    "maintaining": "the council that keeps the plan",
    "area": "the council where the school is",
    "paying": "the council that pays",
    "social_worker": "the social worker",
    "virtual_school": "the virtual school",
    "advocate": "the advocate",
}
_FROM: Final = {
    "child": ("voices:child",), "parent": ("voices:parent", "schools_asked"), "school": ("voices:school", "roll_lines"),
    "place": ("consultations",), "finance": ("paid_lines",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What stands at the head of a bundle. to: whom it is for. child: their name. long: how long things are kept."""

    reference: str
    day: dt.date
    asked_on: dt.date
    to: str
    child: str
    cases: tuple[str, ...]
    head: Letterhead
    long: tuple[str, ...]


def document(
    about: About, items: Sequence[Item], looks: Sequence[tuple[str, dt.datetime, str, str]], roles_around: Iterable[str]
) -> Json:
    """The whole bundle. looks: lines of the access log. roles_around: as what parties stand in the cases."""
    sections = _sections([*items, *_looked(looks)])
    kept = [each for item in items for each in item.kept]
    here = {each.table for each in items}
    tables = [name for name in TOLD if name in here or TOLD[name].whole]
    shared = [words for code, words in _SHARED.items() if code in set(roles_around)]
    return {
        "format": FORMAT,
        "reference": about.reference,
        "authority": about.head.authority,
        "invented": about.head.invented,
        "day": about.day.isoformat(),
        "asked_on": about.asked_on.isoformat(),
        "to": about.to,
        "child": about.child,
        "cases": list(about.cases),
        "title": "What we hold",
        "opening": _opening(about, len(kept)),
        "sections": sections,
        "withheld": [_withheld(each) for each in kept],
        "left_out": [{"what": what, "why": why} for what, why in _all_left_out(tables)],
        "rights": [
            {"title": title, "words": words}
            for title, words in rights(
                about.head,
                about.long,
                [each["title"] for each in sections],
                [*shared, "the people at work here who need it", "the panel that gives advice"],
                [*_sources(items), "worker"],
            )
        ],
    }


def stored(found: Json) -> bytes:
    """Its bytes: canonical JSON, which is what is hashed, kept and given."""
    return canonical_bytes(found)


def _opening(about: About, kept: int) -> list[str]:
    named = f" about {about.child}" if about.child else ""
    some = (
        f"We left some things out. They are listed at the end: {kept} in all."
        if kept
        else "We left nothing out that is about somebody else."
    )
    return [
        f"On {day_words(about.asked_on)} you asked what we hold{named}. This is it, as it stood on "
        f"{day_words(about.day)}.",
        some,
        "Each thing has a mark of its own, such as “voices-12”. Use it when you ask us about it.",
        "What people wrote stands as they wrote it.",
    ]


def _sections(items: Sequence[Item]) -> list[Json]:
    found: list[Json] = []
    for code, title in SECTIONS.items():
        mine = [each for each in items if _section(each) == code and (each.fields or each.kept)]
        if mine:
            found.append({"code": code, "title": title, "items": [_item(each) for each in mine]})
    return found


def _section(item: Item) -> str:
    return "history" if item.table == "looks" else TOLD[item.table].section


def _item(item: Item) -> Json:
    return {
        "id": item.id,
        "title": item.title,
        "case": item.case,
        "fields": [
            {"name": each.name, "words": each.words, "value": each.value, "said": list(each.said)}
            for each in item.fields
        ],
        "left_out": [_said_of(each) for each in item.kept],
    }


def _said_of(kept: Kept) -> str:
    """What an item says of what is missing in it."""
    what = "; ".join(kept.parts) if kept.parts else "What it says"
    return f"Left out: {what}. {GROUNDS[kept.ground]}"


def _withheld(kept: Kept) -> Json:
    return {
        "item": kept.item,
        "what": kept.title,
        "parts": list(kept.parts),
        "ground": OUTSIDE.get(kept.ground, kept.ground),
        "why": GROUNDS[kept.ground],
    }


def _all_left_out(tables: Sequence[str]) -> list[tuple[str, str]]:
    return [*left_out(tables), ("Who at work did something", STAFF), ("What the machine tried besides", WITHIN)]


def _looked(looks: Sequence[tuple[str, dt.datetime, str, str]]) -> list[Item]:
    """Who looked at each case: roles and days alone, with how often."""
    counted: dict[str, dict[tuple[str, str, str], int]] = {}
    for case, at, role, action in looks:
        key = (local(at).date().isoformat(), role, action)
        counts = counted.setdefault(case, {})
        counts[key] = counts.get(key, 0) + 1
    found = []
    for case, counts in counted.items():
        value = [
            {"day": day, "role": role, "action": action, "times": times}
            for (day, role, action), times in counts.items()
        ]
        told = Field("looks", "On which day, in which role", value, tuple(_look(each) for each in value))
        found.append(Item(f"looks-{case}", "looks", "Who looked", case, (told,)))
    return found


def _look(each: Mapping[str, Any]) -> str:
    role = roles.ABOUT[each["role"]].name if each["role"] in roles.ABOUT else "Somebody who runs the system"
    times = "" if each["times"] == 1 else f", {each['times']} times"
    known = ACTIONS.get(each["action"])
    what = inside(known.words) if known else each["action"].replace("_", " ")
    return f"{day_words(dt.date.fromisoformat(each['day']))}: {role} {what}{times}"


def _sources(items: Sequence[Item]) -> list[str]:
    """Where things came from, by what there is."""
    there = {each.table for each in items}
    there |= {f"voices:{field.value}" for each in items if each.table == "voices" for field in each.fields[:1]}
    return [code for code, marks in _FROM.items() if there & set(marks)]
