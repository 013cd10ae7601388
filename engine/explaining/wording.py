"""How outcomes, amounts and measures are called in sentences."""

from engine.amounts import inside, money_words, spoken, with_unit
from engine.explaining.paths import Number, Paths
from engine.rulebook import Step
from engine.tree import Name, Node
from engine.values import Answer


def noun(step: Step) -> str:
    """What an outcome is called before its value: "band", "level of top-up", "top-up for a full year"."""
    short = len(step.says.split()) <= 3 or step.node.type.kind == "money"
    return inside(step.says) if short else spoken(step.name)


def outcome_words(paths: Paths, step: Step, value: Answer) -> str:
    """An outcome and its value: "band 3", "top-up for a full year £4,680", "level 4 (severe difficulty)"."""
    said = amount_words(paths, step, value)
    if paths.english.is_level(step.node):
        return said
    called = noun(step)
    if "," in called or step.node.type.kind == "yes_no":
        return f"{called}: {said}"
    return f"{called} {quoted(said) if step.node.type.options else said}"


def outcomes_words(paths: Paths, *, only_money: bool = True) -> str:
    """The headline and every amount: "band 3, top-up for a full year £4,680"."""
    shown = [
        outcome_words(paths, step, value)
        for step, value in zip(paths.book.outcomes.values(), paths.evaluation.outcomes, strict=True)
        if value is not None and (step is paths.headline or step.node.type.kind == "money" or not only_money)
    ]
    return ("; " if any(", " in each for each in shown) else ", ").join(shown)


def amount_words(paths: Paths, step: Step, value: Answer) -> str:
    """An outcome's value in words, "up to" before a ceiling."""
    said = paths.english.value(step.node, value, unit=False)
    ceiling = step.node.type.kind == "money" and value is not None and paths.ceiling(step.node)
    return f"up to {said}" if ceiling and value != 0 else said


def quoted(label: str) -> str:
    """A label in quotation marks where it would run into its neighbours."""
    return f"“{label}”" if "," in label or " and " in label or label[:1].isupper() else label


def measured(paths: Paths, node: Node, value: Number) -> str:
    """A measure's value: "34 points", "£4,100", "hours 12"."""
    if node.type.kind == "money":
        return money_words(value)
    unit = unit_of(paths, node)
    if unit or node.type.kind == "percent":
        return with_unit(value, unit) if unit else paths.english.value(node, value)
    label = paths.english.label(node.name) if isinstance(node, Name) else paths.english.say(node)
    return f"{label[:1].upper()}{label[1:]} {with_unit(value, None)}"


def unit_of(paths: Paths, node: Node) -> str | None:
    """A measure's unit, "points" where its name says so."""
    unit = paths.english.unit(node)
    return unit or ("points" if isinstance(node, Name) and "points" in node.name.split("_") else None)
