"""The short rule set of the two datasets to match against (dataset.md)."""

from collections import Counter
from collections.abc import Iterator

from oracle.rows import Finding, Row

_STRUCTURED = "AGNCY CLIENT EPISODID FINITIAL SINITIAL DOB SEX DAT REFLD TRIAGED MODST DISD DISRSN"
_SECURE = "PRISON STAYID FINITIAL SINITIAL DOB SEX ADMDT EXITDT EXITRSN EXITDAT REFREL"
STRUCTURED, SECURE = tuple(_STRUCTURED.split()), tuple(_SECURE.split())
ID_ITEM = {"structured": "EPISODID", "secure": "STAYID"}
SENDER_ITEM = {"cjit": "AGNCY", "structured": "AGNCY", "secure": "PRISON"}
DATES = {
    "structured": ("DOB", "REFLD", "TRIAGED", "MODST", "DISD"),
    "secure": ("DOB", "ADMDT", "EXITDT"),
}


def short_findings(rows: list[Row], feed: str) -> list[Finding]:
    """Every finding of a `_structured` or `_secure` file."""
    times = Counter(row[ID_ITEM[feed]] for row in rows)
    found = []
    for row in rows:
        repeated = row.present(ID_ITEM[feed]) and times[row[ID_ITEM[feed]]] > 1
        for rule, item in _fired(row, feed, repeated):
            client = row.shown("CLIENT") if feed == "structured" else None
            found.append(Finding(row.number, rule, item, row.shown(item), client, row[ID_ITEM[feed]]))
    return sorted(found, key=lambda finding: (finding.row_no, finding.rule, finding.item))


def _fired(row: Row, feed: str, repeated: bool) -> Iterator[tuple[str, str]]:
    for rule, item in (("E01", "FINITIAL"), ("E02", "SINITIAL"), ("E03", "DOB"), ("E04", "SEX")):
        if not row.valid(item):
            yield rule, item
    if repeated or not row.valid(ID_ITEM[feed]):
        yield "E07", ID_ITEM[feed]
    if feed == "structured" and not row.night.lists.is_dat(row["DAT"]):
        yield "E09", "DAT"
    if feed == "secure" and row.present("EXITDT") and not row.night.lists.is_dat(row["EXITDAT"]):
        yield "E09", "EXITDAT"
    for item in DATES[feed]:
        day = row.date_of(item)
        if row.not_a_date(item) or (day is not None and day > row.night.received):
            yield "X01", item
    reason, name = ("DISRSN", "treatment_discharge") if feed == "structured" else ("EXITRSN", "prison_exit")
    if row.present(reason) and not row.in_list(reason, name):
        yield "X02", reason
