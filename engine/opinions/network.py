"""The second opinion on logic: the rules and ladders, judged again by a rules network in its own process.

The evaluator says which elementary conditions hold; from those flags alone durable-rules concludes,
rule after rule, which rules are met and on which step each ladder lands. Where the two differ there is
no result, and nothing is tried again. A worker that crashes or hangs is replaced, once.
"""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from engine.opinions.circuit import BELOW, Circuit, CircuitTooLarge, circuit_of
from engine.opinions.evaluation import Evaluation
from engine.rulebook import REFER, InForce, Ladder, Result
from engine.tree import Lookup

TIMEOUT: Final = 2
COMPILE_TIMEOUT: Final = 20
CIRCUITS_A_WORKER: Final = 32
"""A worker that has compiled so many is replaced before the next, so that its memory stays bounded."""
LONGEST_ANSWER: Final = 4 * 1024 * 1024
_TWO_STEPS: Final = -2
_written: Final = json.JSONEncoder(separators=(",", ":")).encode
_AWAKE: Final = 1 / 1000
"""Seconds for which an answer is awaited awake, giving way to whoever wants the processor: falling asleep and
being woken takes a tenth of what a usual judgement does."""
_WORKER: Final = Path(__file__).with_name("network_worker.py")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the network concluded: rules met, rules refuted (of those compiled both ways), and the
    step of each ladder by its lookup's number (0 the first step, -1 below it; unknown ones absent).
    """

    met: frozenset[str]
    refuted: frozenset[str]
    steps: Mapping[int, int]


class NetworkFailed(Exception):  # noqa: N818
    """The network gave no opinion, though its worker was replaced once. Nothing is known to be wrong."""


class _Broken(Exception):  # noqa: N818
    """This worker is of no more use."""


class Network:
    """A worker process that judges circuits, started when first needed. Threads take turns.

    `timeout` is for one judgement, `compile_timeout` for starting a worker or compiling a rulebook,
    both in seconds. `distort` is for tests alone: it changes each opinion.
    """

    def __init__(
        self,
        timeout: float = TIMEOUT,
        compile_timeout: float = COMPILE_TIMEOUT,
        distort: Callable[[Opinion], Opinion] | None = None,
    ) -> None:
        self._timeout = timeout
        self._compile_timeout = compile_timeout
        self._distort = distort
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def judge(
        self,
        in_force: InForce,
        evaluation: Evaluation,
        meanwhile: Callable[[], object] | None = None,
    ) -> Opinion:
        """The network's opinion on one evaluation. Raises NetworkFailed.

        `meanwhile` is called once while the worker thinks: other work costs no time then.
        """
        try:
            circuit = circuit_of(in_force)
        except CircuitTooLarge as error:
            raise NetworkFailed(str(error)) from error
        flags = circuit.flags(evaluation)
        with self._lock:
            concluded = self._concluded(circuit, flags, meanwhile or (lambda: None))
        opinion = _opinion(circuit, concluded)
        return self._distort(opinion) if self._distort else opinion

    def close(self) -> None:
        """End the worker. The network may be used again: it starts another."""
        with self._lock:
            self._end()

    @property
    def worker_id(self) -> int | None:
        """The worker's process id, where one is running."""
        return self._worker.process.pid if self._worker else None

    def _concluded(self, circuit: Circuit, flags: str, meanwhile: Callable[[], object]) -> list[int]:
        asides = [meanwhile]
        for last in (False, True):
            try:
                worker = self._ready(circuit)
                worker.send(["judge", circuit.sha256, flags], self._timeout)
                while asides:
                    asides.pop()()
                answer = worker.receive(self._timeout)
                if isinstance(answer, list):
                    return answer
                raise _Broken(f"the worker failed: {answer}")
            except _Broken as broken:
                self._end()
                if last:
                    raise NetworkFailed(f"The rules network failed twice: {broken}") from broken
            except BaseException:  # an answer may still be on its way
                self._end()
                raise
        raise AssertionError

    def _ready(self, circuit: Circuit) -> "_Worker":
        """A worker that has compiled `circuit`."""
        worker = self._worker
        if worker and worker.owner != os.getpid():  # the process was forked: that worker is not ours
            worker.drop()
            worker = self._worker = None
        if worker and circuit.sha256 in worker.compiled:
            return worker
        if worker and len(worker.compiled) >= CIRCUITS_A_WORKER:
            self._end()
            worker = None
        if not worker:
            worker = self._worker = _Worker(self._compile_timeout)
        answer = worker.ask(["compile", circuit.sha256, circuit.listing], self._compile_timeout)
        if answer != "ready":
            raise _Broken(f"the worker could not compile the rules: {answer}")
        worker.compiled.add(circuit.sha256)
        return worker

    def _end(self) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None


class _Worker:
    """One process of `engine.opinions.network_worker`. Everything that goes wrong with it raises _Broken."""

    def __init__(self, limit: float) -> None:
        self.owner = os.getpid()
        self.compiled: set[str] = set()
        # By its path and without this package around it: it starts in a tenth of the time.
        command = [sys.executable, "-P", str(_WORKER), str(round(limit * 1000))]
        self.bell = os.eventfd(0) if hasattr(os, "eventfd") else None  # Linux only
        if self.bell is not None:
            command.append(str(self.bell))
        # Of no use to it, and not for it to know: where the database is, and its password.
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("EVENHAND_")}
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                close_fds=True,
                pass_fds=() if self.bell is None else (self.bell,),
                env=surroundings,
            )
        except OSError as error:
            self._unhang()
            raise _Broken(f"no worker could be started: {error.strerror}") from error
        assert self.process.stdin and self.process.stdout
        self.into, self.out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.into, False)
        os.set_blocking(self.out, False)
        self.buffer = b""
        self.can_read, self.can_write = select.poll(), select.poll()
        self.can_read.register(self.out, select.POLLIN)
        self.can_write.register(self.into, select.POLLOUT)

    def ask(self, request: list[object], timeout: float) -> Any:
        """The answer to one request, within so many seconds."""
        self.send(request, timeout)
        return self.receive(timeout)

    def send(self, request: list[object], timeout: float) -> None:
        """Write one request."""
        rest = memoryview(_written(request).encode() + b"\n")
        ends, called = time.monotonic() + timeout, False
        while rest:
            try:
                rest = rest[os.write(self.into, rest) :]
            except BlockingIOError:  # more than the pipe holds: it must be read meanwhile
                called = called or self._call()
                self._wait(self.can_write, ends)
            except OSError as error:
                raise _Broken("the worker ended") from error
        if not called:
            self._call()

    def _call(self) -> bool:
        """Ring for the worker, where there is a bell; see `network_worker` for why there is one."""
        if self.bell is not None:
            os.eventfd_write(self.bell, 1)
        return True

    def receive(self, timeout: float) -> Any:
        """Read one answer."""
        now = time.monotonic()
        ends, sleeps = now + timeout, now + _AWAKE
        while not self.buffer.endswith(b"\n"):
            try:
                more = os.read(self.out, 65536)
            except BlockingIOError:
                if time.monotonic() < sleeps:
                    os.sched_yield()
                else:
                    self._wait(self.can_read, ends)
                continue
            self.buffer += more
            if not more or len(self.buffer) > LONGEST_ANSWER:
                raise _Broken("the worker ended" if not more else "the answer is too long")
        line, self.buffer = self.buffer, b""
        try:
            return json.loads(line)
        except ValueError as error:
            raise _Broken("the answer is not readable") from error

    def end(self) -> None:
        """Kill the process, whatever it is doing, and let go of it."""
        self.process.kill()
        self.process.wait()
        self.drop()

    def drop(self) -> None:
        """Let go of the process without touching it."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self._unhang()

    def _unhang(self) -> None:
        if self.bell is not None:
            os.close(self.bell)
            self.bell = None

    @staticmethod
    def _wait(ready: select.poll, ends: float) -> None:
        left = ends - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise _Broken("the worker gave no answer in time")


def _opinion(circuit: Circuit, concluded: list[int]) -> Opinion:
    met, refuted = circuit.met, circuit.refuted
    steps: dict[int, int] = {}
    for lookup, step in [circuit.steps[each] for each in concluded if each in circuit.steps]:
        steps[lookup] = _TWO_STEPS if lookup in steps else step
    return Opinion(
        frozenset([met[each] for each in concluded if each in met]),
        frozenset([refuted[each] for each in concluded if each in refuted]),
        steps,
    )


def compare(evaluation: Evaluation, opinion: Opinion) -> list[str]:
    """Every difference between the evaluator and the network, by rule id and ladder name: no values."""
    circuit, rules = circuit_of(evaluation.in_force), evaluation.in_force.ordered_rules
    met = {rule.id for rule, truth in zip(rules, evaluation.rules, strict=True) if truth}
    refuted = {rule.id for rule, truth in zip(rules, evaluation.rules, strict=True) if truth is False}
    refuted &= circuit.refutable
    found = []
    for rule in sorted(met ^ opinion.met):
        found.append(f"rule {rule}: {_say(rule in met, 'met', 'not met')}")
    for rule in sorted(refuted ^ opinion.refuted):
        found.append(f"rule {rule}: {_say(rule in refuted, 'refuted', 'not refuted')}")
    for number, ladder in circuit.ladders:
        landing = evaluation.lookups[number]
        expected = None if isinstance(landing, str) else landing[1]
        step = opinion.steps.get(number)
        if step == _TWO_STEPS or _result(ladder, step) != expected:
            site = evaluation.layout.lookups[number]
            assert isinstance(site.node, Lookup)
            found.append(f"ladder {site.node.name} in {site.within}: the two land differently")
    return found


def _result(ladder: Ladder, step: int | None) -> Result | None:
    return None if step is None else REFER if step == BELOW else ladder.results[step]


def _say(first: bool, yes: str, no: str) -> str:
    evaluator, network = (yes, no) if first else (no, yes)
    return f"the evaluator says {evaluator}, the network {network}"
