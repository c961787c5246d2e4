"""Who signs a report, once, and what its files say before and after."""

from datetime import date
from pathlib import Path

import psycopg
import pytest

from cjit.errors import Permanent
from cjit.report.freeze import freeze
from cjit.report.run import render, sign_report
from cjit.report.signers import signers
from cjit.report.signing import is_signed, sign
from cjit.warehouse.connection import Warehouse
from nights.folders import InFolders
from nights.reports import make_report
from report.world import Episode, World, lone, moment, small

NOW, LATER = moment(date(2018, 12, 20)), moment(date(2019, 1, 10))


def busy() -> World:
    world = small()
    world.episodes = [Episode("A0001", "1", "ann", "A03B", date(2018, 11, 5))]
    return world


def test_a_signature_is_recorded_once_with_who_when_and_why(
    warehouse: Warehouse, tmp_settings: InFolders
) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    assert not is_signed(warehouse, first)
    assert sign(tmp_settings, warehouse, "2018-11", "Jo Lead", "checked", LATER) == ("2018-11", first)
    assert sign(tmp_settings, warehouse, first, "Jo Lead", "again", LATER) == ("2018-11", first)
    assert is_signed(warehouse, first)
    with psycopg.connect(warehouse.url) as connection:
        signed = connection.execute("select signed_by, signed_at from out.freeze").fetchall()
        whys = connection.execute("select why from report.signature").fetchall()
        noted = connection.execute("select who, happened_at, did, subject from dq.access_log").fetchall()
    assert signed == [("Jo Lead", LATER)]
    assert whys == [("checked",)]
    assert noted == [("Jo Lead", LATER, "sign", first)]


def test_what_cannot_be_signed(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    world.episodes[0].prompt = "9"
    world.store(warehouse)
    second = freeze(warehouse, "2018-11", LATER)
    named = tmp_settings.model_copy(update={"signers": "Jo Lead = 7, Sam Region"})
    with pytest.raises(Permanent, match=f"restated by {second}"):
        sign(named, warehouse, first, "Jo Lead", "checked", LATER)
    with pytest.raises(Permanent, match="there is no report"):
        sign(named, warehouse, "2017-01", "Jo Lead", "checked", LATER)
    with pytest.raises(Permanent, match="may not sign"):
        sign(named, warehouse, second, "Somebody Else", "checked", LATER)
    with pytest.raises(Permanent, match="a reason"):
        sign(named, warehouse, second, "Jo Lead", " ", LATER)
    sign(named, warehouse, second, "Jo Lead", "checked", LATER)
    with pytest.raises(Permanent, match="signed already, by Jo Lead"):
        sign(named, warehouse, second, "Sam Region", "checked", LATER)


def test_signers_are_known_by_their_names_or_by_what_stands_beside_them() -> None:
    assert signers(" nora = 7,lou,, Jo Lead=9 ") == {"nora": "7", "lou": "lou", "Jo Lead": "9"}
    assert signers("") == {}


def test_the_draft_mark_goes_when_the_report_is_signed(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    busy().store(warehouse)
    settings = tmp_settings.model_copy(update={"report_files": ("html",)})
    made = make_report(settings, warehouse, "2018-11", NOW)
    page = tmp_settings.out_dir / "reports" / "2018-11" / made / "england" / "england" / "report.html"
    draft = Path(page).read_text(encoding="utf-8")
    sign_report(settings, warehouse, LATER, made, "Jo Lead", "checked")
    signed = Path(page).read_text(encoding="utf-8")
    assert "raft" in draft
    assert signed != draft
    assert "Jo Lead" in signed


def test_an_old_freeze_keeps_its_names(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    world = lone()
    world.episodes = busy().episodes
    world.store(warehouse)
    made = make_report(tmp_settings, warehouse, "2018-11", NOW)
    folder = tmp_settings.out_dir / "reports" / "2018-11" / made
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with psycopg.connect(warehouse.url) as connection:
        for table in ("agency", "partnership"):
            connection.execute(f"update ref.{table} set name = 'Renamed'")  # type: ignore[arg-type]  # noqa: S608
        connection.execute("update ref.code set label = 'Renamed'")
    render(tmp_settings, warehouse, "2018-11", made)
    assert {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
