"""Where the points of the small chart go."""

from itertools import pairwise

import pytest

from cjit.web.sparkline import HEIGHT, WIDTH, sparkline

ACCEPTED: dict[str, str | float | None] = {"status": "accepted", "load": 100.0, "dq": 80.0}


def test_nothing_is_no_chart() -> None:
    assert sparkline([]) is None


def test_thirteen_files_fill_its_width_oldest_first() -> None:
    chart = sparkline([{**ACCEPTED, "dq": 100.0 - number} for number in range(13)])
    assert chart is not None
    points = [tuple(map(float, point.split(","))) for point in chart.dq.split()]
    assert [x for x, _ in points] == pytest.approx([4 + 8 * number for number in range(13)], abs=0.06)
    assert points[0][1] == 4
    assert all(below[1] > above[1] for above, below in pairwise(points))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_what_is_below_half_lies_at_the_bottom_and_a_fatal_file_is_a_mark() -> None:
    fatal: dict[str, str | float | None] = {"status": "fatal", "load": None, "dq": None}
    chart = sparkline([{**ACCEPTED, "dq": 3.0}, fatal, {**ACCEPTED, "status": "held"}])
    assert chart is not None
    assert chart.dq.split()[0] == f"4.0,{HEIGHT - 4:.1f}"
    assert len(chart.dq.split()) == 2
    assert len(chart.marks) == 2
    assert chart.words == "Load 100.0, DQ 3.0; fatal; Load 100.0, DQ 80.0, held"
