"""What two people typed at once: of what they did nothing is lost, and nothing is taken for the other's."""

from hypothesis import given
from hypothesis import strategies as st

from cjit.entry.together import TypedChild, children_together, together

ITEMS = st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("xyz"))


@given(ITEMS, ITEMS, ITEMS)
def test_what_one_changed_stands_and_what_both_did_is_the_later_ones(
    was: dict[str, str], typed: dict[str, str], kept: dict[str, str]
) -> None:
    it = together(was, typed, kept)
    assert it.kept == kept
    for name in "ABCD":
        before, mine, now = was.get(name), typed.get(name), kept.get(name)
        assert it.items.get(name) == (now if mine == before else mine)
        assert (name in it.theirs) == (now != before)
        assert (name in it.both) == (now != before and mine not in (before, now))


def test_where_nobody_was_faster_it_is_what_was_typed() -> None:
    assert together({"A": "x"}, {"B": "y"}, {"A": "x"}).items == {"B": "y"}


def test_referrals_and_reviews_stay_as_each_of_the_two_has_them() -> None:
    typed = [
        TypedChild("both", {"A": "mine"}, {"A": "x"}),
        TypedChild("to go", {"A": "x"}, {"A": "x"}, removed=True),
        TypedChild("gone untouched", {"A": "x"}, {"A": "x"}),
        TypedChild("gone to go", {"A": "y"}, {"A": "x"}, removed=True),
        TypedChild("gone emptied", {}, {"A": "x"}),
        TypedChild("gone changed", {"A": "y"}, {"A": "x"}),
        TypedChild("", {"A": "new"}, {}),
    ]
    found, gone = children_together(typed, {"both": {"A": "y"}, "to go": {"A": "y"}, "added": {"A": "z"}})
    assert [(each.key, each.said.items["A"]) for each in found] == [
        ("both", "mine"),
        ("to go", "y"),
        ("added", "z"),
        ("", "y"),
        ("", "new"),
    ]
    assert [each.key for each in found if each.new] == ["added"]
    assert [each.said.items["A"] for each in found if each.gone] == ["y"]
    assert [each.key for each in found if each.removed] == ["to go"]
    assert [each.key for each in gone] == ["gone untouched", "gone to go", "gone emptied"]
