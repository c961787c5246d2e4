"""One night by another hand, against what was recorded of it after reading it, and against the oracle."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cjit.dataset.definition import FEEDS
from cjit.settings import PROJECT
from nights import example as another_hand
from nights.house import House
from oracle.facts import read_lists, read_register
from oracle.files import read_file
from oracle.judge import judge
from oracle.rows import Night

GOLDEN = PROJECT / "tests/golden/example_night.json"
_COUNTS = ("rows_submitted", "rows_withheld", "rows_in_error", "rows_loaded", "rows_with_warning")
_TABLES = (
    *("out.episode", "out.referral", "out.review", "out.journey", "core.treatment", "core.stay"),
    *("out.transfer", "out.treatment_match", "out.prison_match", "out.unmatched_referral"),
)
Summary = dict[str, Any]


def summary(house: House) -> Summary:
    """What a person would want to know of a night, and nothing of the machine that it ran on."""
    submissions = house.ask("select * from out.submission order by folder, file_name")
    findings = house.ask(
        "select s.feed, f.rule || ' ' || f.item as rule, count(*) as found from out.finding as f"
        " inner join out.submission as s on f.submission_id = s.submission_id"
        " where f.row_no is not null group by 1, 2 order by 1, 2"
    )
    of_files = house.ask(
        "select rule, count(*) as found from out.finding where row_no is null group by 1 order by 1"
    )
    links = house.ask(
        "select count(distinct person_key) as people, count(distinct client_key) as clients,"
        " count(duplicate_of) as duplicates, max(journey_no) as most_journeys from out.episode"
    )
    return {
        "submissions": {
            f"{line['folder']}/{line['file_name']}": {
                "agency": line["agency_code"],
                "verdict": line["status"],
                "fatal_rule": line["fatal_rule"],
                **{name: line[name] for name in _COUNTS},
                "load_pct": str(line["load_pct"]),
                "dq_pct": str(line["dq_pct"]),
            }
            for line in submissions
        },
        "findings": {
            feed: {line["rule"]: line["found"] for line in findings if line["feed"] == feed} for feed in FEEDS
        },
        "notes": {line["rule"]: line["found"] for line in of_files},
        "rows": {table: house.column(f"select count(*) from {table}")[0] for table in _TABLES},  # noqa: S608
        "links": dict(links[0]),
        "matches": _matches(house),
    }


def _matches(house: House) -> Summary:
    """Every transfer and every match with a release, what became of referrals and exits, and why not."""
    transfers = house.ask("select * from out.transfer")
    releases = house.ask("select * from out.prison_match")
    treatment = house.ask(
        "select anchor || case when treatment_agency is null then ', none' else ', started' end"
        " || case when already_in_treatment then ', in treatment' else '' end as what,"
        " count(*) as found, sum(days)::integer as days from out.treatment_match group by 1 order by 1"
    )
    return {
        "transfers": {
            f"{line['from_agency']}/{line['from_episode']}": f"{line['to_agency']}/{line['to_episode']}"
            for line in sorted(transfers, key=lambda line: (line["from_agency"], line["from_episode"]))
        },
        "releases": {
            f"{line['prison_code']}/{line['stay_id']}": f"{line['agency_code']}/{line['episode_id']}"
            for line in sorted(releases, key=lambda line: (line["prison_code"], line["stay_id"]))
        },
        "treatment": {line["what"]: f"{line['found']}, {line['days']} days" for line in treatment},
        "not seen": {
            line["why"]: line["referrals"]
            for line in house.ask(
                "select reason_in_words as why, sum(referrals)::integer as referrals"
                " from out.unmatched_referral_summary where level = 'provider' group by 1 order by 1"
            )
        },
    }


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a summary by its path."""
    if isinstance(tree, dict):
        for name, branch in tree.items():
            yield from leaves(branch, (*path, name))
    else:
        yield path, tree


def differences(golden: Summary, night: Summary) -> list[str]:
    """Where two summaries differ, a line each."""
    one, other = dict(leaves(golden)), dict(leaves(night))
    return [
        f"{' / '.join(path)}: {one.get(path, 'nothing')} recorded, {other.get(path, 'nothing')} now"
        for path in sorted(one.keys() | other.keys())
        if one.get(path) != other.get(path) or (path in one) is not (path in other)
    ]


def test_night_is_the_recorded_one(example: House, tmp_path: Path) -> None:
    night = summary(example)
    now = tmp_path / GOLDEN.name
    now.write_text(json.dumps(night, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    told = differences(json.loads(GOLDEN.read_text(encoding="utf-8")), night)
    assert told == [], f"read every difference, then copy {now} to {GOLDEN.relative_to(PROJECT)}"


def test_any_other_night_would_be_noticed() -> None:
    """Each recorded value changed, or gone, or one more: the comparison tells."""
    golden: Summary = json.loads(GOLDEN.read_text(encoding="utf-8"))
    paths = [path for path, _ in leaves(golden)]
    assert len(paths) > 200
    for path in paths:
        for change in (_changed, _removed, _doubled):
            mutation = copy.deepcopy(golden)
            branch = mutation
            for name in path[:-1]:
                branch = branch[name]
            change(branch, path[-1])
            assert differences(golden, mutation), f"{change.__name__} {path}"
    assert differences(golden, copy.deepcopy(golden)) == []


def _changed(branch: Summary, name: str) -> None:
    branch[name] = branch[name] + 1 if isinstance(branch[name], int) else f"not {branch[name]}"


def _removed(branch: Summary, name: str) -> None:
    del branch[name]


def _doubled(branch: Summary, name: str) -> None:
    branch[f"{name} again"] = branch[name]


def test_the_recorded_findings_and_counts_are_the_oracles(tmp_path: Path) -> None:
    """The record is no blind copy: a reader that shares nothing with the library says the same."""
    golden: Summary = json.loads(GOLDEN.read_text(encoding="utf-8"))
    sent = another_hand.files()
    register = tmp_path / "agencies.csv"
    register.write_bytes(sent.pop("agencies.csv"))
    night = Night(another_hand.CLOCK.date(), read_lists(), read_register(register))
    findings: dict[str, Counter[str]] = {feed: Counter() for feed in FEEDS}
    for path, data in sent.items():
        if not path.startswith("inbox/"):
            continue
        folder, name = path.split("/")[1:]
        feed = {"_structured": "structured", "_secure": "secure"}.get(folder, "cjit")
        read = read_file(data, folder, night, feed)
        recorded = golden["submissions"][f"{folder}/{name}"]
        assert recorded["fatal_rule"] == read.fatal_rule
        judgement = judge(read.rows, night, feed)
        assert {count: recorded[count] for count in _COUNTS} == vars(judgement.counts)
        findings[feed].update(f"{finding.rule} {finding.item}" for finding in judgement.findings)
    assert {feed: dict(sorted(found.items())) for feed, found in findings.items()} == golden["findings"]


def test_the_example_kept_here_is_the_one_handed_over() -> None:
    kept = another_hand.files()
    assert len([path for path in kept if path.startswith("inbox/")]) == 20
    original = another_hand.ORIGINAL
    if original.exists():
        handed = {str(p.relative_to(original)): p.read_bytes() for p in original.rglob("*") if p.is_file()}
        assert kept == handed


def test_every_file_left_the_inbox_and_has_its_outputs(example: House) -> None:
    assert example.inbox() == []
    settings = example.settings
    assert len(list((settings.archive_dir / "raw").rglob("*"))) > 20
    assert len(list((settings.archive_dir / "staged").rglob("rows.parquet"))) == 20
    written = {path.name for path in (settings.out_dir / "providers").glob("*/*/*")}
    assert written >= {"summary.html", "findings.csv", "receipt.json"}
    assert len(list((settings.out_dir / "providers").glob("*/*"))) == 20
    assert list((settings.out_dir / "reports/2018-11").rglob("report.html"))


def test_the_report_counts_what_the_warehouse_holds(example: House) -> None:
    """England's assessments of November, counted once more without the report."""
    assessed = example.column(
        "select value from out.ccjr where level = 'england' and measure = 'assessed' and breakdown = ''"
        " and period_kind = 'month'"
    )
    counted = example.column(
        "select count(distinct person_key) from out.episode where duplicate_of is null and age >= 18"
        " and assessed_on between '2018-11-01' and '2018-11-30'"
    )
    assert assessed
    assert [int(value) for value in assessed] == counted
