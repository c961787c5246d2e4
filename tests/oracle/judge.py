"""A whole file of rows: who is withheld, which findings stand, and the counts (submission.md)."""

from dataclasses import dataclass

from oracle.episodes import findings_over_rows
from oracle.rows import Finding, Night, Row, look_at_siblings
from oracle.rules import RULES
from oracle.short import short_findings


@dataclass(frozen=True)
class Counts:
    rows_submitted: int
    rows_withheld: int
    rows_in_error: int
    rows_loaded: int
    rows_with_warning: int


@dataclass(frozen=True)
class Judgement:
    """Findings sorted by row, rule and item, and the counts of the submission."""

    findings: list[Finding]
    counts: Counts

    def of(self, rule: str) -> list[tuple[int, str]]:
        return [(finding.row_no, finding.item) for finding in self.findings if finding.rule == rule]


def judge(cells: list[dict[str, str]], night: Night, feed: str = "cjit") -> Judgement:
    """Findings and counts of the data rows of one file, as sent, in file order (the first is row 1)."""
    rows = [Row(number, sent, night) for number, sent in enumerate(cells, start=1)]
    if feed != "cjit":
        look_at_siblings(rows, "CLIENT")
        return _sum_up(rows, 0, short_findings(rows, feed))
    withheld = _withheld(rows)
    submitted = [row for row in rows if row.number not in withheld]
    readable = [row for row in submitted if row.valid("CONSENT")]
    look_at_siblings(readable, "CLIENTID", "EPISODID")
    fired = [(row, rule, item) for row in readable for rule, item, test in RULES if test(row)]
    fired += findings_over_rows(readable)
    findings = {_finding(row, rule, item) for row, rule, item in fired}
    findings |= {
        Finding(row.number, "E08", "CONSENT", row["CONSENT"], None, None)
        for row in submitted
        if row not in readable
    }
    return _sum_up(submitted, len(withheld), sorted(findings, key=_position))


def _withheld(rows: list[Row]) -> set[int]:
    """Rows with CONSENT N and every other row of their CLIENTID (exact text; a blank one groups nothing)."""
    refused = [row for row in rows if row["CONSENT"] == "N"]
    clients = {row["CLIENTID"] for row in refused if row.present("CLIENTID")}
    return {row.number for row in rows if row in refused or row["CLIENTID"] in clients}


def _finding(row: Row, rule: str, item: str) -> Finding:
    return Finding(row.number, rule, item, row.shown(item), row.shown("CLIENT"), row["EPISODID"])


def _position(finding: Finding) -> tuple[int, str, str]:
    return finding.row_no, finding.rule, finding.item


def _sum_up(submitted: list[Row], withheld: int, findings: list[Finding]) -> Judgement:
    in_error = {finding.row_no for finding in findings if not finding.rule.startswith("W")}
    warned = {finding.row_no for finding in findings if finding.rule.startswith("W")} - in_error
    counts = Counts(
        rows_submitted=len(submitted),
        rows_withheld=withheld,
        rows_in_error=len(in_error),
        rows_loaded=len(submitted) - len(in_error),
        rows_with_warning=len(warned),
    )
    return Judgement(findings, counts)
