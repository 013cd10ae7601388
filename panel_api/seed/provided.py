"""The invented county's directory: its schools with their units, places and costs, those beyond it, and its services.

Shapes follow a county of Oxfordshire's size: eighteen special schools with some 1,750 places, a little over number;
350 places in units; independent and non-maintained schools at about £64,000, many beyond the county. All invented.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sqlalchemy.orm import Session

from panel_api.models import Provision, ProvisionChange, ProvisionCost, ProvisionPlaces
from panel_api.seed.county import COUNTY, PARTNERSHIPS, School, chance
from panel_api.seed.lying import FAR, TOWNS, beyond, near, somewhere
from panel_api.store.provision import cell_of

TERMS: Final = (
    dt.date(2024, 9, 2), dt.date(2025, 1, 6), dt.date(2025, 4, 22), dt.date(2025, 9, 1), dt.date(2026, 1, 5),
    dt.date(2026, 4, 20), dt.date(2026, 9, 1),
)  # fmt: skip
"""From when each term's numbers hold."""
NEXT_YEAR: Final = dt.date(2027, 9, 1)
"""For which the commissioning team has written what it expects."""
PRICED: Final = dt.date(2025, 4, 1)
_AGES: Final = {"early_years": (2, 4), "primary": (4, 11), "secondary": (11, 18), "post_16": (16, 25), "any": (2, 19)}
YEARS: Final = ("E1", "E2", "N1", "N2", "R", *map(str, range(1, 15)))
"""School years, by the completed years of age with which a child begins each."""
_FOR: Final = (("SLD", "PMLD", "MSI", "PD"), ("SEMH", "ASD", "MLD", "SLCN"), ("ASD", "SLCN", "MLD", "SLD"))
_SOURCE: Final = "The invented county's commissioning team"
_BEYOND_NAMES: Final = (
    "Alder Grange", "Birch Hollow", "Cinder Path House", "Dunnock Hall", "Elder Tree", "Flint Barn", "Gorse Common",
    "Heron Lodge", "Ivy Bank", "Juniper Court", "Kestrel House", "Limewood", "Meadowsweet", "Nightjar", "Osier Bed",
    "Pear Tree House", "Quince Lane", "Rowan Gate", "Sorrel Hill", "Teasel Park", "Umber Row", "Viburnum House",
    "Wayfarer", "Yarrow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A provision with what else is written down of it when it is first kept."""

    row: Provision
    numbers: Sequence[dict[str, Any]] = ()
    costs: Sequence[dict[str, Any]] = ()
    within: str | None = None


def provide(session: Session, at: dt.datetime, places: Sequence[School], offers: Sequence[str], number: int) -> None:
    """Keep the whole directory. offers: what a place may be able to give, as the fit rulebook names it."""
    random = Random(f"provision {number}")
    given = [*_of_schools(random, places, offers), *_beyond(random, offers), *_services()]
    for each in given:
        each.row.created_at = each.row.updated_at = at
    session.add_all(each.row for each in given)
    session.flush()
    numbers = {each.row.code: each.row.id for each in given}
    who = {"by_role": "senior_officer", "by_reference": "invented", "written_at": at}
    for each in given:
        of = {"provision_id": each.row.id, **who}
        if each.within:
            each.row.within_id = numbers[each.within]
        words = "Entered when the invented county was made."
        session.add(ProvisionChange(source="seed", words=words, changes={}, **of))
        session.add_all(ProvisionPlaces(source=_SOURCE, **line, **of) for line in each.numbers)
        session.add_all(ProvisionCost(source=_SOURCE, **line, **of) for line in each.costs)
    session.flush()


def _of_schools(random: Random, places: Sequence[School], offers: Sequence[str]) -> Iterator[Given]:
    special = 0
    for school in places:
        sector = random.choice(near(school.partnership))
        kind = "mainstream" if school.setting == "unit_or_resourced" else school.setting
        row = _row(random, school.urn, school.name, kind, sector)
        row.partnership, row.authority, row.phase = school.partnership, COUNTY, school.phase
        row.town = TOWNS[school.partnership]
        row.least_age, row.most_age = _AGES[school.phase]
        if kind == "special":
            yield _special(random, row, special, offers)
            special += 1
            continue
        row.capacity = _sized(random, school.phase)
        numbers = [{**_nothing(TERMS[-1]), "on_roll": row.capacity * random.randint(84, 101) // 100}]
        row.facts = _able(random, row, offers, 45, 20) | {"year_groups": sorted(YEARS[row.least_age : row.most_age])}
        yield Given(row, numbers)
        if school.setting == "unit_or_resourced":
            yield _unit(random, row, school.phase, offers)


def _special(random: Random, row: Provision, nth: int, offers: Sequence[str]) -> Given:
    row.needs = list(_FOR[nth % 2] if nth % 5 else _FOR[2])
    row.least_age, row.most_age = ((2, 19), (5, 16), (4, 11), (11, 19))[nth % 2 if nth % 3 else 2 + nth % 2]
    places = random.randint(84, 112)
    row.capacity = places + random.randint(0, 14)
    row.outreach = "A teacher visits mainstream schools two days a week." if nth % 3 == 0 else None
    row.facts = _able(random, row, offers, 75, 10)
    top_up = random.randrange(1_140_000, 1_760_000, 12_000)
    costs = [_cost("top_up", top_up, "Top-up for a place here")]
    return Given(row, list(_by_term(random, places, 103)), costs)


def _unit(random: Random, school: Provision, phase: str, offers: Sequence[str]) -> Given:
    language = phase == "primary"
    kind, ending = ("sen_unit", "-U") if language else ("resourced_provision", "-R")
    words = "language unit" if language else "resourced provision"
    name = f"{school.name.partition(' with ')[0]}: {words}"
    row = _row(random, school.code + ending, name, kind, "")
    row.easting, row.northing, row.cell = school.easting, school.northing, school.cell
    row.partnership, row.authority, row.phase = school.partnership, COUNTY, phase
    row.least_age, row.most_age, row.town = school.least_age, school.most_age, school.town
    row.needs = ["SLCN", "ASD"] if language else ["ASD", "SEMH"] if chance(random, 60) else ["ASD", "SLCN", "HI"]
    row.capacity = places = random.choice((12, 16, 18, 20, 24, 26))
    row.facts = _able(random, row, offers, 60, 20)
    top_up = random.randrange(480_000, 940_000, 6_000)
    return Given(
        row, list(_by_term(random, places, 94)), [_cost("top_up", top_up, "Top-up for a place here")], school.code
    )


def _beyond(random: Random, offers: Sequence[str]) -> Iterator[Given]:
    """Independent and non-maintained schools: some in the county, most of them beyond it."""
    for nth, name in enumerate(_BEYOND_NAMES):
        inside = nth % 5 < 2
        kind = (
            "non_maintained_special"
            if nth % 6 == 1
            else "specialist_post_16"
            if nth % 6 == 5
            else "independent_special"
        )
        area = list(FAR)[(nth * 5 // 8) % len(FAR)]
        sector = random.choice(near(PARTNERSHIPS[nth % 9]) if inside else beyond(area))
        row = _row(
            random,
            f"{950_001 + nth}",
            f"{name} {'College' if kind == 'specialist_post_16' else 'School'}",
            kind,
            sector,
        )
        row.authority = COUNTY if inside else f"{990 + nth % 5}"
        row.partnership = PARTNERSHIPS[nth % 9] if inside else None
        row.town = TOWNS[PARTNERSHIPS[nth % 9]] if inside else FAR[area]
        row.phase = "post_16" if kind == "specialist_post_16" else "any"
        row.least_age, row.most_age = (
            (16, 25) if row.phase == "post_16" else random.choice(((5, 19), (7, 16), (11, 19)))
        )
        row.needs = list(
            random.choice((("SEMH",), ("SEMH", "ASD"), ("ASD", "SLCN"), ("ASD", "SLD", "PMLD"), ("HI", "VI", "MSI")))
        )
        row.section_41 = None if kind == "non_maintained_special" else random.choices((True, False, None), (6, 3, 1))[0]
        row.boarding = chance(random, 40)
        row.admits = "boys" if row.needs == ["SEMH"] and nth % 2 else "mixed"
        row.capacity = random.randint(30, 90)
        row.facts = _able(random, row, offers, 70, 30)
        fee = random.randrange(4_600_000, 8_400_000, 50_000)
        numbers = (
            [{**_nothing(TERMS[-1]), "on_roll": row.capacity - random.randint(0, 6)}] if chance(random, 60) else []
        )
        yield Given(row, numbers, [_cost("fee", fee, "Fee for a day place, therapy as it says it gives")])


def _services() -> Iterator[Given]:
    """What partnerships share: an outreach team each, and a group for language."""
    for nth, partnership in enumerate(PARTNERSHIPS):
        for kind, code, name, needs in (
            ("outreach", "O", f"{partnership} outreach team", None),
            ("shared_support", "S", f"{partnership} speech and language group", ["SLCN"]),
        ):
            row = _row(Random(f"{code}{nth}"), f"P-{code}{nth + 1}", f"{name}", kind, near(partnership)[0])
            row.partnership, row.authority, row.needs = partnership, COUNTY, needs
            row.least_age, row.most_age = (4, 16) if kind == "outreach" else (4, 11)
            row.outreach = "Visits the partnership's schools; any of them may ask." if kind == "outreach" else None
            yield Given(row, [], [_cost("other", 380_000 if kind == "outreach" else 240_000, "A child's share of it")])


def _row(random: Random, code: str, name: str, kind: str, sector: str) -> Provision:
    east, north = somewhere(random, sector) if sector else (None, None)
    return Provision(
        code=code, name=name, kind=kind, state="open", facts={}, easting=east, northing=north,
        cell=cell_of(east, north), admits="mixed", boarding=False, invented=True,
    )  # fmt: skip


def _able(random: Random, row: Provision, offers: Sequence[str], likely: int, untold: int) -> dict[str, Any]:
    """What a place can give; in so many of a hundred nobody has asked the school yet."""
    able = sorted(each for each in offers if chance(random, likely))
    if chance(random, untold):
        return {}
    said: dict[str, Any] = {"offers": able}
    if row.kind != "mainstream":
        more = Random(f"{row.code} can give")
        most = 2 if row.kind in ("sen_unit", "resourced_provision") else 3
        said["support_given"] = most - (1 if chance(more, 30) else 0)
        if row.least_age is not None and row.most_age is not None and chance(more, 80):
            years = [*YEARS[row.least_age : row.most_age]]
            if len(years) > 3 and chance(more, 25):
                years.remove(more.choice(years))  # a year in which there happens to be nobody
            said["year_groups"] = sorted(years)
    return said


def _by_term(random: Random, places: int, filled: int) -> Iterator[dict[str, Any]]:
    """A school's numbers, a line a term, and what is expected of the next September.

    filled: of a hundred places, about how many are taken by the last term. Within a year few come or go; for a day to
    come, those who leave in summer leave, and plans name it already.
    """
    on_roll = 0
    for nth, day in enumerate(TERMS):
        later = len(TERMS) - 1 - nth
        on_roll = places * (filled - later + random.randint(-2, 1)) // 100
        yield {
            "from_day": day,
            "commissioned": places - (2 if later > 3 else 0),
            "on_roll": on_roll,
            "leaving": random.randint(0, 1),
            "named": random.randint(0, 2),
        }
    yield {
        "from_day": NEXT_YEAR,
        "commissioned": places,
        "on_roll": on_roll,
        "leaving": on_roll * random.randint(9, 14) // 100,
        "named": random.randint(1, 5),
    }


def _nothing(day: dt.date) -> dict[str, Any]:
    return {"from_day": day, "commissioned": None, "leaving": None, "named": None}


def _cost(line: str, pence: int, words: str) -> dict[str, Any]:
    return {"line": line, "band": None, "from_day": PRICED, "pence": pence, "words": words, "estimated_by": None}


def _sized(random: Random, phase: str) -> int:
    least, most = {"primary": (105, 420), "secondary": (750, 1_500), "post_16": (900, 2_400)}.get(phase, (24, 78))
    return random.randrange(least, most, 15)
