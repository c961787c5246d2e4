"""Ten thousand files in an inbox are no problem: many senders, and one that never stops."""

import time
from pathlib import Path

import pytest

from cjit.settings import Settings
from cjit.warehouse import batch
from nights.databases import copy_of
from nights.files import REGISTER, extract, row
from nights.house import House

SENDERS, EACH, JUNK, SAME = 200, 5, 8_000, 1_000
FILES = SENDERS * EACH + JUNK + SAME


def _register(path: Path) -> Path:
    head = REGISTER.read_text().splitlines()[0]
    codes = [f"A{number:04}" for number in range(1, SENDERS + 1)]
    path.write_text("\n".join((head, *(f"{code},Agency,A04B,cjit,2015-04-01,," for code in codes))))
    return path


def _fill(house: House) -> None:
    """Every sender's growing extract, junk in a folder of nobody, and one sender's file again and again."""
    for number in range(1, SENDERS + 1):
        code = f"A{number:04}"
        for night in range(EACH):
            episodes = [row(episode, AGNCY=code) for episode in range(1, night + 2)]
            house.drop(code, f"{night}.csv", extract(*episodes), minute=night)
    same = extract(row(1))
    for number in range(SAME):
        house.drop("A0001", f"again {number}.csv", same, minute=EACH + number)
    for number in range(JUNK):
        nobody = house.settings.inbox_dir / f"nobody {number % 40}"
        nobody.mkdir(exist_ok=True)
        (nobody / f"{number}.csv").write_bytes(b"" if number // 40 % 2 else b"x")


def test_ten_thousand_files(
    server_url: str, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One batch, and so one verdict of Great Expectations (played here) and not ten thousand."""
    looked: list[str] = []
    monkeypatch.setattr(batch, "great_expectations_counts", lambda staged, *_: looked.append(staged.rows))
    monkeypatch.setattr(batch, "must_agree", lambda *_: None)
    with copy_of(server_url, template) as warehouse:
        settings = Settings(data=tmp_path / "data", settle_seconds=0, workers=4)
        house = House.of(settings, warehouse, _register(tmp_path / "agencies.csv"))
        house.prepare()
        _fill(house)
        begun = time.monotonic()
        batches = house.receive()
        taken = time.monotonic()
        verdicts = house.load(batches, verdict=True)
        done = time.monotonic()
        print(f"{FILES:,} files taken in {taken - begun:.0f} s and loaded in {done - taken:.0f} s")
        assert house.inbox() == []
        assert sum(len(each["submissions"]) for each in batches) == FILES
        assert len(looked) == len(batches) == 1
        # The sender's own five, then the first of the same ones over again; all others repeat the last.
        accepted = SENDERS * EACH + 1
        assert verdicts == {"accepted": accepted, "fatal": FILES - accepted}
        rules = house.ask("select fatal_rule, count(*) as files from out.submission group by 1 order by 1")
        assert [tuple(line.values()) for line in rules] == [
            ("F01", JUNK // 2),
            ("F04", JUNK // 2),
            ("F09", SAME - 1),
            (None, accepted),
        ]
        assert house.column("select count(*) from core.episode where current_to is null") == [SENDERS * EACH]
        assert house.receive(day=21) == []
