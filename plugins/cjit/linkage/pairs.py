"""What people decide about near misses, and how it is put on top of the keys (linkage.md, interface.md).

core.episode, core.treatment and core.stay hold the key in force. core.same_person says of which own keys it
is made, so that a load finds it and a reversal finds the rows again (docs/decisions/0019).
"""

from typing import Literal

import pyarrow as pa

from cjit.errors import Permanent
from cjit.linkage.same import Decided, in_the_way, representatives
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.decisions import Decision, note

Answer = Literal["same", "different"]


class OtherDecisions(Permanent):
    """A decision that contradicts others. `pairs`: those in the way, of which one has to be decided anew."""

    def __init__(self, message: str, pairs: list[str]) -> None:
        super().__init__(message)
        self.pairs = pairs


def decide_pair(warehouse: Warehouse, pair_id: str, answer: Answer, decision: Decision) -> None:
    """Record that the two of a pair are the same person or different people, and apply it.

    The people concerned wait for the next re-link. Deciding the opposite later takes it back. Waits for loads
    that are under way.

    Raises Permanent where there is no such pair, where that is decided already, where nobody is recorded
    under one of the two any more, and as OtherDecisions where others say otherwise: it names their pairs.
    """
    with warehouse.session() as session:
        session.run("near/one_at_a_time")
        found = session.rows("near/pair", {"pair_id": pair_id})
        if not found:
            raise Permanent(f"there is no pair {pair_id}: out.near_miss lists them")
        key_a, key_b, both_recorded = found[0]
        decided = _decided(session)
        _refuse_again([each for each in decided if each.pair_id == pair_id], answer)
        if not both_recorded:
            raise Permanent(f"nobody is recorded any more under one of the two of pair {pair_id}")
        others = [each for each in decided if each.pair_id != pair_id]
        _refuse_contradiction(in_the_way(others, key_a, key_b, answer), answer)
        session.run("near/add_decision", {"pair_id": pair_id, "decision": answer} | vars(decision))
        note(session, decision, answer, pair_id)
        replay(session)


def replay(session: Session) -> int:
    """Put all decisions on top of the keys again; return how many own keys have another key in force now.

    Does nothing where nothing differs. Otherwise it waits for loads that are under way, which have looked up
    keys already, and queues the people concerned for a re-link.
    """
    session.run("near/one_replay_at_a_time")
    if _compare(session) == 0:
        return 0
    session.run("near/no_load_meanwhile")
    _compare(session)
    return session.run("near/apply_keys")


def forget_erased(session: Session) -> None:
    """Forget whom erasures left without any row, and what was decided about them.

    Asked at a re-link and not at the load: another file of the night may bring the person or be the one
    that takes the last row, and the order of files within a night does not matter (submission.md).
    """
    session.run("near/one_replay_at_a_time")
    if session.value("near/any_erased"):
        session.run("near/no_load_meanwhile")
        session.run("near/take_erased")
        session.run("near/forget")


def _compare(session: Session) -> int:
    """How many own keys should have another key in force than they have: temporary table same_changed."""
    wanted = representatives(_decided(session))
    session.run("near/open_wanted")
    session.copy_in(
        "pg_temp",
        "same_wanted",
        pa.table(
            {
                "own_key": pa.array(wanted.keys(), pa.string()),
                "person_key": pa.array(wanted.values(), pa.string()),
            }
        ),
    )
    session.run("near/compare_keys")
    count: int = session.value("near/count_changed")
    return count


def _decided(session: Session) -> list[Decided]:
    return [Decided(*row) for row in session.rows("near/decided")]


def _refuse_again(before: list[Decided], answer: Answer) -> None:
    for each in before:
        if each.decision == answer:
            raise Permanent(f"that was decided already, by {each.by} on {each.at:%d/%m/%Y}")


def _refuse_contradiction(others: list[Decided], answer: Answer) -> None:
    if not others:
        return
    said = ", ".join(
        f"{each.pair_id} ({each.decision}, by {each.by} on {each.at:%d/%m/%Y})" for each in others
    )
    between = (
        "people of these two were decided to be different"
        if answer == "same"
        else "other decisions make them the same person, one step after the other"
    )
    raise OtherDecisions(
        f"other decisions say otherwise: {between}: {said}. Decide one of those the other way first",
        [each.pair_id for each in others],
    )
