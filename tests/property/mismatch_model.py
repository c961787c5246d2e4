"""The life of mismatches and held files, told from submission.md and rules.md, one episode at a time."""

from dataclasses import dataclass, field

from property.model import Agency, Episode, Reading


@dataclass
class Mismatch:
    """A mismatch and what became of it; `earlier` is the version before, where one was compared."""

    episode: str
    kind: str
    found_in: int
    state: str = "open"
    earlier: Episode | None = None


@dataclass
class History(Agency):
    """An agency with its mismatches, the file that is held, and the decisions about them."""

    mismatches: list[Mismatch] = field(default_factory=list)
    kept_away: set[str] = field(default_factory=set)
    held: Reading | None = None
    """The file that may still be released."""

    def take(self, number: int, data: bytes) -> str | None:
        """One file more; the fatal rule that stopped it, or `held`."""
        reading = self.read(number, data)
        if isinstance(reading, str):
            return reading
        if self._would_hold(reading):
            self.held = reading
            return "held"
        self.accept(reading)
        return None

    def open_of(self, episode: str, *kinds: str) -> list[Mismatch]:
        """Open mismatches of an episode, of some kinds."""
        return [m for m in self.mismatches if m.episode == episode and m.kind in kinds and m.state == "open"]

    def _missing(self, reading: Reading) -> list[str]:
        return [
            name
            for name, episode in self.current.items()
            if name not in reading.loaded
            and name not in reading.in_file
            and episode.client not in reading.unreadable
            and episode.client not in reading.refusing
        ]

    def _raised(self, reading: Reading, name: str) -> str | None:
        """The mismatch that a missing episode newly gives rise to."""
        if name in self.kept_away or self.open_of(name, "M3"):
            return None
        old = self.current[name]
        for other, new in reading.loaded.items():
            same = (new.person, new.dat, new.assessed) == (old.person, old.dat, old.assessed)
            if other not in self.current and same:
                return "M3"
        return None if self.open_of(name, "M1") else "M1"

    def _would_hold(self, reading: Reading) -> bool:
        opened = {
            name
            for name, e in self.current.items()
            if e.closed is None and not self.open_of(name, "M1", "M3")
        }
        gone = [name for name in self._missing(reading) if self._raised(reading, name) == "M1"]
        disappearing = opened & set(gone)
        return len(disappearing) >= 10 and len(disappearing) > len(opened) / 2

    def accept(self, reading: Reading) -> None:
        """Load an accepted file: find its mismatches and resolve what it removes the cause of."""
        before = dict(self.current)
        for name in self.current:
            if name in reading.loaded or name in reading.in_file:
                self._resolve(name, "M1", "M3")
                self.kept_away.discard(name)
        for name in self._missing(reading):
            kind = self._raised(reading, name)
            if kind:
                self._resolve(name, "M1")
                self.mismatches.append(Mismatch(name, kind, reading.number))
        erased = {name for name, e in before.items() if e.client in reading.refusing}
        for name, new in reading.loaded.items():
            if name in before and name not in erased:
                self._compare(name, before[name], new, reading.number)
        super().accept(reading)
        self.mismatches = [m for m in self.mismatches if m.episode not in self._gone]
        self.held = None

    def _erase(self, clients: set[str | None]) -> None:
        self._gone = {name for name, e in self.versions if e.client in clients}
        super()._erase(clients)

    def _resolve(self, name: str, *kinds: str) -> None:
        for mismatch in self.open_of(name, *kinds):
            mismatch.state = "resolved"

    def _compare(self, name: str, old: Episode, new: Episode, number: int) -> None:
        for kind, mine, other in (("M2", new.person, old.person), ("M4", new.assessed, old.assessed)):
            already = self.open_of(name, kind)
            for mismatch in already:
                assert mismatch.earlier
                earlier = mismatch.earlier.person if kind == "M2" else mismatch.earlier.assessed
                if mine == earlier:
                    mismatch.state = "resolved"
            if mine != other and not already:
                self.mismatches.append(Mismatch(name, kind, number, earlier=old))
        if new.closed:
            self._resolve(name, "M5")
        elif old.closed:
            self.mismatches.append(Mismatch(name, "M5", number, earlier=old))

    def decide(self, mismatch: Mismatch, answer: str) -> None:
        """Delete the episode, or keep it as it is."""
        name = mismatch.episode
        if answer == "keep":
            mismatch.state = "kept"
            if mismatch.kind in {"M1", "M3"}:
                self.kept_away.add(name)
            return
        for each in self.mismatches:
            if each.episode == name and each.state == "open":
                each.state = "deleted"
        for known in (self.current, self.absent):
            known.pop(name, None)
        self.held_back.discard(name)
        self.kept_away.discard(name)

    def release(self) -> None:
        """Load the held file."""
        assert self.held
        self.accept(self.held)
