"""The rules network is right, survives crashes and hangs, tells differences, and leaves nothing behind."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.loading import load_folder
from engine.opinions.circuit import circuit_of, circuit_problems
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.opinions.network import CIRCUITS_A_WORKER, Network, NetworkFailed, Opinion, compare
from engine.rulebook import InForce
from engine.tree import Node
from tests.circuits import (
    all_of,
    any_of,
    at_least,
    concluded,
    evaluation,
    fact,
    in_force,
    ladder,
    literal,
    not_,
    random_answers,
    random_rules,
    random_truths,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with Network(timeout=20, compile_timeout=60) as made:
        yield made


@pytest.fixture
def own() -> Iterator[Network]:
    """A network that a test may harm."""
    with Network(timeout=1, compile_timeout=60) as made:
        yield made


def case(seed: int = 3) -> tuple[InForce, Evaluation]:
    dice = random.Random(seed)
    made = in_force(random_rules(dice, 40), {"steps": ladder(0, 12, 24, 40)})
    return made, evaluation(made, random_truths(dice, made), [24])


def memory(process: int) -> int:
    """Resident memory in KiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def running(process: int) -> bool:
    """Whether it runs: not gone, and not a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def comes_true(test: Callable[[], bool], seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not test() and time.monotonic() < ends:
        time.sleep(0.02)
    return test()


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_random_circuits_are_judged_as_they_are(network: Network, seed: int, count: int) -> None:
    dice = random.Random(seed)
    starts = sorted(dice.sample(range(-50, 50), dice.randint(1, 40)))
    made = in_force(random_rules(dice, count), {"steps": ladder(*starts), "whole": ladder(0)})
    for _ in range(3):
        points = [dice.choice([None, dice.randint(-60, 60)]) for _ in range(2)]
        found = evaluation(made, random_truths(dice, made), points)
        assert compare(found, network.judge(made, found)) == []


def test_chains_across_rule_sets(network: Network) -> None:
    rules: dict[str, Node] = {"r0": fact("f0")}
    for number in range(1, 200):
        rules[f"r{number}"] = any_of(not_(concluded(f"r{number - 1}")), fact(f"f{number}"))
    made = in_force(rules)
    assert len(circuit_of(made).sets) > 3
    for truth in (True, False, None):
        found = evaluation(made, [truth, *[False] * 199])
        assert compare(found, network.judge(made, found)) == []


def test_the_limits_of_a_fact_hold(network: Network) -> None:
    """All sixty flags of a fact true, every alternative met, sixteen patterns joined."""
    rules: dict[str, Node] = {f"r{n}": fact(f"f{n}") for n in range(15)}
    rules["joined"] = all_of(*[concluded(f"r{n}") for n in range(15)], fact("x"))
    rules["any"] = any_of(*[fact(f"g{n}") for n in range(200)])
    rules["sixty"] = all_of(*[fact(f"h{n}") for n in range(60)])
    rules["combined"] = at_least(5, *[fact(f"s{n}") for n in range(14)])
    rules["fan"] = any_of(*[all_of(concluded("r1"), fact(f"t{n}")) for n in range(100)])
    rules["always"], rules["never"] = literal(True), literal(False)
    made = in_force(rules, {"steps": ladder(*range(200))})
    for truth in (True, False, None):
        found = evaluation(made, [truth] * len(layout_of(made).conditions), [150])
        assert compare(found, network.judge(made, found)) == []


CASE_BY_CASE = [
    folder for folder in sorted(ROOT.glob("rules/*/rulebook.yaml")) if "\nover:" not in folder.read_text("utf-8")
]
"""What goes over partnerships looks across all of them at once, and is not judged one case at a time."""


@pytest.mark.parametrize("folder", CASE_BY_CASE, ids=lambda f: f.parent.name)
def test_shipped_rulebooks_on_random_cases(network: Network, folder: Path) -> None:
    book = load_folder(folder.parent)
    dice = random.Random(8)
    for day in book.turning_days:
        assert circuit_problems(book.on(day), book.file) == []
        for _ in range(40):
            found = evaluate(book, random_answers(dice, book.facts), day)
            assert compare(found, network.judge(found.in_force, found)) == []


def test_many_circuits_replace_the_worker(network: Network) -> None:
    seen = set()
    for seed in range(CIRCUITS_A_WORKER + 3):
        made = in_force({"a": any_of(*[fact(str(n)) for n in range(seed + 1)])})
        found = evaluation(made, [None] * seed + [True])
        assert compare(found, network.judge(made, found)) == []
        seen.add(network.worker_id)
    assert len(seen) == 2


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
def test_a_worker_that_crashes_or_hangs_is_replaced(own: Network, blow: signal.Signals) -> None:
    made, found = case()
    right = own.judge(made, found)
    before = own.worker_id
    assert before
    os.kill(before, blow)
    assert own.judge(made, found) == right
    assert own.worker_id != before
    assert not running(before)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_blow_while_it_thinks(own: Network, blow: signal.Signals) -> None:
    made, found = case()
    right = own.judge(made, found)
    worker = own.worker_id
    assert worker
    os.kill(worker, signal.SIGSTOP)  # so that the answer is not there before the blow falls

    def strike() -> None:
        os.kill(worker, blow)

    assert own.judge(made, found, strike) == right


def test_two_failures_give_no_opinion_and_the_next_is_right(own: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    made, found = case()
    right = own.judge(made, found)
    start, began = subprocess.Popen, []

    def start_and_stop(*args: object, **kwargs: object) -> subprocess.Popen[bytes]:
        process = start(*args, **kwargs)
        os.kill(process.pid, signal.SIGSTOP)
        began.append(process.pid)
        return process

    own._compile_timeout = 0.3
    own.close()
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", start_and_stop)
        with pytest.raises(NetworkFailed, match="twice: the worker gave no answer in time"):
            own.judge(made, found)
    assert len(began) == 2
    assert not any(map(running, began))
    own._compile_timeout = 60
    assert own.judge(made, found) == right


def test_a_worker_that_cannot_start(own: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    made, found = case()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NetworkFailed, match="no worker could be started"):
        own.judge(made, found)


def test_an_error_inside_is_told_without_values(own: Network) -> None:
    made, found = case()
    own.judge(made, found)
    worker = own._worker
    assert worker
    assert "KeyError" in worker.ask(["judge", "unheard of", "10"], 5)["error"]
    assert comes_true(lambda: not running(worker.process.pid) or worker.process.poll() is not None)
    assert compare(found, own.judge(made, found)) == []


def test_an_error_in_the_meantime_leaves_no_stale_answer(own: Network) -> None:
    made, found = case()
    other = evaluation(made, [True] * len(found.conditions), [0])
    assert own.judge(made, found) != own.judge(made, other)
    with pytest.raises(ZeroDivisionError):
        own.judge(made, found, lambda: 1 // 0)
    assert compare(other, own.judge(made, other)) == []


def test_facts_that_are_not_read_to_their_end_give_no_answer() -> None:
    """The C code stops at what it cannot read, and says nothing."""
    script = (
        'import engine.opinions.network_worker as w; w.SmallFact.text = lambda self, flags: \'{"id":"f0",\';w.main()'
    )
    requests = [["compile", "a", [[[[0]], [[0, [[0, 1]], [], 0]]]]], ["judge", "a", "1"]]
    done = subprocess.run(
        [sys.executable, "-c", script, "5000"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        input="".join(json.dumps(each) + "\n" for each in requests),
    )  # fmt: skip
    ready, *answers = done.stdout.splitlines()
    assert ready == '"ready"'
    assert done.returncode < 0 or '"error"' in answers[0]


def test_threads_take_turns(own: Network) -> None:
    cases = [case(seed) for seed in range(8)]
    wrong: list[object] = []

    def work(made: InForce, found: Evaluation) -> None:
        for _ in range(25):
            if differences := compare(found, own.judge(made, found)):
                wrong.append(differences)

    threads = [threading.Thread(target=work, args=each) for each in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_interrupt_at_the_keyboard_is_the_parents(own: Network) -> None:
    made, found = case()
    own.judge(made, found)
    worker = own.worker_id
    assert worker
    os.kill(worker, signal.SIGINT)
    assert compare(found, own.judge(made, found)) == []
    assert own.worker_id == worker


def test_the_worker_ends_with_its_parent_and_holds_none_of_its_files(tmp_path: Path) -> None:
    script = (
        "import socket, os, sys; from tests.engine.test_network import case, Network;"
        "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); os.set_inheritable(s.fileno(), True);"
        "n = Network(); n.judge(*case()); print(n.worker_id, flush=True); sys.stdin.read()"
    )
    surroundings = {**os.environ, "EVENHAND_DATABASE_URL": "postgresql://a:secret@b/c"}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as parent:  # fmt: skip
        assert parent.stdout
        worker = int(parent.stdout.readline())
        open_files = [str(each.readlink()) for each in Path(f"/proc/{worker}/fd").iterdir()]
        known = Path(f"/proc/{worker}/environ").read_text()
        parent.kill()
    assert not any("socket" in each for each in open_files)
    assert "secret" not in known
    assert comes_true(lambda: not running(worker))


def test_a_hang_in_c_code_ends_though_the_parent_does_nothing() -> None:
    """Six hundred kinds of fact: compiling them never returns. (The circuit never makes so many.)"""
    alternatives = [[number, [[0, 1]], [], number] for number in range(600)]
    request = json.dumps(["compile", "endless", [[[[0]] * 600, alternatives]]])
    process = subprocess.Popen(
        [sys.executable, "-m", "engine.opinions.network_worker", "500"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin
    try:
        with process.stdin:
            process.stdin.write(request.encode() + b"\n")
            process.stdin.flush()
            assert process.wait(10) == -signal.SIGALRM
    finally:
        process.kill()


def test_closing_ends_the_worker_and_it_may_be_used_again(own: Network) -> None:
    made, found = case()
    right = own.judge(made, found)
    worker = own.worker_id
    assert worker
    own.close()
    assert not running(worker)
    assert own.judge(made, found) == right


def test_a_fork_leaves_the_worker_to_its_owner(own: Network) -> None:
    made, found = case()
    right = own.judge(made, found)
    worker = own._worker
    assert worker
    worker.owner = -1
    assert own.judge(made, found) == right
    assert own.worker_id != worker.process.pid
    assert comes_true(lambda: worker.process.poll() is not None)


def test_differences_are_told_by_name() -> None:
    def wrong(opinion: Opinion) -> Opinion:
        return replace(opinion, met=opinion.met ^ {"b", "x"}, refuted=frozenset(), steps={0: 1})

    made = in_force({"a": fact("f"), "b": not_(concluded("a"))}, {"steps": ladder(0, 12), "grades": ladder(0)})
    found = evaluation(made, [False], [5, None])
    with Network(distort=wrong) as network:
        assert compare(found, network.judge(made, found)) == [
            "rule b: the evaluator says met, the network not met",
            "rule x: the evaluator says not met, the network met",
            "rule a: the evaluator says refuted, the network not refuted",
            "ladder steps in steps: the two land differently",
        ]


def test_names_of_facts_cannot_be_taken_for_each_other() -> None:
    """durable-rules tells facts and their properties apart by a 32-bit hash of the name alone."""

    def fnv(name: str) -> int:
        number = 2166136261
        for letter in name.encode():
            number = (number ^ letter) * 16777619 % 2**32
        return number

    ids = ["open", "sid-0", *(f"f{n}" for n in range(500)), *(f"d{n}" for n in range(20_000))]
    properties = ["k", "id", "sid", "$s", *(f"c{n}" for n in range(60))]
    patterns = ["m", *(f"j{n}" for n in range(16))]
    for names in (ids, properties, patterns):
        assert len(set(map(fnv, names))) == len(names)


@pytest.mark.soak
def test_memory_is_flat_over_twenty_thousand_judgements(own: Network) -> None:
    own._timeout = 20
    dice = random.Random(11)
    made = in_force(random_rules(dice, 72), {"steps": ladder(0, 12, 24, 40)})
    settled = 0
    for number in range(20_000):
        found = evaluation(made, random_truths(dice, made), [dice.randint(-5, 60)])
        assert compare(found, own.judge(made, found)) == []
        if number == 2_000:
            assert own.worker_id
            settled = memory(own.worker_id)
            worker = own.worker_id
    assert own.worker_id == worker
    assert memory(worker) < settled + 1024
