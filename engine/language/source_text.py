"""Block YAML read as text with positions: nothing is typed, nothing is guessed, duplicates are refused."""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from engine.problems import Complaints, Place

MOST_DEPTH = 40
_FAST: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no page can show and no database keep. YAML itself refuses them, but for those written as "\\u0000"."""


@dataclass(frozen=True, slots=True)
class Text:
    """One scalar as written; `quoted` tells "3" from 3 where that matters, `folded` a `>` or `|` block."""

    text: str
    at: Place
    quoted: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, in order."""

    items: tuple["Written", ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order written; each key with its own place."""

    entries: dict[str, "Written"]
    keys: dict[str, Text]
    at: Place

    def get(self, name: str) -> "Written | None":
        """The value under `name`, or None."""
        return self.entries.get(name)


Written = Text | Items | Entries


def read_text(text: str, name: str, complaints: Complaints) -> Written | None:
    """The tree in a YAML text called `name`, or None with the problems noted."""
    quick = Complaints()
    try:
        written = _read(text, name, quick, _FAST)
        complaints.problems += quick.problems
        return written
    except (yaml.YAMLError, RecursionError, UnicodeError):
        pass  # read again below, the slow way, whose messages say more
    try:
        return _read(text, name, complaints, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        problem = error.problem or "it cannot be read"
        complaints.add(at, f"this is not YAML: {problem}", "well-formed block YAML", _yaml_hint(problem))
        return None
    except yaml.reader.ReaderError as error:
        before_it = text[: error.position]
        at = Place(name, before_it.count("\n") + 1, len(before_it) - before_it.rfind("\n"))
        complaints.add(at, f"the character {error.character:#06x} cannot stand here", "plain text", "Remove it")
        return None
    except yaml.YAMLError as error:
        complaints.add(Place(name, 1, 1), f"this is not YAML: {_first_line(error)}", "plain text", "Remove it")
        return None
    except RecursionError:
        complaints.add(
            Place(name, 1, 1),
            "the text is nested too deeply",
            f"at most {MOST_DEPTH} levels",
            "Flatten it",
        )
        return None


def _read(text: str, name: str, complaints: Complaints, loader: Any) -> Written | None:
    before = len(complaints.problems)
    _refuse_tricks(text, name, complaints, loader)
    if len(complaints.problems) > before:
        return None
    node = yaml.compose(text, Loader=loader)
    if node is None:
        complaints.add(Place(name, 1, 1), "the file is empty", "a mapping", "See rules/README.md for a start")
        return None
    return _convert(node, name, complaints, 0)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "unreadable"


def _yaml_hint(problem: str) -> str:
    if "tab" in problem or "\\t" in problem:
        return "Indent with spaces"
    if "mapping values" in problem:
        return "Put quotes around text that holds a colon, or check the indent"
    return "Check the indent, the quotes and the brackets on this line"


def _refuse_tricks(text: str, name: str, complaints: Complaints, loader: Any) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=loader):
        mark = event.start_mark
        at = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        if isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None):
            complaints.add(at, "anchors and aliases are not read", "the text itself", "Write it out in full")
        if (tag := getattr(event, "tag", None)) not in (None, "!"):
            complaints.add(at, f"the tag {tag} is not read", "untagged text", "Remove the tag")
        if isinstance(event, yaml.events.ScalarEvent) and (unseen := _UNSEEN.search(event.value)):
            wrong = f"the character {ord(unseen[0]):#06x} cannot stand here"
            complaints.add(at, wrong, "plain text", "Remove it")
        if isinstance(event, yaml.events.DocumentStartEvent):
            documents += 1
            if documents > 1:
                complaints.add(at, "a second document begins", "one document a file", "Move it to its own file")
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                complaints.add(
                    at,
                    "the text is nested too deeply",
                    f"at most {MOST_DEPTH} levels",
                    "Flatten it",
                )
                return
        if isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1


def _convert(node: Node, name: str, complaints: Complaints, depth: int) -> Written:
    at = Place(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, ScalarNode):
        style = node.style or ""
        return Text(node.value, at, style in ("'", '"'), style in (">", "|"))
    if isinstance(node, SequenceNode):
        return Items(tuple(_convert(item, name, complaints, depth + 1) for item in node.value), at)
    assert isinstance(node, MappingNode)
    entries: dict[str, Written] = {}
    keys: dict[str, Text] = {}
    for key_node, value_node in node.value:
        key_at = Place(name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, ScalarNode):
            complaints.add(key_at, "a list or mapping stands as a key", "a plain name", "Use a name")
            continue
        key = key_node.value
        if key in keys:
            complaints.add(
                key_at,
                f"`{key}` is written twice (first on line {keys[key].at.line})",
                "each name once",
                "Remove or rename one",
            )
            continue
        keys[key] = Text(key, key_at, key_node.style in ("'", '"'))
        entries[key] = _convert(value_node, name, complaints, depth + 1)
    return Entries(entries, keys, at)
