"""Random lives of many agencies, with decisions between nights: the warehouse holds what the model says."""

from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest

from cjit.errors import Permanent
from cjit.warehouse import decisions
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision
from nights.house import SECRET, House, at
from oracle.facts import read_lists, read_register
from oracle.rows import Night
from property.mismatch_model import History
from property.mismatch_worlds import World

WORLDS, NIGHTS, FIRST = 100, 6, 20
Answer = Literal["delete", "keep"]
HEADER = "agency_code,name,dat_code,kind,valid_from,valid_to,email\n"


@cache
def _register(folder: Path) -> Path:
    lines = [f"W{number:04},Agency {number},A04B,cjit,2015-04-01,,\n" for number in range(WORLDS)]
    (folder / "register.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    return folder / "register.csv"


class Play:
    """All agencies, each with its model; a file's number in the model is its place among the agency's."""

    def __init__(self, house: House, register: Path) -> None:
        self.house = house
        self.random = Random(7)  # noqa: S311  (a test's dice, not a secret)
        self.models: dict[str, History] = {}
        self.worlds: dict[str, World] = {}
        self.ids: dict[str, list[str]] = {}
        self.seen: Counter[str] = Counter()
        facts = read_lists(), read_register(register)
        for number in range(WORLDS):
            agency = f"W{number:04}"
            night = Night(at(FIRST).date(), *facts)
            self.models[agency] = History(night, agency)
            self.worlds[agency] = World(self.random, agency)
            self.ids[agency] = []

    def night(self, day: int) -> None:
        expected: dict[str, list[str]] = {}
        for agency, model in self.models.items():
            model.night = Night(at(day).date(), model.night.lists, model.night.register)
            expected[agency] = []
            for number, data in enumerate(self.worlds[agency].night()):
                self.house.drop(agency, f"{number}.csv", data, minute=number)
                verdict = model.take(len(self.ids[agency]) + number, data)
                expected[agency].append({"held": "held", None: "accepted"}.get(verdict, "fatal"))
                self.seen[expected[agency][-1]] += 1
        self.house.load(self.house.receive(day))
        told: dict[str, list[str]] = {agency: [] for agency in self.models}
        for line in self.house.ask(
            "select * from out.submission where received_at = %s order by arrival_no", at(day)
        ):
            told[line["agency_code"]].append(line["status"])
            self.ids[line["agency_code"]].append(line["submission_id"])
        assert told == expected

    def decide(self, day: int) -> None:
        with self.house.warehouse.kept_open() as warehouse:
            self._decide(day, warehouse)

    def _decide(self, day: int, warehouse: Warehouse) -> None:
        decision = Decision.of("a reviewer", at(day) + timedelta(hours=8), "asked the agency")
        for agency, model in self.models.items():
            for mismatch in list(model.mismatches):
                if mismatch.state == "open" and self.random.random() < 0.15:
                    answer: Answer = self.random.choice(("delete", "keep"))
                    model.decide(mismatch, answer)
                    named = agency, mismatch.episode, mismatch.kind
                    decisions.decide_mismatch(warehouse, named, answer, decision)
                    self.seen[f"{mismatch.kind} {answer}"] += 1
            if model.held and self.random.random() < 0.7:
                held = self.ids[agency][model.held.number]
                decisions.release_file(self.house.settings, warehouse, held, decision, lambda: SECRET)
                model.release()
                self.seen["released"] += 1

    def compare(self) -> None:
        self._agree(
            "select agency_code, episode_id, submission_id from core.episode where current_to is null",
            lambda a, m: [(a, name, self.ids[a][e.brought_by]) for name, e in m.current.items()],
        )
        self._agree(
            "select agency_code, episode_id, kind, state, found_in from out.mismatch",
            lambda a, m: [(a, x.episode, x.kind, x.state, self.ids[a][x.found_in]) for x in m.mismatches],
        )
        self._agree(
            "select agency_code, episode_id, last_seen_in from core.absent",
            lambda a, m: [(a, name, self.ids[a][number]) for name, number in m.absent.items()],
        )
        self._agree(
            "select agency_code, episode_id from core.held_back",
            lambda a, m: [(a, name) for name in m.held_back],
        )
        self._agree(
            "select submission_id, open_mismatches from out.submission where open_mismatches > 0",
            lambda a, m: Counter(self.ids[a][x.found_in] for x in m.mismatches if x.state == "open").items(),
        )
        self._agree(
            "select submission_id from out.held_file where state = 'waiting'",
            lambda a, m: [(self.ids[a][m.held.number],)] if m.held else [],
        )

    def _agree(self, query: Any, expected: Any) -> None:
        told = Counter(tuple(line.values()) for line in self.house.ask(query))
        model = Counter(line for agency, m in self.models.items() for line in expected(agency, m))
        assert sorted((told - model).elements()) == [], "only in the warehouse"
        assert sorted((model - told).elements()) == [], "only in the model"


def test_warehouse_and_model_agree(house: House, tmp_path: Path) -> None:
    register = _register(tmp_path)
    house.settings = house.settings.model_copy(update={"agencies": register})
    play = Play(house, register)
    for day in range(FIRST, FIRST + NIGHTS):
        play.night(day)
        play.compare()
        play.decide(day)
        play.compare()
    for model in play.models.values():
        play.seen.update(f"{each.kind} {each.state}" for each in model.mismatches)
    # Otherwise the agreement would say little.
    kinds = ("M1", "M2", "M3", "M4", "M5")
    wanted = {f"{kind} {state}" for kind in kinds for state in ("open", "kept", "deleted", "resolved")}
    wanted |= {"fatal", "held", "accepted", "released"}
    assert {case: play.seen[case] for case in wanted if play.seen[case] < 3} == {}


def test_a_decision_about_nothing_is_refused(house: House) -> None:
    decision = Decision.of("a reviewer", at(20), "why not")
    with pytest.raises(Permanent, match="ever found"):
        decisions.decide_mismatch(house.warehouse, ("A0001", "E1", "M1"), "keep", decision)
