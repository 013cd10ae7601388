"""The rules of a rulebook: conclusions that chain, each with its sentence for met and for not met."""

from collections.abc import Mapping
from typing import Final

from engine.language.declarations import known_source
from engine.language.grammar import Scope, read_expression
from engine.language.sections import NAME, Section
from engine.problems import Complaints, Place
from engine.rulebook import Rule, Source
from engine.tree import Concluded, walk

THEN: Final = ("ask", "note", "flag", "return", "refer", "route")


def rule_sections(top: Section) -> dict[str, Section]:
    """Each rule's mapping by its id, in the order written."""
    found: dict[str, Section] = {}
    needed, optional = ("id", "when", "then", "met", "not_met", "source"), ("in_force", "route")
    for each in top.items("rules"):
        section = Section(each, "a rule", each.at, top.complaints, needed, optional)
        text = section.text("id")
        if text is None:
            continue
        section.what = f"the rule `{text.text}`"
        if not NAME.fullmatch(text.text):
            top.complaints.add(
                text.at,
                f"`{text.text}` is not a name",
                "small letters, digits and _",
                "Rename it",
            )
        if text.text in found:
            top.complaints.add(text.at, f"two rules are called `{text.text}`", "each id once", "Rename one")
        found[text.text] = section
    return found


def read_rules(
    sections: Mapping[str, Section],
    scope: Scope,
    sources: Mapping[str, Source],
    routes: Mapping[str, str],
    complaints: Complaints,
) -> tuple[Rule, ...]:
    """The rules, in the order written; every problem noted."""
    rules = []
    for name, section in sections.items():
        when = section.text("when")
        node = read_expression(when, scope, complaints, rule=True) if when else None
        if when and node and node.type.kind != "yes_no":
            complaints.add(
                when.at,
                f"`when` is a {node.type}, not a condition",
                "yes or no",
                "Compare it with something",
            )
            node = None
        then = section.choice("then", THEN, "")
        route = _route(section, then, routes)
        period = None
        if "in_force" in section.entries:
            period = Section(
                section.entries["in_force"],
                "`in_force`",
                section.at,
                complaints,
                ("from",),
                ("to",),
            ).period()
        source = (
            known_source(section.text("source"), sources, section.at, complaints) if "source" in section.entries else ""
        )
        if when and node:
            rules.append(
                Rule(
                    name,
                    node,
                    " ".join(when.text.split()),
                    then,
                    section.words("met"),
                    section.words("not_met"),
                    source,
                    section.at,
                    period,
                    route,
                )
            )
    return tuple(rules)


def _route(section: Section, then: str, routes: Mapping[str, str]) -> str | None:
    route = section.text("route")
    if (route is None) == (then == "route"):
        at = route.at if route else section.at
        section.complaints.add(
            at,
            "`then: route` and `route:` go together",
            "both or neither",
            "Name the account, or remove it",
        )
    if route and routes and route.text not in routes:
        section.complaints.add(
            route.at,
            f"`{route.text}` is not a route",
            "one of " + ", ".join(routes),
            "Correct it",
        )
    return route.text if route else None


def rule_order(rules: tuple[Rule, ...], complaints: Complaints) -> tuple[str, ...]:
    """The rules' ids, each after those whose conclusions it reads; a circle is noted."""
    reads = {rule.id: [n.rule for n in walk(rule.when) if isinstance(n, Concluded)] for rule in rules}
    done: list[str] = []
    doing: list[str] = []

    def visit(name: str, at: Place) -> None:
        if name in done or name not in reads:
            return
        if name in doing or len(doing) > 100:
            path = " → ".join([*doing[doing.index(name) if name in doing else 0 :], name])
            complaints.add(
                at,
                f"the rule `{name}` depends on itself: {path}",
                "rules that do not go round",
                "Break the circle",
            )
            return
        doing.append(name)
        for each in reads[name]:
            visit(each, at)
        doing.pop()
        done.append(name)

    for rule in rules:
        visit(rule.id, rule.at)
    return tuple(done)
