"""The same facts give the same assessment bytes in separate processes: hash seed, time zone and clock apart."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import datetime, hashlib, sys
from pathlib import Path
import freezegun
if sys.argv[1] != "now":
    freezegun.configure(extend_ignore_list=["pydantic"])
    freezegun.freeze_time(sys.argv[1]).start()
from engine.assessing import assess
from engine.recording.canonical import assessed_from, assessment_bytes
from engine.facts import read_answers
from engine.language.loading import load_folder
from engine.problems import Complaints
from engine.strict_json import read_json
book = load_folder(Path("rules/county_top_up"))
for file in sorted(Path("examples").glob("*.json")):
    case = read_json(file.read_bytes())
    facts = dict(reversed(case["facts"].items())) if sys.argv[2] == "backwards" else case["facts"]
    answers = read_answers(book.facts, facts, Complaints())
    found = assessment_bytes(assessed_from(assess(book, answers, datetime.date.fromisoformat(case["as_of"]))))
    print(file.name, hashlib.sha256(found).hexdigest())
"""
ROOT = Path(__file__).resolve().parents[2]


def test_the_same_bytes_in_any_process() -> None:
    surroundings = [
        ("0", "UTC", "now", "forwards"),
        ("1", "Pacific/Kiritimati", "1999-12-31", "forwards"),
        ("31337", "America/Los_Angeles", "2040-02-29", "backwards"),
    ]
    said = set()
    for seed, zone, clock, order in surroundings:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, clock, order],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1
    assert said.pop().count("\n") >= 7
