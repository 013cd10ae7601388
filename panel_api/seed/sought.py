"""What places invented children look for, which schools their families asked for, and what those said. All invented."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.facts import Fact
from engine.law.bases import BASES
from engine.law.institutions import INSTITUTIONS
from engine.placing.distance import metres
from panel_api.models import Base, Consultation, JointShare, PlacementCost, PlaceSought, Provision, SchoolAsked
from panel_api.seed.awarded import END
from panel_api.seed.county import COUNTY, chance
from panel_api.seed.days import noon
from panel_api.seed.lying import near
from panel_api.services.desk import Desk
from panel_api.services.gazetteer import middle
from panel_api.services.local import look
from panel_api.store.invented import Placing, cases_placing, directory

_WHO: Final = "invented"
_WORDS: Final = (
    "We went to see it. The children there looked calm, and someone had time for us.",
    "It is near enough that friends can visit.",
    "Other schools have said they would try. This one said how.",
    None,
    None,
)
_CAN: Final = "We can meet these needs from the day the place begins. (Invented.)"
_CANNOT: Final = "We do not think that our class could give what is in Section F. (Invented.)"
_TRANSPORT: Final = "Home-to-school transport team (invented)"
_TAXI_A_MILE: Final = 62_000
"""Pence a year for a mile each way in a shared taxi."""
_BEGINS: Final = dt.date(2027, 9, 1)


@dataclass(frozen=True, slots=True)
class _County:
    """The directory by what a family would ask for. rows: in order of code."""

    rows: Sequence[Provision]

    def nearest(self, home: str, kinds: Sequence[str], need: str | None, age: int) -> list[Provision]:
        """Open places of these kinds for a need and an age, the nearest six first."""
        point = middle(home) or (0, 0)
        able = [
            each for each in self.rows
            if each.kind in kinds and each.easting and (need is None or each.needs is None or need in each.needs)
            and (each.least_age or 0) <= age <= (each.most_age or 25)
        ]  # fmt: skip
        return sorted(able, key=lambda each: (_apart(each, point), each.code))[:6]


def seek(session: Session, facts: Sequence[Fact]) -> list[str]:
    """Keep what is sought and asked for; the references of waiting cases, which are searched for next.

    facts: what the fit rulebook asks of the child beside what a case answers already.
    """
    county, found = _County(directory(session)), []
    for case in cases_placing(session):
        random = Random(f"sought {case.reference}")
        home = random.choice(near(case.partnership or ""))
        at = noon(case.asked_on + dt.timedelta(days=3))
        session.add(_sought(random, case, home, at, facts))
        if BASES[case.legal_basis].statutory and chance(random, 88):
            session.add_all(_asked(random, case, home, county, at))
        if case.stage == "recommended":
            found.append(case.reference)
    session.flush()
    return found


def _sought(random: Random, case: Placing, home: str, at: dt.datetime, facts: Sequence[Fact]) -> PlaceSought:
    starts, more = _starts(case), Random(f"levels {case.reference}")
    answers: dict[str, Any] = {
        fact.name: sorted(str(each) for each in random.sample(fact.type.options, random.choice((0, 1, 1, 2))))
        for fact in facts
        if fact.type.kind == "set" and not chance(random, 8)
    }
    answers |= {
        fact.name: min(more.choice((0, 1, 1, 2, 2, 3)), int(fact.most or 0))
        for fact in facts
        if fact.is_level and not chance(more, 6)
    }
    return PlaceSought(
        case_id=case.case_id,
        home_sector=None if chance(random, 4) else home,
        start_day=starts,
        until_day=dt.date(starts.year + (7 if case.facts.get("phase") == "secondary" else 5), 7, 21),
        facts=answers,
        by_role="caseworker",
        by_reference=_WHO,
        written_at=at,
    )


def _starts(case: Placing) -> dt.date:
    """The September after next for a move to the next phase, else a few weeks on."""
    if case.legal_basis == "phase_transfer":
        year = case.asked_on.year + (1 if case.asked_on.month >= 3 else 0)
        return min(dt.date(year, 9, 1), _BEGINS)
    return case.asked_on + dt.timedelta(days=56)


def _asked(random: Random, case: Placing, home: str, county: _County, at: dt.datetime) -> Iterator[Base]:
    """One school, or two where two parents want different ones; each consulted, priced for transport, and answered."""
    need = case.facts.get("primary_need")
    kinds = random.choices(
        (("special",), ("sen_unit", "resourced_provision"), ("mainstream",), ("independent_special",)), (44, 24, 18, 14)
    )[0]
    age = (_starts(case) - case.born).days // 365
    near_by = county.nearest(home, kinds, str(need) if kinds != ("mainstream",) else None, age)
    if not near_by:
        return
    wanted = random.sample(near_by, min(len(near_by), 2 if len(case.parents) == 2 and chance(random, 14) else 1))
    for nth, school in enumerate(wanted):
        outside = INSTITUTIONS[school.kind].footing == "section_41" and school.section_41 is not True
        offer = random.choice(("not_asked", "asked", "offered")) if outside else "not_asked"
        party = case.parents[nth] if len(wanted) == 2 else None
        yield SchoolAsked(
            case_id=case.case_id, party_id=party, provision_id=school.id, school=school.name,
            asked_on=case.asked_on, words=random.choice(_WORDS), offer=offer,
            offered_on=case.asked_on + dt.timedelta(days=12) if offer == "offered" else None,
            by_reference=_WHO, written_at=at,
        )  # fmt: skip
        yield _consulted(random, case, school, at)
        yield from _priced(random, case, home, school, at)


def _consulted(random: Random, case: Placing, school: Provision, at: dt.datetime) -> Consultation:
    sent = case.asked_on + dt.timedelta(days=random.randint(4, 9))
    reply = random.choices(("can_meet", "cannot_meet", "none"), (56, 18, 26))[0]
    replied = None if reply == "none" else min(sent + dt.timedelta(days=random.randint(5, 24)), END)
    return Consultation(
        case_id=case.case_id, school=school.name, school_reference=school.code, sent_on=min(sent, END),
        due_on=sent + dt.timedelta(days=15), reply=reply, replied_on=replied,
        words=None if reply == "none" else _CAN if reply == "can_meet" else _CANNOT,
        by_reference=_WHO, written_at=at,
    )  # fmt: skip


def _priced(random: Random, case: Placing, home: str, school: Provision, at: dt.datetime) -> Iterator[Base]:
    """What getting there costs, sometimes not known yet; and for a dear place, what health was asked to pay."""
    point = middle(home) or (0, 0)
    miles = max(1, _apart(school, point) * 10 // 16_093)
    of: dict[str, Any] = {"case_id": case.case_id, "provision_id": school.id, "by_reference": _WHO, "written_at": at}
    yield PlacementCost(
        line="transport", pence=None if chance(random, 20) else miles * _TAXI_A_MILE, words="A shared taxi both ways",
        source="The miles from home and this year's contract (invented)", estimated_by=_TRANSPORT, **of,
    )  # fmt: skip
    if school.authority != COUNTY or school.kind == "independent_special":
        agreed = chance(random, 50)
        yield JointShare(
            agency="health", what="Speech and language therapy, an hour a week", state="agreed" if agreed else "asked",
            pence=random.randrange(280_000, 640_000, 10_000) if agreed else None,
            agreed_by="The integrated care board's panel (invented)" if agreed else None,
            agreed_on=min(case.asked_on + dt.timedelta(days=21), END) if agreed else None,
            evidence="Letter of its panel (invented)" if agreed else None, **of,
        )  # fmt: skip


def _apart(row: Provision, point: tuple[int, int]) -> int:
    return metres((row.easting or 0, row.northing or 0), point)


def look_everywhere(session: Session, desk: Desk, references: Sequence[str]) -> None:
    """Look for places for each of these cases, as happens when advice is put."""
    for reference in references:
        look(session, desk, reference)
