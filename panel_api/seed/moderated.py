"""Two invented moderation samples: one scored by three people and closed, one that waits for its scorers."""

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from engine.agreement.bands import strands
from engine.opinions.network import Network
from engine.rulebook import Rulebook
from panel_api import schemas_moderation
from panel_api.database import Database
from panel_api.models import Sample
from panel_api.reading import read
from panel_api.seed.county import chance
from panel_api.seed.requests import FIRST_DAY, LAST_DAY
from panel_api.services.desk import Desk
from panel_api.services.moderation import ask_scorers, close_sample, draw_sample, find_case_to_score, save_score
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from panel_api.store import moderation as sampled

_OFFICER: Final = "DEMO-OFFICER"
_SCORERS: Final = ("DEMO-CASEWORKER-2", "DEMO-MEMBER-1", "DEMO-MEMBER-2")
_SAMPLES: Final = (("MDRT-2X26", "Scored by three people"), ("MDRT-3X26", "Waiting for its scorers"))
_SIZE: Final = 24
_DRAWN_AT: Final = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)


def moderate(session: Session, database: Database, shelf: Shelf, rulebook: str, seed: int) -> None:
    """Draw and score as people would, by the verbs of the service. Nothing where no case is decided yet."""
    desk = Desk(database, shelf, Network(), lambda: _DRAWN_AT)  # no verb here asks the network
    people = {person.reference: (person, role) for person, role in sampled.people_to_ask(session, LAST_DAY)}

    def seen_by(reference: str) -> Desk:
        person, role = people[reference]
        return replace(desk, viewer=Viewer(role, reference, person.id))

    officer, random = seen_by(_OFFICER), Random(seed)
    span = (dt.datetime.combine(FIRST_DAY, dt.time(), dt.UTC), _DRAWN_AT)
    if not sampled.decided_cases(session, officer.viewer, rulebook, *span, with_facts=False):
        return
    for number, (reference, title) in enumerate(_SAMPLES):
        asked = {
            "reference": reference, "title": f"{title} (invented)", "rulebook": rulebook, "by": "band",
            "from": FIRST_DAY.isoformat(), "to": LAST_DAY.isoformat(), "size": _SIZE, "seed": seed + number,
        }  # fmt: skip
        sample = draw_sample(session, officer, read(schemas_moderation.NewSample, asked))
        ask_scorers(session, officer, reference, _SCORERS)
        if number == 0:
            for each in _SCORERS:
                _score(session, seen_by(each), sample, random)
            close_sample(session, officer, reference)


def _score(session: Session, desk: Desk, sample: Sample, random: Random) -> None:
    """One scorer's levels for every case that is theirs: mostly those first given, now and then a level beside them."""
    for each in sampled.own_cases(session, desk.viewer, sample):
        if not each.left_out:
            given, book = find_case_to_score(session, desk, sample, each.position)
            levels = _levels(book, given.first.facts, random)
            save_score(session, desk, sample.reference, each.position, levels, "", finished=True)


def _levels(book: Rulebook, first: dict[str, object], random: Random) -> dict[str, object]:
    levels: dict[str, object] = {}
    for name in strands(book):
        level, most = first.get(name), int(book.facts[name].most or 0)
        if isinstance(level, int) and not chance(random, 1):  # now and then nobody can say
            beside = random.choice((-1, 1)) if chance(random, 18 if level else 6) else 0
            levels[name] = min(max(level + beside, 0), most)
    return levels or dict.fromkeys(strands(book)[:1], 0)
