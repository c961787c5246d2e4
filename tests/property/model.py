"""What a file makes of its agency's episodes, told once more from the specification, row by row.

Reads rows as the oracle does (oracle/); nothing of the library is used here.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

from oracle.files import content_hash, read_file
from oracle.judge import Judgement, judge
from oracle.random_rows import Cells
from oracle.rows import REC_ITEMS, Night, Row, usable_id
from oracle.text import is_sector, read_count, sector_of

Values = tuple[Hashable, ...]

_LISTS = {
    **{"SEX": "sex", "ETHNIC": "ethnicity", "ACCMNEED": "accommodation", "EMPSTAT": "employment"},
    **{"PRNTSTAT": "parental", "ROUTE": "route", "INJSTAT": "injecting", "PROMPT": "prompt"},
}
_DATES = ("DOB", "EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT")
_OUT_OF_PLACE = {"DRUG1": {"9996", "9997"}, "DRUG2": {"9997"}, "DRUG3": {"9996"}}


def stored(row: Row) -> Values:
    """What the warehouse keeps of a row's episode items: values of their type, else blank (rules.md)."""
    lists = row.night.lists
    client = row["CLIENT"]
    sector = sector_of(row["PC"])
    authorities = {code for code, _, _ in lists.authorities}
    return (
        *(row[item] for item in ("FINITIAL", "SINITIAL", "CLIENTID", "CMSID")),
        *(row.date_of(item) for item in _DATES),
        *(row[item] if row.in_list(item, name) else None for item, name in _LISTS.items()),
        row["NATION"] if row["NATION"] in lists.nations else None,
        client if row.length("CLIENT") <= 30 and not row.client_has_birth_date() else None,
        sector if sector and is_sector(sector) else None,
        row["DAT"] if lists.is_dat(row["DAT"]) else None,
        row["LA"] if row["LA"] in authorities else None,
        row["PREGNANT"] if row["PREGNANT"] in {"Y", "N"} else None,
        *(
            row[d] if row.in_list(d, "drug") and row[d] not in bad else None
            for d, bad in _OUT_OF_PLACE.items()
        ),
        read_count(row["ALCDDAYS"], 28),
        read_count(row["ALCUNITS"], 200),
        row["CLSRSN"] if row.valid("CLSRSN") else None,
        *(p if lists.is_dat(p) or lists.is_prison(p) else None for p in (row["TRFFROM"], row["TRFTO"])),
    )


def children(rows: Iterable[Row]) -> tuple[dict[str, Values], dict[str, Values]]:
    """Referrals and reviews of an episode by their ids: the first row of each says what it is."""
    referrals: dict[str, Values] = {}
    reviews: dict[str, Values] = {}
    for row in rows:
        referred, reviewed = row.date_of("REFSTDT"), row.date_of("SUBMODDT")
        agency = row["REFSTAG"] or ""
        is_code = len(agency) == 5 and "A" <= agency[0] <= "Z" and agency[1:].isdigit() and agency.isascii()
        if row.present("REFSTID") or referred:
            referrals.setdefault(row["REFSTID"] or str(referred), (referred, agency if is_code else None))
        if row.present("SUBMID") or reviewed:
            flags = tuple(row[item] == "Y" for item in REC_ITEMS)
            reviews.setdefault(row["SUBMID"] or str(reviewed), (reviewed, *flags))
    return referrals, reviews


@dataclass
class Episode:
    """The current version: what is stored of it, and the file that brought it."""

    values: Values
    client: str
    referrals: dict[str, Values]
    reviews: dict[str, Values]
    brought_by: int
    person: Values
    dat: str
    assessed: date
    closed: date | None

    def differs(self, other: "Episode") -> bool:
        mine = (self.values, self.referrals, self.reviews)
        return mine != (other.values, other.referrals, other.reviews)


@dataclass
class Reading:
    """What a readable file says, number by number of the agency's files."""

    number: int
    content: str | None
    loaded: dict[str, Episode]
    in_file: set[str | None]
    """EPISODIDs of rows that the rules ran on, rows in error included."""
    unreadable: set[str | None]
    """CLIENTIDs of rows that fire E08."""
    refusing: set[str | None]
    """CLIENTIDs with CONSENT N."""


@dataclass
class Agency:
    """All that is known of an agency after some of its files, which are numbered from 0."""

    night: Night
    folder: str
    current: dict[str, Episode] = field(default_factory=dict)
    versions: list[tuple[str, Episode]] = field(default_factory=list)
    absent: dict[str, int] = field(default_factory=dict)
    """Episode → the last accepted file that held it."""
    held_back: set[str] = field(default_factory=set)
    last_accepted: int | None = None
    content: str | None = None

    def take(self, number: int, data: bytes) -> str | None:
        """One file more; the fatal rule that stopped it, if any."""
        reading = self.read(number, data)
        if isinstance(reading, str):
            return reading
        self.accept(reading)
        return None

    def read(self, number: int, data: bytes) -> Reading | str:
        """What the file says, or the fatal rule that stops it."""
        read = read_file(data, self.folder, self.night)
        if read.fatal_rule:
            return read.fatal_rule
        if content_hash(data) == self.content:
            return "F09"
        judgement = judge(read.rows, self.night)
        judged, unreadable, refused = _split(read.rows, judgement, self.night)
        in_error = {finding.row_no for finding in judgement.findings if finding.rule.startswith("E")}
        return Reading(
            number,
            content_hash(data),
            _episodes([row for row in judged if row.number not in in_error], number),
            {row["EPISODID"] for row in judged},
            {row["CLIENTID"] for row in unreadable},
            {row["CLIENTID"] for row in refused if row.present("CLIENTID")},
        )

    def accept(self, reading: Reading) -> None:
        """Load what an accepted file brings."""
        self._erase(reading.refusing)
        for name, episode in reading.loaded.items():
            if name not in self.current or episode.differs(self.current[name]):
                self.current[name] = episode
                self.versions.append((name, episode))
        self._note_presence(reading)
        self.last_accepted, self.content = reading.number, reading.content

    def _erase(self, clients: set[str | None]) -> None:
        """Whoever withdrew consent: all versions, whether current or not."""
        self.versions = [(name, e) for name, e in self.versions if e.client not in clients]
        self.current = {name: e for name, e in self.current.items() if e.client not in clients}

    def _note_presence(self, reading: Reading) -> None:
        unseen = {name for name in self.current if name not in reading.loaded}
        self.held_back = {
            name
            for name in unseen
            if name in reading.in_file or self.current[name].client in reading.unreadable
        }
        missing = unseen - self.held_back
        last_seen = self.last_accepted
        assert last_seen is not None or not missing
        self.absent = {name: self.absent.get(name, last_seen or 0) for name in missing}


def _split(cells: list[Cells], judgement: Judgement, night: Night) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows that the rules run on, submitted rows without a readable consent, and those with CONSENT N.

    The other rows of clients with CONSENT N are in none.
    """
    rows = [Row(number, sent, night) for number, sent in enumerate(cells, start=1)]
    refused = [row for row in rows if row["CONSENT"] == "N"]
    clients = {row["CLIENTID"] for row in refused if row.present("CLIENTID")}
    submitted = [
        row
        for row in rows
        if row not in refused and not (row.present("CLIENTID") and row["CLIENTID"] in clients)
    ]
    assert len(submitted) == judgement.counts.rows_submitted
    readable = [row.valid("CONSENT") for row in submitted]
    judged = [row for row, usable in zip(submitted, readable, strict=True) if usable]
    return judged, [row for row, usable in zip(submitted, readable, strict=True) if not usable], refused


def _episodes(clean: list[Row], number: int) -> dict[str, Episode]:
    grouped: dict[str, list[Row]] = {}
    for row in clean:
        assert usable_id(row, "EPISODID")
        grouped.setdefault(row["EPISODID"] or "", []).append(row)
    return {name: _episode(rows, number) for name, rows in grouped.items()}


def _episode(rows: list[Row], number: int) -> Episode:
    first = rows[0]
    assessed = first.date_of("ASSESSDT")
    assert assessed
    person = (first["FINITIAL"], first["SINITIAL"], first.date_of("DOB"), first["SEX"])
    return Episode(
        stored(first),
        first["CLIENTID"] or "",
        *children(rows),
        number,
        person,
        first["DAT"] or "",
        assessed,
        first.date_of("CLOSEDT"),
    )
