"""The raw durable-rules C module on the same rules and the same facts in the same encoding, in this process.

What a confirmed assessment is measured against: no worker, no pipe, no evaluator. It says how long one
case takes when the facts' JSON is made from the flags and handed straight to the C functions.
Do not use it for anything but measuring: a crash of the C module ends this process.
"""

import itertools

import durable_rules_engine as durable

from engine.opinions.circuit import Circuit, circuit_of
from engine.opinions.evaluation import Evaluation
from engine.opinions.network import Opinion
from engine.opinions.network_worker import OPEN, definition, done
from engine.rulebook import InForce

_names = itertools.count()


class RawNetwork:
    """One rulebook in force, compiled in this process; `judge` takes an evaluation's flags and runs them."""

    def __init__(self, in_force: InForce) -> None:
        self.circuit: Circuit = circuit_of(in_force)
        self.sets = []
        for facts, alternatives in self.circuit.listing:
            handle = durable.create_ruleset(f"raw{next(_names)}", definition(alternatives))
            gives = {str(number): each[3] for number, each in enumerate(alternatives)}
            read = {output for each in alternatives for output in each[2]}
            told = sorted(read - set(gives.values()))
            self.sets.append((handle, facts, gives, read, told))

    def flags(self, evaluation: Evaluation) -> str:
        """The flags of one case, as `judge` takes them."""
        return self.circuit.flags(evaluation)

    def judge(self, flags: str) -> set[int]:
        """The outputs concluded from these flags."""
        concluded: set[int] = set()
        for handle, facts, gives, read, told in self.sets:
            texts = []
            for number, carried in enumerate(facts):
                known = [f',"c{c}":{flags[n]}' for c, n in enumerate(carried) if flags[n] in "01"]
                if known:
                    texts.append(f'{{"id":"f{number}","k":"f{number}"{"".join(known)}}}')
            texts += [done(output) for output in told if output in concluded]
            texts.append(OPEN)
            _, session = durable.assert_facts(handle, f"[{','.join(texts)}]")
            _, firing = durable.start_action_for_state(handle, session)
            while firing is not None:
                rule = firing[2 : firing.index('"', 2)]
                if rule != "open" and gives[rule] not in concluded:
                    concluded.add(gives[rule])
                    if gives[rule] in read:
                        durable.assert_fact(handle, done(gives[rule]))
                firing = durable.complete_and_start_action(handle, session)
            durable.delete_state(handle, None)
        return concluded

    def met(self, flags: str) -> frozenset[str]:
        """The rules met, to be checked against an `Opinion` before anything is timed."""
        concluded = self.judge(flags)
        return frozenset(rule for output, rule in self.circuit.met.items() if output in concluded)

    def agrees(self, flags: str, opinion: Opinion) -> bool:
        """Whether both conclude the same rules."""
        return self.met(flags) == opinion.met
