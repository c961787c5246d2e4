"""One cause shows once: grouping by rule and fix, then sentence and, where an item holds codes, value."""

from collections import Counter

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from cjit.dataset.definition import definition
from cjit.quality.causes import Step, in_steps
from cjit.quality.feedback import in_order_of_work
from feedback_rows import WORDS, finding, findings

O_ = definition("O")


def of(*rows: dict[str, object]) -> list[Step]:
    return in_steps(in_order_of_work(findings(*rows)), O_)


def coded(row_no: int, value: str | None, item: str = "ROUTE") -> dict[str, object]:
    return finding("W05", row_no, item=item, value=value, message=f"{item} is wrong.")


def test_one_wrong_code_on_many_rows_is_one_line() -> None:
    ((cause,),) = [step.causes for step in of(*(coded(n, "9") for n in range(1, 401)), coded(500, "8"))]
    (fault,) = cause.faults
    assert [(v.text, v.times, v.rows) for v in fault.values] == [
        ("9", 400, "Rows 1, 2, 3, 4, 5 and 395 more"),
        ("8", 1, "Row 500"),
    ]
    assert (cause.times, fault.other_values) == (401, 0)


def test_only_the_most_frequent_values_are_named() -> None:
    rows = [coded(n, f"{n % 9:02}") for n in range(1, 101)]
    fault = of(*rows)[0].causes[0].faults[0]
    assert [v.text for v in fault.values] == ["01", "02", "03", "04", "05"]  # 12 times, then 11
    assert fault.other_values == 4


def test_dates_ids_free_text_and_masked_items_name_no_value() -> None:
    for item in ("EVNTDT", "CLIENTID", "CLIENT", "SUBMID", "DOB", "PC", "FINITIAL"):
        fault = of(coded(1, "secret", item), coded(2, "secret", item))[0].causes[0].faults[0]
        assert (fault.values, fault.rows) == ((), "Rows 1, 2")


def test_a_blank_and_a_sentence_in_the_place_of_a_code() -> None:
    fault = of(coded(1, None), coded(2, None), coded(3, "x" * 100))[0].causes[0].faults[0]
    assert [(v.text, v.times) for v in fault.values] == [("x" * 40 + "…", 1)]
    assert fault.times == 3


def test_steps_come_in_the_order_of_work_and_causes_by_number() -> None:
    steps = of(
        finding("N02", None),
        coded(1, "9"),
        coded(2, "9"),
        coded(3, "9", "ETHNIC"),
        finding("E03", 4),
        finding("E03", 5, message="Another."),
    )
    assert [(s.severity, s.times, [(c.items, c.counted) for c in s.causes]) for s in steps] == [
        ("error", 2, [(["DOB"], "2 rows")]),
        ("warning", 3, [(["ROUTE", "ETHNIC"], "3 findings")]),
        ("note", 1, [([], "")]),
    ]
    assert steps[2].causes[0].faults[0].rows == ""


def test_nothing_found_is_no_step() -> None:
    assert of() == []


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["E03", "W05"]),
        st.sampled_from(["ROUTE", "DOB"]),
        st.sampled_from([None, "1", "2", "3"]),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(ROWS)
def test_every_finding_is_counted_once_coded_or_plain(rows: list[tuple[str, str, str | None]]) -> None:
    made = [
        finding(rule, n, **{"item": item, "value": value}) for n, (rule, item, value) in enumerate(rows, 1)
    ]
    steps = of(*made)
    plain = findings(*made)
    twice = {
        name: pa.DictionaryArray.from_arrays(  # a dictionary that holds each text twice
            pa.array([2 * at + n % 2 for n, at in enumerate(column.indices.to_pylist())], pa.int32()),
            pa.array([text for text in column.dictionary.to_pylist() for _ in range(2)], pa.string()),
        )
        for name in ("rule", "item", "severity", "message", "why", "fix")
        for column in [plain[name].combine_chunks().dictionary_encode()]
        if len(column.dictionary)
    }
    coded_rows = pa.table({name: twice.get(name, plain[name]) for name in plain.column_names})
    assert in_steps(in_order_of_work(coded_rows), O_) == steps
    counted: Counter[tuple[str, str]] = Counter()
    for rule, fault in ((c.rule, f) for s in steps for c in s.causes for f in c.faults):
        counted[rule, fault.item] += fault.times
    assert counted == Counter((rule, item) for rule, item, _ in rows)
    named = sum(v.times for s in steps for c in s.causes for f in c.faults for v in f.values)
    assert named == sum(item == "ROUTE" and value is not None for _, item, value in rows)
    assert {c.fix for s in steps for c in s.causes} <= {text[4] for text in WORDS.values()}
