"""The rules network's own process: durable-rules behind JSON lines on standard input and output.

The only file that imports `durable_rules_engine`, whose C code can crash or hang: nothing else lives
in this process, and its parent starts another. It imports nothing of ours, so that it is small and
quick to start. It sees circuits and flags, never a fact's value.

Asked `["compile", name, sets]`, it answers `"ready"`; asked `["judge", name, flags]`, the outputs that
were concluded. On anything unexpected it answers `{"error": …}` and ends. It ends with its input, and
an alarm ends it even inside C code when one request takes longer than its first argument, in milliseconds.
"""

import json
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

import durable_rules_engine as durable

LONGEST_LINE: Final = 16 * 1024 * 1024
OPEN: Final = '{"id":"open","k":"open"}'
"""Asserted last: that its rule fires proves that the whole batch was read, and a session in which
nothing has fired cannot be deleted without a crash."""
_SESSION: Final = None  # always the one session, which the C code calls "0"
_TEXTS_KEPT: Final = 64
_written: Final = json.JSONEncoder(separators=(",", ":")).encode


def definition(alternatives: list[Any]) -> str:
    """Alternatives as durable-rules reads them: `{"number": {"all": [patterns]}}`, and the open rule."""
    rules: dict[str, Any] = {"open": {"all": [{"m": {"k": "open"}}]}}
    for number, (fact, flags, joins, _) in enumerate(alternatives):
        patterns: list[Any] = []
        if flags:
            tests = [{"k": f"f{fact}"}, *({f"c{place}": truth} for place, truth in flags)]
            patterns.append({"m": {"$and": tests}})
        patterns += [{f"j{place}": {"k": f"d{output}"}} for place, output in enumerate(joins)]
        rules[str(number)] = {"all": patterns or [{"m": {"k": "open"}}]}
    return json.dumps(rules)


def done(output: int) -> str:
    """The fact that an output is concluded."""
    return f'{{"id":"d{output}","k":"d{output}"}}'


class SmallFact:
    """A fact that carries some of the flags: true 1, false 0, unknown absent."""

    def __init__(self, number: int, flags: list[int]) -> None:
        self.start = f'{{"id":"f{number}","k":"f{number}"'
        self.flags = flags
        together = flags == list(range(flags[0], flags[-1] + 1))
        self.slice = slice(flags[0], flags[-1] + 1) if together else None
        self.texts: dict[str, str] = {}

    def text(self, flags: str) -> str:
        """The fact as JSON, or nothing where no flag is known."""
        own = flags[self.slice] if self.slice else "".join([flags[each] for each in self.flags])
        text = self.texts.get(own)
        if text is None:
            known = [f',"c{n}":{letter}' for n, letter in enumerate(own) if letter in "01"]
            text = f"{self.start}{''.join(known)}}}" if known else ""
            if len(self.texts) >= _TEXTS_KEPT:
                self.texts.clear()
            self.texts[own] = text
        return text


class RuleSet:
    """One compiled rule set."""

    def __init__(self, name: str, listing: list[Any]) -> None:
        facts, alternatives = listing
        self.facts = [SmallFact(number, flags) for number, flags in enumerate(facts)]
        self.gives = {str(number): each[3] for number, each in enumerate(alternatives)}
        self.read = {output for each in alternatives for output in each[2]}
        self.told = sorted(self.read - set(self.gives.values()))
        self.handle: int = durable.create_ruleset(name, definition(alternatives))

    def run(self, flags: str, concluded: set[int]) -> None:
        """Assert the facts, follow the firings, add what they conclude to `concluded`."""
        facts = [text for fact in self.facts if (text := fact.text(flags))]
        facts += [done(output) for output in self.told if output in concluded]
        facts.append(OPEN)
        handle, gives, opened = self.handle, self.gives, False
        _, session = durable.assert_facts(handle, f"[{','.join(facts)}]")
        try:
            _, firing = durable.start_action_for_state(handle, session)
            while firing is not None:  # {"the network rule": the facts that fired it}
                rule = firing[2 : firing.index('"', 2)]
                if rule == "open":
                    opened = True
                elif (output := gives[rule]) not in concluded:
                    concluded.add(output)
                    if output in self.read:
                        durable.assert_fact(handle, done(output))
                firing = durable.complete_and_start_action(handle, session)
        finally:
            durable.delete_state(handle, _SESSION)
        if not opened:
            raise RuntimeError("the facts were not read to their end")


class Worker:
    """The compiled circuits, by name, and what can be asked of them."""

    def __init__(self) -> None:
        self.circuits: dict[str, list[RuleSet]] = {}

    def answer(self, request: Any) -> Any:
        """The answer to one request."""
        match request:
            case ["judge", str(name), str(flags)]:
                concluded: set[int] = set()
                for rule_set in self.circuits[name]:
                    rule_set.run(flags, concluded)
                return list(concluded)
            case ["compile", str(name), list(sets)]:
                named = [(f"{name}.{number}", each) for number, each in enumerate(sets)]
                self.circuits[name] = [RuleSet(each, listing) for each, listing in named]
                return "ready"
        raise ValueError("no such request")


def _bell(bell: int) -> Callable[[], bool]:
    """Waits to be called by an event, not by the pipe: False once the pipe's other end is gone.

    A pipe wakes its reader on the writer's own processor, where it waits until the writer rests; an
    event wakes it wherever there is room, so that both work at the same time.
    """
    either = select.poll()
    either.register(bell, select.POLLIN)
    either.register(0, 0)  # only its end is told

    def called() -> bool:
        if bell not in dict(either.poll()):
            return False
        os.eventfd_read(bell)
        return True

    return called


def main() -> None:
    """Answer lines until they end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    limit = int(sys.argv[1]) / 1000
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever C code prints cannot pass for an answer
    worker = Worker()
    failed = False
    called = _bell(int(sys.argv[2])) if len(sys.argv) > 2 else lambda: True
    while not failed and called() and (line := sys.stdin.buffer.readline(LONGEST_LINE)):
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            answer = worker.answer(json.loads(line))
        except Exception as error:
            answer, failed = {"error": f"{type(error).__name__}: {error}"}, True
        answers.write(_written(answer).encode() + b"\n")
        answers.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
