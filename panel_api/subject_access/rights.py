"""What goes with a bundle in plain words: why it is held, who sees it, how long, and what can be asked for.

UK GDPR Article 15(1)(a) to (h), in order. What is law is said as far as it is sure; a council checks these words.
"""

from collections.abc import Sequence
from typing import Final

from engine.amounts import listing
from engine.law.retention import Schedules
from panel_api.letters.letterhead import Letterhead

_WHY: Final = (
    "We use it to find out what help a child needs to learn.",
    "We use it to choose that help, to pay for it, and to check that it is given.",
    "The law asks us to do this. It is a public task under the Children and Families Act 2014 and the Education Act "
    "1996.",
)
_ASK: Final = (
    "You can ask us to put right what is wrong.",
    "You can ask us to wipe something, or to stop using it for now.",
    "You can tell us that you do not want us to use it. We must then look at your reasons.",
    "We do not have to say yes each time. If we say no, we tell you why.",
)
_MACHINE: Final = (
    "A computer works out advice. It does so by rules that anyone can read.",
    "It looks at need. It never looks at who asked, or at what money is left.",
    "It decides nothing. A person decides each time, and can decide something else.",
    "Each result stands in this bundle with its reasons.",
)
_COMPLAIN: Final = (
    "Tell us first, and we look at it again.",
    "You can also go to the Information Commissioner at any time. Call 0303 123 1113 or go to ico.org.uk.",
)
_SOURCES: Final = {
    "child": "the child or young person",
    "parent": "the family",
    "school": "the school",
    "place": "schools that we asked",
    "worker": "people at work with us",
    "finance": "our pay system",
}


def how_long(schedules: Schedules) -> list[str]:
    """How long it is kept, by the council's own schedules."""
    return [
        f"Most of it is kept for {schedules['case'].short}.",
        f"Where a council looked after the child, it is {schedules['looked_after'].short}.",
        "It is kept for longer where a court or a complaint needs it.",
        "Our list of times says more. Ask us for it.",
    ]


def rights(
    head: Letterhead, long: Sequence[str], kinds: Sequence[str], shared: Sequence[str], sources: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """Headings with their sentences. long: how long it is kept. kinds: of what is held. shared: who sees it, in words.

    sources: codes of where it came from.
    """
    came = listing(_SOURCES[each] for each in _SOURCES if each in sources)
    return [
        ("Why we have it", list(_WHY)),
        ("What we have", [f"We hold {len(kinds)} kinds of things:", *kinds]),
        ("Who can see it", [f"These people can see some of it: {listing(shared)}."]),
        ("How long we keep it", list(long)),
        ("What you can ask for", list(_ASK)),
        ("If you are not happy", [f"Call us on {head.phone}.", *_COMPLAIN]),
        ("Where it came from", [f"It came from {came}." if came else "We do not know where it came from."]),
        ("What a computer does", list(_MACHINE)),
    ]
