"""Letters to try: one of every kind to every reader, and the turns that matter. Everyone in them is invented."""

import datetime as dt
from dataclasses import replace
from typing import Any

from engine.law.bases import BASES, OPEN_KINDS
from engine.law.kinds import KINDS
from panel_api.letters import INVENTED, Ask, Deadlines, LetterFacts, Outcome, Voice
from panel_api.letters.facts import READERS

DAY = dt.date(2026, 9, 14)
FERNBROOK = "Fernbrook Primary School"
LARKFIELD = "Larkfield Special School"
FULL = (
    "We read the school's request, the speech therapist's report of 3 June 2026, and what Sam and the family told us.",
    "Sam uses single words and short phrases. In a small group Sam can follow what is said when pictures go with it; "
    "in a full class Sam loses the thread. The therapist asks for help with talking every day, by an adult who has "
    "been trained for it.",
    "The school has run two rounds of support. The first helped a little. The second helped more, and took an adult "
    "each morning.",
)
REASONS = {
    "agree": (
        "Sam uses single words and needs an adult close by to join in.",
        "The school has tried two kinds of help, and the second one works.",
        "That help costs more than the school can meet alone.",
    ),
    "not_agreed": (
        "The help that works for Sam now is help the school can give from what it has.",
        "The school has tried this help for six weeks, which is too short to tell.",
    ),
    "defer_for_information": ("We have no report that says how Sam talks and listens now.",),
    "refer": ("The help Sam needs costs more than this panel may agree to.",),
    "refuse_to_assess": (
        "Sam finds reading hard, but is catching up with the help the school gives now.",
        "No report says that Sam needs help that only a plan can bring.",
    ),
    "refuse_to_issue": (
        "The reports agree on the help Sam needs, and the school can give all of it.",
        "Sam has moved on well since this help began in May.",
    ),
    "refuse_to_name": (
        "The school teaches children who cannot hear. Sam can hear, and needs help with talking.",
        "Its staff told us that they have no one trained in what Sam needs.",
    ),
    "name_school": ("You asked for this school, and it is right for what Sam needs.",),
    "maintain": ("The help in the plan works, and everyone at the review wanted it to go on.",),
    "amend": (
        "Sam can now read short books, so some of the help is no longer right.",
        "Sam needs more help with friends than the plan says.",
    ),
    "cease": (
        "Sam has done what the plan set out to do.",
        "Sam and the college told us that Sam no longer needs the help in it.",
    ),
    "assess": ("Sam needs more help each term, and nobody yet knows why.",),
    "issue": ("Sam needs help that the school cannot give without a plan.",),
    "withdrawn": ("You told us on 9 September 2026 that you want to take it back.",),
    "secure_section_f": ("This is what the help in Section F costs, line by line.",),
}
OUTCOMES = {
    "agree": Outcome(band="Band 3", amount_pence=468000, from_day=dt.date(2026, 11, 1), school=FERNBROOK),
    "agree_another_band": Outcome(
        band="Band 2", advised_band="Band 3", amount_pence=322000, from_day=dt.date(2026, 11, 1), school=FERNBROOK
    ),
    "agree_for_a_time": Outcome(
        band="Band 3",
        amount_pence=468000,
        from_day=dt.date(2026, 11, 1),
        until_day=dt.date(2027, 7, 21),
        school=FERNBROOK,
    ),
    "agree_later": Outcome(band="Band 3", amount_pence=468000, from_day=dt.date(2027, 4, 1), school=FERNBROOK),
    "exceptional_award": Outcome(amount_pence=1895050, from_day=dt.date(2026, 11, 1), school=FERNBROOK),
    "not_agreed": Outcome(school=FERNBROOK),
    "defer_for_information": Outcome(
        asks=(
            Ask("family", "what Sam finds easy and hard when talking at home."),
            Ask("school", "a report on how Sam talks and listens, from someone trained to write one."),
        ),
        asks_by=dt.date(2026, 10, 2),
        next_by=dt.date(2026, 10, 12),
    ),
    "refer": Outcome(passed_to="our Head of SEND", next_by=dt.date(2026, 9, 28)),
    "assess": Outcome(next_by=dt.date(2026, 12, 21), final_by=dt.date(2027, 1, 18)),
    "issue": Outcome(final_by=dt.date(2027, 1, 18)),
    "name_school": Outcome(named=LARKFIELD, from_day=dt.date(2027, 1, 4)),
    "refuse_to_name": Outcome(
        wanted="Thistledown School for Deaf Children", named=LARKFIELD, from_day=dt.date(2027, 1, 4)
    ),
    "secure_section_f": Outcome(band="Band 4", amount_pence=725000, from_day=dt.date(2026, 11, 1), school=FERNBROOK),
    "amend": Outcome(final_by=dt.date(2026, 11, 9)),
    "carried_out": Outcome(
        order_says=(
            "Section F of the plan must say that Sam has speech therapy for one hour each week.",
            f"Section I of the plan must name {LARKFIELD}.",
        ),
        order_day=dt.date(2026, 8, 10),
        final=True,
    ),
}
VOICES = (
    Voice("child", "I know what I want to say but the words get stuck."),
    Voice(
        "reader", "We see a happy child at weekends and a worn-out one on Friday. We want help before it gets harder."
    ),
)
DEADLINES = Deadlines(
    appeal_by=dt.date(2026, 11, 14),
    mediation_by=dt.date(2026, 11, 14),
    reconsider_by=dt.date(2026, 10, 12),
    comment_by=dt.date(2026, 9, 30),
)


def facts(kind: str, basis: str | None = None, reader: Any = "parent", **changes: Any) -> LetterFacts:
    """A letter of this kind, whole, on the first legal basis that has it unless one is given."""
    on = basis or next(name for name in BASES if kind in allowed(name))
    voices = VOICES
    if reader == "young_person":
        voices = (VOICES[0],)
    if reader == "school":
        voices = (VOICES[0], Voice("family", VOICES[1].words))
    whole = LetterFacts(
        kind=kind,
        basis=on,
        reader=reader,
        holds_rights=reader != "school",
        reference="EH-2026-0417",
        day=DAY,
        letterhead=INVENTED,
        child="Sam",
        outcome=_outcome(kind, reader),
        voices=voices,
        reasons=tuple(_said_to(reader, each) for each in REASONS.get(kind, REASONS["agree"]))
        if kind != "carried_out"
        else (),
        full_reasons=() if kind == "withdrawn" else tuple(_said_to(reader, each) for each in FULL),
        deadlines=DEADLINES,
        review_on=dt.date(2027, 7, 9),
        has_plan=BASES[on].with_plan,
    )
    return replace(whole, **changes)


def _outcome(kind: str, reader: str) -> Outcome:
    plain = OUTCOMES.get(kind, Outcome())
    asks = tuple(Ask(ask.of, _said_to(reader, ask.what)) for ask in plain.asks)
    return replace(plain, asks=asks, order_says=tuple(_said_to(reader, each) for each in plain.order_says))


def _said_to(reader: str, words: str) -> str:
    """The officer's words as they would be put to a young person. Only these few verbs are met."""
    if reader != "young_person":
        return words
    for one, many in YOUNG:
        words = words.replace(one, many)
    return words


YOUNG = (
    ("Sam uses", "You use"), ("what Sam finds", "what you find"), ("Sam finds", "You find"),
    ("but is catching", "but are catching"),
    ("that Sam needs", "that you need"), ("what Sam needs", "what you need"),
    ("Sam and the college told", "You and the college told"), ("that Sam no longer needs", "that you no longer need"),
    ("help Sam needs", "help you need"), ("Sam needs", "You need"), ("Sam can", "You can"),
    ("Sam loses", "you lose"), ("and needs", "and need"), ("how Sam talks and listens", "how you talk and listen"),
    ("what Sam and the family", "what you and your family"), ("In a small group You can", "In a small group you can"),
    ("that Sam has", "that you have"), ("Sam has", "You have"), ("for Sam", "for you"), ("class Sam", "class you"),
)  # fmt: skip


def every() -> dict[str, LetterFacts]:
    """Every letter to try, by the name of its golden file."""
    found = {f"{kind}_{reader}": facts(kind, reader=reader) for kind in KINDS for reader in READERS}
    for reader in READERS:
        for kind in ("issue", "amend"):
            outcome = Outcome(final=True, named=LARKFIELD)
            found[f"{kind}_final_{reader}"] = facts(kind, reader=reader, outcome=outcome)
        transfer = Outcome(from_authority="Westmere Council", from_day=dt.date(2026, 8, 24))
        found[f"maintain_from_another_authority_{reader}"] = facts("maintain", "transfer_in", reader, outcome=transfer)
        for kind in ("defer_for_information", "refer", "withdrawn"):
            found[f"{kind}_statutory_{reader}"] = facts(kind, "assessment_request", reader)
        found[f"carried_out_with_appeal_{reader}"] = facts("carried_out", reader=reader, appeal_on_order=True)
        unheard = facts("refuse_to_assess", reader=reader, voices=())
        found[f"refuse_to_assess_unheard_{reader}"] = unheard
    for reader in ("parent", "young_person"):
        others = facts("refuse_to_assess", reader=reader, holds_rights=False)
        found[f"refuse_to_assess_rights_are_anothers_{reader}"] = others
        found[f"cease_rights_are_anothers_{reader}"] = facts("cease", reader=reader, holds_rights=False)
    found["agree_easy_read_parent"] = facts("agree", easy_read=True)
    found["agree_interpreter_parent"] = facts("agree", interpreter="Polish")
    found["agree_without_a_name_parent"] = facts("agree", child=None)
    found["agree_shielded_parent"] = facts("agree", outcome=replace(OUTCOMES["agree"], school=None))
    found["agree_corrected_parent"] = facts("agree", corrects=dt.date(2026, 9, 10))
    found["agree_nursery_parent"] = facts(
        "agree", setting="nursery", outcome=replace(OUTCOMES["agree"], school="Rookery Nursery")
    )
    return found


def allowed(basis: str) -> tuple[str, ...]:
    """Every kind of decision that a legal basis has."""
    steps = [kind for step in BASES[basis].steps for choice in step.choices for kind in choice]
    return (*steps, *(OPEN_KINDS if BASES[basis].voted else ()))
