"""A later night: the same extracts, with as many rows changed as asked for."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from sample_on_disk import Sample, sample_in

from cjit.sample import write_resend
from oracle.judge import judge
from oracle.text import clean

Cells = list[dict[str, str]]


def rows_of(sample: Sample) -> dict[str, Cells]:
    read = {path.parent.name: sample.read(path) for path in sample.files()}
    return {
        agency: [{item: clean(item, cell) or "" for item, cell in row.items()} for row in file.rows]
        for agency, file in read.items()
        if file.fatal_rule is None
    }


def differences(before: Cells, after: Cells) -> list[set[str]]:
    """The items changed in each changed row; for each row more an empty set."""
    changed = [
        {item for item in old if old[item] != new[item]} for old, new in zip(before, after, strict=False)
    ]
    return [items for items in changed if items] + [set() for _ in after[len(before) :]]


@pytest.fixture(scope="module")
def again(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("again")
    write_resend(sample.root, root, changed=0.05, seed=2)
    return sample_in(root)


def test_five_per_cent_of_rows_are_changed(sample: Sample, again: Sample) -> None:
    before, after = rows_of(sample), rows_of(again)
    assert before.keys() == after.keys()
    kinds: Counter[str] = Counter()
    for agency, cells in before.items():
        changed = differences(cells, after[agency])
        assert len(changed) == round(0.05 * len(cells)), agency
        kinds.update(" ".join(sorted(items)) for items in changed)
    assert set(kinds) == {"", "ACCMNEED", "CLOSEDT CLSRSN"}
    assert min(kinds.values()) > 20


def test_a_row_more_is_a_new_review_of_an_episode_that_is_there(sample: Sample, again: Sample) -> None:
    before, after = rows_of(sample), rows_of(again)
    for agency, cells in before.items():
        reviews = {(row["EPISODID"], row["SUBMID"]) for row in cells}
        for row in after[agency][len(cells) :]:
            assert row["EPISODID"] in {episode for episode, _ in reviews}
            assert (row["EPISODID"], row["SUBMID"]) not in reviews
            assert row["SUBMODDT"]
            assert not row["REFSTID"] + row["REFSTDT"] + row["REFSTAG"]


def test_changes_bring_no_findings_of_their_own(sample: Sample, again: Sample) -> None:
    def rules(read: dict[str, Cells]) -> Counter[str]:
        return Counter(
            finding.rule
            for cells in read.values()
            for finding in judge(cells, sample.night).findings
            if cells
        )

    first, second = rules(rows_of(sample)), rules(rows_of(again))
    more = second - first
    repeated = sum(more.values())  # a new row of an episode repeats what was wrong with it
    assert repeated < 0.15 * sum(first.values())
    assert not {rule for rule in more if rule not in first}


def test_files_keep_their_way_of_writing_and_are_an_hour_younger(sample: Sample, again: Sample) -> None:
    for path in sample.files():
        new = again.root / path.relative_to(sample.root)
        old_lines, new_lines = path.read_bytes().split(b"\n"), new.read_bytes().split(b"\n")
        assert new_lines[0] == old_lines[0]
        same = sum(old == young for old, young in zip(old_lines, new_lines, strict=False))
        assert same / len(old_lines) > 0.9, path.name
        assert new.stat().st_mtime - path.stat().st_mtime == 3600


def test_treatment_and_prison_files_are_not_sent_again(again: Sample) -> None:
    assert not again.files("structured") + again.files("secure")
    assert (again.root / "agencies.csv").exists()


def test_one_row_a_file(sample: Sample, tmp_path: Path) -> None:
    write_resend(sample.root, tmp_path / "one", seed=3, changed_rows_per_file=1)
    before, after = rows_of(sample), rows_of(sample_in(tmp_path / "one"))
    assert all(differences(cells, after[agency]) == [{"ACCMNEED"}] for agency, cells in before.items())


def test_a_resent_night_can_be_sent_again(sample: Sample, again: Sample, tmp_path: Path) -> None:
    shutil.copytree(again.root, tmp_path / "night 2")
    write_resend(tmp_path / "night 2", tmp_path / "night 3", changed=0.1, seed=4)
    second, third = rows_of(again), rows_of(sample_in(tmp_path / "night 3"))
    assert sum(map(len, third.values())) > sum(map(len, second.values()))


def test_the_same_seed_changes_the_same_rows(sample: Sample, again: Sample, tmp_path: Path) -> None:
    write_resend(sample.root, tmp_path, changed=0.05, seed=2)
    for path in again.files():
        assert (tmp_path / path.relative_to(again.root)).read_bytes() == path.read_bytes()
