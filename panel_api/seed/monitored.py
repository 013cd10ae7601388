"""Invented answers for equality monitoring: drawn from what kind of need a child has, and from nothing else of a case.

So that awards at like need owe nothing to them. Shares follow what is published of pupils with special educational
needs, roughly: most are boys, most of all with autism and SEMH; two in five are eligible for free school meals (check).
"""

import datetime as dt
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from panel_api.services.monitoring import REFUSED
from panel_api.store.invented import cases_monitored
from panel_api.store.monitoring import Key, keep_answers

_SOURCE: Final = "An invented school census"
_BOYS: Final = {"ASD": 75, "SEMH": 74, "SLCN": 69, "DS": 55, "HI": 53, "PD": 57, "PMLD": 57, "VI": 55}
_OTHER_BOYS: Final = 64
_GROUPS: Final = {"white": 74, "asian": 10, "mixed": 7, "black": 5, "other": 2, REFUSED: 2}
_MEALS: Final = {"yes": 40, "no": 60}
_NOT_KNOWN: Final = {"sex": 2, "ethnicity": 6, "free_meals": 4}
"""In a hundred cases."""


def monitor(session: Session, at: dt.datetime, number: int) -> None:
    """Keep the answers of every case there is, a statement for all of them."""
    random, said = Random(number), dict[Key, str]()
    for case, need in cases_monitored(session):
        boys = _BOYS.get(need or "", _OTHER_BOYS)
        answers = {
            "sex": "male" if random.randrange(100) < boys else "female",
            "ethnicity": random.choices(list(_GROUPS), list(_GROUPS.values()))[0],
            "free_meals": random.choices(list(_MEALS), list(_MEALS.values()))[0],
        }
        for name, answer in answers.items():
            if random.randrange(100) >= _NOT_KNOWN[name]:
                said[case, name] = answer
    keep_answers(session, said, {}, _SOURCE, "invented-census", at)
