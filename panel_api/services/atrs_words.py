"""What the tool can say of itself for its transparency record, field by field, from the running configuration."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from engine.amounts import day_words, listing, money_words
from engine.rulebook import Rulebook
from panel_api import roles
from panel_api.data_map import TABLES, lines
from panel_api.letters.letterhead import Letterhead
from panel_api.services.assess import versions
from panel_api.services.authority import limits_of
from panel_api.settings import Settings

NOTHING_LEARNED: Final = "None. Nothing in this tool is learned from data, so no data was used to develop a model."
Said = tuple[str, ...]
"""A paragraph each."""


@dataclass(frozen=True)
class Known:
    """All that the record is filled from. retention: a line a schedule.

    published: how many children the latest open figures say had an award, "" where they do not.
    """

    settings: Settings
    books: tuple[Rulebook, ...]
    head: Letterhead
    retention: Said
    published: str


def _description(known: Known) -> Said:
    count = len(known.books)
    return (
        "Evenhand helps a council decide on extra money and places for children with special educational needs. It "
        "asks the questions of a published rulebook, says what the answers lead to, and says why, in plain sentences.",
        "It is used so that children with the same needs get the same answer. A panel reads the case with the advice "
        f"beside it. A person decides. Anyone can read and try the {count} rulebooks at /rulebooks.",
    )


def _detailed(known: Known) -> Said:
    return (
        "Each rulebook is a text of rules, points and amounts. It was written by people and nothing in it was learned "
        "from data. It lists what is asked, what each answer counts, how points become a band, what each band is "
        "worth, and what only a person may judge. Evenhand reads the text and works each case out three times, in "
        "three different ways. Where they differ, there is no advice.",
        "No band and no amount can depend on who asked, who the child is, a diagnosis, whether there is a plan, or "
        "what a budget holds. What a rulebook on places never looks at stands in its booklet. Both are proved for each "
        "rulebook before it can be used.",
        *(f"In force: {_book(each)}" for each in known.books),
    )


def _book(book: Rulebook) -> str:
    notice = f" {book.notice}" if book.notice else ""
    return f"{book.title} ({book.name}), from {day_words(book.in_force.start)}, SHA-256 {book.sha256}.{notice}"


def _integration(known: Known) -> Said:
    settings = known.settings
    mix = listing(f"{number} from {code.replace('_', ' ')}" for code, number in settings.mix.items())
    return (
        "A school or a caseworker sends a request. A caseworker has it assessed by the rulebook and puts the advice to "
        "the panel. Papers are frozen "
        f"{settings.papers_days} days before a sitting. A panel of at least {settings.quorum} members"
        f"{f' ({mix})' if mix else ''} reads them, hears the case and advises.",
        f"A named person decides under the {settings.scheme}. {_deciders(settings)} The advice and the decision stand "
        "side by side in a sealed record.",
        f"Roles: {listing(each.name.lower() for each in roles.ABOUT.values())}.",
    )


def _deciders(settings: Settings) -> str:
    said = [
        f"a {roles.ABOUT[limit.role].name.lower()} up to {money_words(limit.most)} a year"
        for limit in limits_of(settings, "agree")
        if limit.most is not None
    ]
    who = listing(roles.ABOUT[role].name.lower() for role in roles.PERMISSIONS["decide"].roles)
    return f"Who may decide: {who}; {listing(said)}."


def _human_review(known: Known) -> Said:
    del known
    return (
        "Every decision is taken by a person. The tool never refuses, grants or ends anything, and no program can "
        "decide by its token.",
        "Whoever decides something adverse must have opened the case since the advice was drawn up, and says that they "
        "read it. To differ from the advice takes as many steps as to follow it, and each difference is kept with its "
        "reason and studied.",
        "A person alone concludes a ground against a school, an exceptional award, an excuse for a missed date, and to "
        "whom a letter goes.",
    )


def _appeals(known: Known) -> Said:
    head = known.head
    help_ = () if head.invented else (f"Free advice to families: {head.advice}, {head.advice_at}.",)
    return (
        "A decision on top-up money without an EHC plan: the family may ask the council to look again, and anyone may "
        "ask for an EHC needs assessment.",
        "A decision on an assessment or a plan: the letter names mediation, disagreement resolution and the right of "
        "appeal to the SEND Tribunal, within two months or one month from a mediation certificate (check).",
        "No significant decision is taken by machine alone (UK GDPR Articles 22A to 22D, check).",
        *help_,
    )


def _architecture(known: Known) -> Said:
    database = "PostgreSQL" if known.settings.database_url.startswith("postgresql") else "SQLite"
    signing = "the council's own sign-in" if known.settings.oidc_issuer else "nobody"
    return (
        f"A web service in Python with its data in one {database} database. Pages work without script. It asks "
        f"{signing} over the network, and no other service.",
        "The rules engine is a library of its own that reads no database, no page and no clock.",
    )


def _output(known: Known) -> Said:
    gives = sorted({step.says.lower() for book in known.books for step in book.outcomes.values()})
    return (
        f"For a case: {listing(gives)}, each with its reasons, what is missing, and which outcomes are still possible "
        "while something is not known. It is advice, and says so.",
    )


def _input(known: Known) -> Said:
    asked = sum(len(book.facts) for book in known.books)
    return (
        f"Answers to the questions of a rulebook ({asked} in all rulebooks together): levels of need, evidence with "
        "its dates, provision, and what the law already requires. An unanswered question is never taken for a no.",
    )


def _maintenance(known: Known) -> Said:
    del known
    return (
        "A change to a rulebook is proposed by one person, checked by the machine, and adopted by another from a day "
        "on. It never changes what was decided. Every text that was used is kept, and /rulebooks tells what changed.",
    )


def _model_version(known: Known) -> Said:
    engines = ", ".join(f"{name} {number}" for name, number in versions().items())
    return (f"{engines}.", *(f"{book.name}: {book.sha256}" for book in known.books))


def _performance(known: Known) -> Said:
    del known
    return (
        "Not a model that guesses, so it has no rate of error to measure. Each rulebook must hold its proofs and the "
        "cases written beside it before it can be used, and three workings-out must agree on every assessment.",
    )


def _sensitive(known: Known) -> Said:
    held = [line for table in TABLES for line in lines(table)]
    special = [line for line in held if line.column.kind == "special"]
    personal = [line for line in held if line.column.kind == "personal"]
    tables = sorted({line.table.replace("_", " ") for line in special})
    return (
        f"{len(special)} columns hold special category data (health, and what tells of it) and {len(personal)} other "
        f"data of a child or a family. Special category data stands in: {', '.join(tables)}.",
        f"{_monitored(known)} No band and no amount may depend on who a child is.",
    )


def _storage(known: Known) -> Said:
    who = listing(roles.ABOUT[code].name.lower() for code in roles.PERMISSIONS["read_cases"].roles)
    return (
        f"Cases are read by: {who}; each within the cases that are theirs. Who looked is written to a log.",
        *(f"Kept, {each}." for each in known.retention),
    )


def _risks(known: Known) -> Said:
    del known
    return (
        "People could follow the advice without thinking: reasons and doubts stand beside it, differing is as easy as "
        "agreeing, and samples are scored again without seeing what was found.",
        "A rulebook could be wrong or unfair: it is public, proved to follow need, tried on the open cases before it "
        "is adopted, and every change is told in words.",
        "A child could be recognised: published figures are held back where too few children stand behind them.",
        "A record could be altered: records are sealed in a chain that anyone can check without this tool.",
    )


def _monitored(known: Known) -> str:
    asked = [name for name in ("sex", "ethnicity") if any(name in book.facts for book in known.books)]
    return (
        f"{listing(asked).capitalize()} may be asked, to see whether the scheme is fair."
        if asked
        else "Neither sex nor ethnicity is asked."
    )


def _of_council(word: Callable[[Letterhead], str]) -> Callable[[Known], Said]:
    """What the letterhead says; nothing while it is the invented county's."""
    return lambda known: () if known.head.invented else (word(known.head),)


def _fixed(*words: str) -> Callable[[Known], Said]:
    """What is so whatever the configuration."""
    return lambda _: words


SAID: Final[dict[str, Callable[[Known], Said]]] = {
    "title": _fixed("Evenhand: advice on support for special educational needs"),
    "organisation_name": _of_council(lambda head: head.authority),
    "one_sentence": _fixed("Evenhand says what a published rulebook leads to for a child, and why; people decide."),
    "name": lambda _: (f"Evenhand {version('evenhand')}",),
    "description": _description,
    "website": lambda known: (f"{known.settings.public_url}/transparency",) if known.settings.public_url else (),
    "email": _of_council(lambda head: head.email),
    "organisation": _of_council(lambda head: head.authority),
    "team": _of_council(lambda head: head.team),
    "detailed_description": _detailed,
    "benefit": _fixed(
        "The same need gets the same answer, for reasons that anyone can read, check and object to. What is missing is "
        "asked for early. What was known and decided can be shown years later."
    ),
    "integration": _integration,
    "human_review": _human_review,
    "frequency": lambda known: (known.published,) if known.published else (),
    "appeals": _appeals,
    "architecture": _architecture,
    "system_input": _input,
    "system_output": _output,
    "maintenance": _maintenance,
    "models": lambda known: (f"No learned model; {len(known.books)} rulebooks, named above.",),
    "model_name": _fixed("The rules engine, with two second opinions: a plain reference and a rules network."),
    "model_version": _model_version,
    "model_task": _fixed("To work out what the published rules lead to for one case, and to explain it."),
    "model_input": _input,
    "model_output": _output,
    "model_architecture": _fixed(
        "Rule-based. Points, tables, steps and conditions as written in each rulebook; which weigh more than others "
        "stands in the rulebook, and /rulebooks shows it in plain words."
    ),
    "model_performance": _performance,
    "datasets": _fixed(NOTHING_LEARNED),
    **{
        key: _fixed(NOTHING_LEARNED)
        for key in (
            "development_data", "development_modality", "development_quantities", "development_sensitive",
            "development_completeness", "development_url", "development_collection", "development_cleaning",
            "development_sharing", "development_storage",
        )
    },
    "operational_sources": _fixed(
        "What schools, families and caseworkers send for a case; the Department for Education's list of schools; what "
        "the council records of places, decisions and money."
    ),
    "operational_sensitive": _sensitive,
    "operational_processing": _fixed(
        "Answers are read strictly by type and never guessed. Personal values in sealed records are kept as salted "
        "digests, so that they can be disposed of and the record still checks."
    ),
    "operational_storage": _storage,
    "risks": _risks,
}  # fmt: skip
"""What the tool itself can say of each field, by the field's key."""

GAPS: Final[dict[str, str]] = {
    "phase": "whether it is in pre-deployment, beta or production, or retired",
    "region": "the region it is used in",
    "owner": "the role title of whoever answers for it",
    "third_party_involvement": "whether anyone else built, hosts or runs it for you",
    "third_party": "who that is, or N/A",
    "companies_house": "their number, or N/A",
    "third_party_role": "what they do, or N/A",
    "procurement": "how they were chosen, or N/A",
    "third_party_access": "which data they may reach and on what terms, or N/A",
    "benefit": "what you measured",
    "previous_process": "how it was decided before",
    "alternatives": "what else you considered, and why not",
    "frequency": "how many cases a year, and who uses it how often",
    "training": "what your people are taught before they use it",
    "model_performance": "how often your panels differ from the advice, and what you make of it",
    "operational_sharing": "with whom you share data, and under which agreement",
    "operational_storage": "where it is hosted and who can reach the machines",
    "impact": "your data protection and equality impact assessments, with links and days",
    "risks": "what you add, and who accepts what remains",
}
"""What only the authority can say, by the field's key, as it stands after the mark."""
