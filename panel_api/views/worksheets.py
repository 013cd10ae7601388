"""What a worksheet shows: how many are placed, what each proposal gives up, and each place with its seats."""

from collections.abc import Mapping
from typing import Any, Final

from engine.joint.asked import Asked, fit_of
from engine.joint.first_come import first_come
from engine.joint.giving_up import GivenUp, gives_up
from engine.joint.worth import totals_of
from engine.law.institutions import INSTITUTIONS
from engine.placing.distance import miles
from panel_api.models import Case, Provision, WorksheetChild
from panel_api.services.matching import as_looked
from panel_api.services.worksheets import Sheet, names_of

FITS: Final = {"yes": "Suits", "unknown": "May suit: something must be asked first", "no": "Does not suit"}
HOMES: Final = {
    "sector": "",
    "school": "Measured from the present school: nobody has written down the postcode sector of the home.",
    None: "Nobody knows how far: neither the postcode sector of the home nor the present school is known.",
}
HEADS: Final = (
    "Case", "Need", "Proposed place", "Code", "Fit", "Miles", "Set by hand", "Asked for", "Gives up", "Before",
)  # fmt: skip


def sheet_view(sheet: Sheet, others: Mapping[int, Provision]) -> dict[str, Any]:
    """All of the page. others: provisions that proposals of before name and that are not on the worksheet any more."""
    places = {provision.id: provision for _, provision in sheet.places} | dict(others)
    names = names_of(sheet) | {provision.code: provision.name for provision in others.values()}
    asked, current = as_looked(sheet), sheet.worksheet.solved_at is not None
    children = [_child(sheet, asked, places, names, row, case, current) for row, case in sheet.children]
    return {
        "children": children,
        "changed": [each for each in children if each["was"] is not None],
        "places": _places(sheet),
        "sums": _sums(sheet, asked) if current else None,
    }


def given_of(sheet: Sheet) -> dict[str, str]:
    """The proposals as they stand, by case: the place's code."""
    codes = {provision.id: provision.code for _, provision in sheet.places}
    return {
        case.reference: codes[row.provision_id]
        for row, case in sheet.children
        if row.provision_id is not None and row.provision_id in codes and row.looked is not None
    }


def place_rows(sheet: Sheet, row: WorksheetChild) -> list[dict[str, Any]]:
    """How every place on it stands to one child: those that suit first, then by distance."""
    looked, names = row.looked or {"places": {}, "asked": []}, names_of(sheet)
    given = [each.provision_id for each, _ in sheet.children]
    found = []
    for place, provision in sheet.places:
        fit, away = looked["places"].get(provision.code, (None, None))
        found.append(
            {
                "code": provision.code,
                "name": names[provision.code],
                "kind": INSTITUTIONS[provision.kind].words,
                "fit": fit,
                "says": FITS[fit] if fit else "Nobody has looked yet",
                "miles": None if away is None else miles(away),
                "far": away,
                "asked": provision.code in looked["asked"],
                "left": place.places - given.count(provision.id),
                "held": row.held_id == provision.id,
                "proposed": row.provision_id == provision.id,
            }
        )
    order = {"yes": 0, "unknown": 1, None: 2, "no": 3}
    return sorted(found, key=lambda each: (order[each["fit"]], each["far"] is None, each["far"] or 0, each["name"]))


def export_rows(view: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The children's rows under `HEADS`."""
    return [
        (
            each["reference"],
            each["need"],
            each["place"] or "No place",
            each["code"] or "",
            FITS[each["fit"]] if each["fit"] else "",
            "" if each["miles"] is None else str(each["miles"]),
            "yes" if each["held"] else "",
            "yes" if each["asked"] else "",
            " ".join(each["gives_up"]),
            each["was"] or "",
        )
        for each in view["children"]
    ]


def _child(
    sheet: Sheet,
    asked: Asked,
    places: Mapping[int, Provision],
    names: Mapping[str, str],
    row: WorksheetChild,
    case: Case,
    current: bool,
) -> dict[str, Any]:
    place = None if row.provision_id is None else places.get(row.provision_id)
    looked = row.looked or {}
    stands = looked.get("places", {}).get(place.code if place else None)
    held = None if row.held_id is None else places.get(row.held_id)
    moved = current and sheet.worksheet.before_at is not None and row.before_id != row.provision_id
    before = None if row.before_id is None else places.get(row.before_id)
    return {
        "reference": case.reference,
        "stage": case.stage,
        "need": looked.get("need"),
        "place": names[place.code] if place else None,
        "code": place.code if place else None,
        "fit": row.fit,
        "says": FITS[row.fit] if row.fit else None,
        "miles": None if stands is None or stands[1] is None else miles(stands[1]),
        "home": HOMES[looked.get("home")] if looked else "",
        "held": names[held.code] if held else None,
        "asked": place is not None and place.code in looked.get("asked", ()),
        "gives_up": _lost(asked, names, row, case, place) if current else [],
        "was": (names[before.code] if before else "No place") if moved else None,
        "new": not looked,
    }


def _lost(
    asked: Asked, names: Mapping[str, str], row: WorksheetChild, case: Case, place: Provision | None
) -> list[str]:
    """What the proposal gives up, in sentences about this child and about places; never about who has them."""
    child = next((each for each in asked.children if each.id == case.reference), None)
    if child is None:
        return []
    if row.held_id is not None:
        return ["Set by hand."]
    lost = gives_up(asked, child, place.code if place else None)
    wanted = {each.place for each in lost if each.what == "asked_for"}
    said = [_said(each, names[each.place]) for each in lost if each.what == "asked_for" or each.place not in wanted]
    wished = (row.looked or {}).get("asked", ())
    said += [f"{names[code]} was asked for and does not suit." for code in wished if fit_of(child, code) == "no"]
    if place is None and not any(each.fit != "no" for each in child.options.values()):
        said.insert(0, "No place on this worksheet suits or may suit.")
    return said


def _said(lost: GivenUp, name: str) -> str:
    if lost.what == "nearer":
        by = "is nearer" if lost.metres is None else f"is {miles(lost.metres)} miles nearer"
        return f"{name} {by}, and is filled."
    return {
        "certain": f"{name} suits, and is filled.",
        "may": f"{name} may suit, and is filled.",
        "asked_for": f"{name} was asked for, and is filled.",
        "asked_for_may": f"{name} was asked for and may suit; a place that suits comes first.",
    }[lost.what]


def _places(sheet: Sheet) -> list[dict[str, Any]]:
    given = [row.provision_id for row, _ in sheet.children]
    held = [row.held_id for row, _ in sheet.children]
    return [
        {
            "code": provision.code,
            "name": provision.name,
            "kind": INSTITUTIONS[provision.kind].words,
            "seats": row.places,
            "taken": given.count(provision.id),
            "held": held.count(provision.id),
            "left": row.places - given.count(provision.id),
            "over": held.count(provision.id) > row.places,
        }
        for row, provision in sheet.places
    ]


def _sums(sheet: Sheet, asked: Asked) -> dict[str, Any]:
    given, children = given_of(sheet), asked.children
    fits = [child.options[given[child.id]].fit for child in children if child.id in given]
    others = first_come(asked)
    ours, served = totals_of(asked, given), totals_of(asked, others)
    away = [child.options[given[child.id]].metres for child in children if child.id in given]
    known = [each for each in away if each is not None]
    wishing = [child for child in children if any(each.preferred for each in child.options.values())]
    return {
        "children": len(children),
        "placed": len(given),
        "certain": fits.count("yes"),
        "may": fits.count("unknown"),
        "need": sum(child.weight for child in children),
        "ours": ours,
        "served": served,
        "served_placed": len(others),
        "wishing": len(wishing),
        "miles": miles(sum(known)),
        "unmeasured": len(given) - len(known),
    }
