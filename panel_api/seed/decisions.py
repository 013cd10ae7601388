"""What invented panels decide, in the proportions of a real one. Reasons are invented too."""

from random import Random
from typing import Any, Final

from panel_api.seed.county import chance

LAW: Final = "Children and Families Act 2014 s.42"
_KINDS: Final = {"agree": 62, "agree_another_band": 14, "defer_for_information": 13, "not_agreed": 8, "refer": 3}
_WORDS: Final = {
    "as_recommended": "The panel agrees with the band and with the reasons given for it.",
    "need_greater": "The panel heard how much harder afternoons are. It places the need one band higher.",
    "need_less": "Since the report was written things have settled. The panel places the need one band lower.",
    "evidence_awaited": "The specialist teacher's report is due this month. The panel will look again then.",
    "views_awaited": "The child has not been asked yet. The panel would like to hear them first.",
    "evidence_does_not_show": "The evidence does not yet show the need described. The school is told what would.",
    "met_from_own_resources": "The costed plan lies within the school's own contribution. The school is helped.",
    "priced_individually": "The need lies beyond the bands. A named officer prices the award with the family.",
}
_SAT: Final = ("chair", "educational_psychologist", "head_teacher", "senco", "health_officer")


def draw_decision(random: Random, settled: bool, statutory: bool, band: int | None) -> dict[str, Any]:
    """One decision that fits what was advised. `band` is the advised one, None where a person must judge."""
    kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
    if not settled:
        kind = random.choices(("refer", "defer_for_information"), (60, 40))[0]
    decided: dict[str, Any] = {
        "kind": kind,
        "authority": "Scheme of delegation 4.2 (invented)",
        "by": {"role": "chair", "reference": f"invented-chair-{random.randint(1, 4)}"},
        "sat": [{"role": role, "reference": f"invented-{role}-{random.randint(1, 3)}"} for role in _SAT[1:]],
    }
    if statutory:
        decided["law"] = LAW
    decided["reason"] = _reason(random, kind)
    if kind == "agree_another_band" and band is not None:
        up = band < 5 and (band <= 1 or chance(random, 70))
        decided |= {"band": band + 1 if up else band - 1, "reason": "need_greater" if up else "need_less"}
    decided["words"] = _WORDS[decided["reason"]]
    return decided


def _reason(random: Random, kind: str) -> str:
    choices = {
        "agree": ("as_recommended",),
        "agree_another_band": ("need_greater",),
        "defer_for_information": ("evidence_awaited", "views_awaited"),
        "not_agreed": ("evidence_does_not_show", "met_from_own_resources"),
        "refer": ("priced_individually",),
    }
    return random.choice(choices[kind])
