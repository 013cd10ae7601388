"""The check in a process of its own, held to a time and to memory: for a text that nobody has looked at yet.

`python -m engine.proof.apart FOLDER` prints what the check found as one line of JSON.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.language.loading import RULEBOOK_FILE
from engine.problems import Place
from engine.proof.check import check_folder

SECONDS: Final = 20
_MOST_MEMORY: Final = 1 << 30
"""Bytes: some twenty times what the longest shipped rulebook takes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in one line, with the name of the file it is in; line and column count from 1."""

    file: str
    line: int
    column: int
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, in the order of its places. summary: one line where nothing is wrong, otherwise empty."""

    faults: tuple[Fault, ...]
    summary: str


def check_apart(folder: Path, seconds: int = SECONDS) -> Found:
    """What `evenhand check` finds in a folder, by a process that is ended after so many seconds. Never raises.

    A check that was not finished, or for which there was not memory enough, is one fault.
    """
    command = [sys.executable, "-P", "-m", "engine.proof.apart", folder.name]
    # Of no use to it, and not for it to know: where the database is, and its password.
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("EVENHAND_")}
    try:
        done = subprocess.run(
            command, cwd=folder.parent, env=surroundings, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return _unfinished(f"the check was not finished in {seconds} seconds")
    except OSError as error:
        return _unfinished(f"the check could not be begun: {error.strerror}")
    if done.returncode != 0:
        return _unfinished("the check could not be finished: it asks for more than it may have")
    faults, summary = json.loads(done.stdout)
    return Found(tuple(Fault(*each) for each in faults), summary)


def _unfinished(wrong: str) -> Found:
    words = f"{wrong}. Expected a rulebook that can be checked here. Make it smaller, or ask who keeps the server."
    return Found((Fault(RULEBOOK_FILE, 1, 1, words),), "")


def main(arguments: Sequence[str]) -> int:
    """Check one folder, and print what was found. 0 where the check was finished, whatever it found."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    report = check_folder(Path(arguments[0]))
    faults = [(*_place(each.where), _one_line(each.message)) for each in report.problems]
    print(json.dumps([faults, _one_line(report.summary)]))
    return 0


def _place(where: Place | str) -> tuple[str, int, int]:
    if isinstance(where, str):
        return (where, 1, 1)
    return (Path(where.file).name, where.line, where.column)


def _one_line(text: str) -> str:
    """`text` on one line, without what cannot be shown or kept: an author may have written anything."""
    return " ".join("".join(each if each.isprintable() or each.isspace() else "\ufffd" for each in text).split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
