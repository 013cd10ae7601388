"""Pages in tests: parsed strictly, their forms filled in as a browser would, their queries counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event

from tests.panel_api.http_support import desk_of

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "col", "wbr"})
SHAPES = frozenset({"rect", "path", "circle"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERS = ("aria-describedby", "aria-labelledby", "aria-controls", "data-eh-opens")
PAGE = {"Accept": "text/html"}


@dataclass
class Tag:
    """One element: its name, its attributes, its text, and what it stands in."""

    name: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Form:
    """A form as it would be sent if nobody touched it, and the options of its choices."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)


class Html(HTMLParser):
    """A whole page; `problems` says everything about it that a strict reader would not take."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.source = text
        self.feed(text)
        self.close()
        self.problems += [f"<{tag.name}> is never closed" for tag in self._open]
        self._check()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.problems += [f"<{tag}> has {name} twice" for name in names if names.count(name) > 1]
        parents = tuple(each.name for each in self._open)
        found = Tag(tag, {name: value or "" for name, value in attrs}, parents)
        if tag in BLOCKS and "p" in parents:
            self.problems.append(f"<{tag}> stands in a <p>")
        if parents and parents[-1] in CHILDREN and tag not in CHILDREN[parents[-1]]:
            self.problems.append(f"<{tag}> stands straight in <{parents[-1]}>")
        if tag in ("a", "button") and {"a", "button"} & set(parents):
            self.problems.append(f"<{tag}> stands in another")
        if tag == "form" and "form" in parents:
            self.problems.append("a form stands in a form")
        self.problems += [f"<{tag}> has {name}" for name in names if name == "style" or name.startswith("on")]
        self.tags.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SHAPES:
            self.problems.append(f"<{tag}/> closes itself")
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].name != tag:
            self.problems.append(f"</{tag}> where {[each.name for each in self._open[-3:]]} is open")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text += data
        parent = self._open[-1].name if self._open else ""
        if parent in CHILDREN and data.strip():
            self.problems.append(f"text straight in <{parent}>: {data.strip()[:30]}")

    def all(self, *names: str) -> list[Tag]:
        """Every element of these names, in order."""
        return [tag for tag in self.tags if tag.name in names]

    @cached_property
    def ids(self) -> set[str]:
        """Every id."""
        return {tag["id"] for tag in self.tags if tag["id"]}

    @property
    def title(self) -> str:
        """The title of the window."""
        return " ".join(self.all("title")[0].text.split())

    @property
    def words(self) -> str:
        """All that `main` says, with single spaces."""
        return " ".join(self.all("main")[0].text.split())

    @property
    def links(self) -> list[str]:
        """Every address that a link leads to."""
        return [tag["href"] for tag in self.all("a")]

    def _check(self) -> None:
        if not self.source.startswith("<!DOCTYPE html>") or self.all("html")[0]["lang"] != "en-GB":
            self.problems.append("no doctype or no language")
        if len(self.all("h1")) != 1 or not self.title or len(self.all("main")) != 1:
            self.problems.append(f"{len(self.all('h1'))} h1, title “{self.title}”")
        every = [tag["id"] for tag in self.tags if tag["id"]]
        self.problems += [f"id {each} stands twice" for each, times in Counter(every).items() if times > 1]
        for tag in self.tags:
            for name in tag.attributes.keys() & REFERS:
                self.problems += [f"{name} names no {each}" for each in tag[name].split() if each not in self.ids]
        self._check_fields()
        level = 0
        for tag in self.all(*HEADINGS):
            if HEADINGS.index(tag.name) > level and tag.name != "h2":
                self.problems.append(f"{tag.name} “{tag.text.strip()}” skips a level")
            level = HEADINGS.index(tag.name) + 1

    def _check_fields(self) -> None:
        labels = [tag["for"] for tag in self.all("label")]
        self.problems += [f"a label for no {each}" for each in labels if each not in self.ids]
        for tag in self.all("input", "select", "textarea"):
            if tag["type"] != "hidden" and (labels.count(tag["id"]) != 1 or not tag["name"]):
                self.problems.append(f"field {tag['name']} has {labels.count(tag['id'])} labels")

    def form(self, ending: str) -> Form:
        """The form whose address ends so, as a browser would send it untouched."""
        start = next(n for n, tag in enumerate(self.tags) if tag.name == "form" and tag["action"].endswith(ending))
        found = Form(self.tags[start]["action"], self.tags[start]["method"])
        choice = ""
        for tag in self.tags[start + 1 :]:
            if "form" not in tag.inside:
                break
            _fill(found, tag, choice)
            choice = tag["name"] if tag.name == "select" else choice
        return found


def _fill(form: Form, tag: Tag, choice: str) -> None:
    if tag.name == "option":
        form.options[choice].append(tag["value"])
        if "selected" in tag.attributes or not form.options[choice][1:]:
            form.fields[choice] = tag["value"]
    elif tag.name == "select":
        form.options[tag["name"]] = []
    elif tag.name == "textarea":
        form.fields[tag["name"]] = tag.text.removeprefix("\n")
    elif tag.name == "input" and tag["type"] in ("radio", "checkbox"):
        form.options.setdefault(tag["name"], []).append(tag["value"])
        if "checked" in tag.attributes:
            form.fields[tag["name"]] = tag["value"]
    elif tag.name == "input":
        form.fields[tag["name"]] = tag["value"]


def page(client: TestClient, address: str, status: int = 200) -> Html:
    """A page that a browser asked for: its status as expected, well-formed, and marked as not to be kept."""
    return checked(client.get(address, headers=PAGE), status)


def checked(answer: Response, status: int = 200) -> Html:
    """An answer as a page, after checking it."""
    assert answer.status_code == status, f"{answer.url} {answer.status_code}\n{answer.text[:2000]}"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    found = Html(answer.text)
    assert found.problems == [], answer.url
    return found


def send(client: TestClient, form: Form, **typed: Any) -> Response:
    """Send a form as a browser would, with these fields typed into it; the answer without following it."""
    fields = {**form.fields, **{name: str(value) for name, value in typed.items()}}
    headers = {**PAGE, "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1"}
    return client.post(form.action, content=urlencode(fields), headers=headers, follow_redirects=False)


def pressed(client: TestClient, address: str, ending: str, **typed: Any) -> Html:
    """Send the form of a page and follow where it leads."""
    answer = send(client, page(client, address).form(ending), **typed)
    assert answer.status_code == 303, Html(answer.text).words[:1500]
    return page(client, answer.headers["location"])


@contextmanager
def counted(client: TestClient) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile, but for what is read of adoptions every few seconds."""
    engine, sent = desk_of(client).database.engine, []

    def note(*given: Any) -> None:
        if "FROM adoptions" not in " ".join(given[2].split()):
            sent.append(given[2])
        elif sent and sent[-1] == "BEGIN":
            sent.pop()

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
