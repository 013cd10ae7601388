"""Who writes, and who can help: the words at the top and the foot of every letter. The invented county's stand here."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A council and the services it must name (Children and Families Act 2014 s.32, s.52, s.57; SEND Regulations 2014).

    advice: the local information, advice and support service. mediation and disagreement: who arranges them. Each
    `…_at` is how to reach them. appeal_at: where the tribunal says how to appeal (check it each year). invented: nobody
    is to mistake it for a real council.
    """

    authority: str
    team: str
    address: tuple[str, ...]
    phone: str
    email: str
    advice: str
    advice_at: str
    mediation: str
    mediation_at: str
    disagreement: str
    disagreement_at: str
    appeal_at: str = "www.gov.uk/appeal-ehc-plan-decision"
    invented: bool = False


INVENTED: Final = Letterhead(
    authority="Evenshire County Council",
    team="SEND team",
    address=("County House", "1 Invented Street", "Eventown"),
    phone="01632 960100",
    email="send@evenshire.example",
    advice="Evenshire SEND Advice",
    advice_at="call 01632 960200 or go to advice.evenshire.example",
    mediation="Evenshire Mediation",
    mediation_at="01632 960300",
    disagreement="Evenshire Talking It Through",
    disagreement_at="01632 960400",
    invented=True,
)
"""Made up. The phone numbers are of a range that no line has (01632 960), the addresses end in .example."""


@lru_cache(maxsize=4)
def read_letterhead(file: Path | None) -> Letterhead:
    """A council's letterhead from its YAML file; the invented county's where there is none.

    Raises OSError, yaml.YAMLError or pydantic's ValidationError (a ValueError) for a file that holds none.
    """
    if file is None:
        return INVENTED
    return TypeAdapter(Letterhead).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
