"""The data map of what-if, calibration and equity."""

from typing import Final

from panel_api.data_map.shape import (
    NOBODY,
    STAYS,
    WITH_CASE,
    Kept,
    having,
    plain,
    special,
    staff,
)

_WHATIF: Final = having("try_whatif", "rescore")
_EQUITY: Final = having("read_equity")

WHATIF: Final[dict[str, Kept]] = {
    "whatifs": Kept(
        "What the whole caseload comes to by texts that were tried",
        _WHATIF,
        "For ever: it is sealed, and counts and pounds of many cases together.",
        {
            "reference": plain("Its own reference"),
            "words": staff("What it was tried for"),
            "spec": plain("What was asked"),
            "as_of": plain("The day the texts were asked for"),
            "caseload_on": plain("The past day whose caseload it is"),
            "cases": plain("How many cases"),
            "result": plain("Counts and pounds of many cases together"),
            "record_sequence": plain("The record that seals it"),
            "made_at": staff("When"),
        },
    ),
    "whatif_texts": Kept(
        "Which texts a what-if tried",
        _WHATIF,
        "For ever, with it.",
        {
            "whatif_id": plain("Which what-if"),
            "name": plain("Which rulebook"),
            "sha256": plain("The hash of the text tried"),
            "against_sha256": plain("The hash of the text it was held against"),
            "source": plain("Which proposal or overlay"),
        },
    ),
    "calibrations": Kept(
        "Values that were found for a target",
        _WHATIF,
        "For ever: it says nothing of anybody.",
        {
            "reference": plain("Its own reference"),
            "proposal_id": plain("Which proposal it began from"),
            "name": plain("Which rulebook"),
            "sha256": plain("The hash of the text it began from"),
            "found_sha256": plain("The hash of the text with what was found"),
            "found_text": plain("That text"),
            "spec": plain("The target and its limits"),
            "result": plain("What was found, what binds, and the trade-off"),
            "as_of": plain("The day it was asked for"),
            "made_at": staff("When"),
        },
    ),
    "runs_at_work": Kept(
        "How far long runs have come",
        _WHATIF,
        "Gone once what the run makes is kept.",
        {
            "key": plain("What is run"),
            "of": plain("How many cases there are"),
            "done": plain("How many are done"),
            "failed": plain("Why it was given up"),
            "begun_at": plain("When it began"),
            "seen_at": plain("When it was last heard of"),
        },
    ),
    "monitoring_answers": Kept(
        "Answers for equality monitoring, of which only totals are shown",
        NOBODY,
        WITH_CASE,
        {
            "name": plain("What was asked"),
            "answer": special("The answer: sex, ethnic group, and others"),
            "source": special("Who said so"),
            "written_at": staff("When it was written"),
        },
    ),
    "equity_reports": Kept(
        "How groups with the same assessed need fare, small numbers taken out",
        _EQUITY,
        "For ever: it is of many cases together.",
        {
            "reference": plain("Its own reference"),
            "rulebook": plain("Of which rulebook's cases"),
            "from_day": plain("Decided from when"),
            "until_day": plain("Decided until when"),
            "cases": plain("How many cases"),
            "spec": plain("What was compared"),
            "result": plain("Every comparison"),
            "made_at": staff("When"),
        },
    ),
    "equity_notes": Kept(
        "What a proposal means for groups of people, as somebody wrote it",
        having("answer_proposal"),
        STAYS,
        {
            "proposal_id": plain("Of which proposal"),
            "about": plain("Which group"),
            "words": staff("What they wrote"),
            "written_at": staff("When"),
        },
    ),
}
