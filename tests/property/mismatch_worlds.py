"""Random lives of an agency: what it sends night by night, from rows that mismatches are about."""

from random import Random

from nights.files import extract, row
from oracle.random_rows import Cells

SEXES, INITIALS, DAYS = ("M", "F"), ("K", "L", "M"), ("05/11/2018", "07/11/2018", "09/11/2018")
CLOSED = {"CLOSEDT": "12/11/2018", "CLSRSN": "201"}
OPEN = {"CLOSEDT": "", "CLSRSN": ""}


class World:
    """An agency's rows as it keeps them, and the files that it makes of them."""

    def __init__(self, random: Random, agency: str) -> None:
        self._random = random
        self._agency = agency
        self._next = 0
        self.rows: list[Cells] = []
        self.away: list[Cells] = []
        for _ in range(random.choice((3, 5, 11, 13, 15))):
            self._add()

    def _add(self, **cells: str) -> None:
        self._next += 1
        person = {"SINITIAL": self._random.choice(INITIALS), "SEX": self._random.choice(SEXES)}
        when = {"ASSESSDT": self._random.choice(DAYS), "CASESTDT": "10/11/2018"}
        closed = self._random.choice((OPEN, OPEN, OPEN, CLOSED))
        self.rows.append(row(self._next, AGNCY=self._agency, **person | when | closed | cells))

    def night(self) -> list[bytes]:
        """The files of a night: mostly one, made after some of its rows have changed."""
        files = []
        for _ in range(self._random.choice((1, 1, 1, 2))):
            self._live()
            files.append(self._file())
        return files

    def _file(self) -> bytes:
        fate = self._random.random()
        if fate < 0.05:
            return b""
        rows = self.rows
        if fate < 0.2:  # an export that lost a part
            rows = rows[: self._random.randrange(1, 4)]
        return extract(*(self._sent(cells) for cells in rows)) if rows else b"\0"

    def _sent(self, cells: Cells) -> Cells:
        """The row in this file alone: now and then in error, or without consent."""
        fate = self._random.random()
        if fate < 0.03:
            return cells | {"ACCMNEED": "2"}
        if fate < 0.06:
            return cells | {"DRUG1": "?"}
        if fate < 0.08:
            return cells | {"CONSENT": "?"}
        if fate < 0.09:
            return cells | {"CONSENT": "N"}
        return cells

    def _live(self) -> None:
        for cells in list(self.rows):
            fate = self._random.random()
            if fate < 0.08:
                self._leaves(cells)
            elif fate < 0.13:
                cells["SEX"] = self._random.choice(SEXES)
            elif fate < 0.18:
                cells["SINITIAL"] = self._random.choice(INITIALS)
            elif fate < 0.23:
                cells["ASSESSDT"] = self._random.choice(DAYS)
            elif fate < 0.31:
                cells.update(self._random.choice((OPEN, CLOSED)))
            elif fate < 0.36:
                self._is_keyed_again(cells)
        for cells in [c for c in self.away if self._random.random() < 0.2]:
            self.away.remove(cells)
            self.rows.append(cells)
        if self._random.random() < 0.4:
            self._add()

    def _leaves(self, cells: Cells) -> None:
        self.rows.remove(cells)
        self.away.append(cells)

    def _is_keyed_again(self, cells: Cells) -> None:
        """The same under another EPISODID, at once or later; sometimes the old one is there as well."""
        self._next += 1
        new = cells | {"EPISODID": f"E{self._next}", "CLIENTID": f"C{self._next}"}
        self.rows.append(new) if self._random.random() < 0.7 else self.away.append(new)
        if self._random.random() < 0.8:
            self._leaves(cells)
