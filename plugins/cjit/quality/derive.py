"""The derived columns: typed readings, dated lists and what rules need beyond one cell.

Each is described in the dataset's definition (`[[derived]]`); both engines, Arrow and Great Expectations,
see the same column, so a rule is a plain expectation on it.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain
from cjit.dataset.definition import Definition
from cjit.dataset.lists import OUT_OF_ENGLAND, Lists
from cjit.dataset.register import Register
from cjit.quality import across, dated, text
from cjit.quality.groups import group_keys, repeated, usable

Columns = dict[str, pa.Array]

DATE_OF_BIRTH_FROM = "1903-01-01"
"""Earlier dates of birth are not valid (E03)."""


def cjit_columns(rows: Columns, definition: Definition, lists: Lists, register: Register) -> Columns:
    """All staged columns of CJIT rows (specification: rules.md); the input holds items by name."""
    out: Columns = {"sub": rows["sub"], "row_no": rows["row_no"], "received_on": rows["received_on"]}
    for item in definition.items:
        out[item.staged] = rows[item.name]
        if item.kind == "date":
            out |= _read_date(item.staged, rows[item.name])
    _read_codes(out, lists)
    _read_places(out, lists)
    out["refstag_registered"] = text.mapped(
        out["refstag"], lambda v: _is_in(v, tuple(sorted(register.codes)))
    )
    _read_ages_and_days(out)
    as_sent = {"client": out["client"]}  # two references that are masked are not the same for that
    _guard_client(out, ("clientid", "episodid"))
    _guard_postcode(out)
    out |= across.cjit_facts(out | as_sent, definition)
    _hide_postcode_text(out)
    return out


def other_columns(rows: Columns, definition: Definition, lists: Lists) -> Columns:
    """All staged columns of structured treatment or secure settings rows."""
    out: Columns = {"sub": rows["sub"], "row_no": rows["row_no"], "received_on": rows["received_on"]}
    for item in definition.items:
        out[item.staged] = rows[item.name]
        if item.kind == "date":
            out |= _read_date(item.staged, rows[item.name])
        if item.list == "dat":
            out[f"{item.staged}_known"] = text.mapped(
                rows[item.name], lambda v: _is_in(v, lists.values["dat"])
            )
    if "client" in out:
        _guard_client(out, ("client",))
    identity = rows[definition.episode_item]
    keys, known = group_keys(identity, np.asarray(rows["sub"]), usable(identity))
    out["id_repeated"] = pa.array(repeated(keys, known))
    return out


def _read_date(name: str, column: pa.Array) -> Columns:
    day = text.mapped(column, text.as_dates)
    return {f"{name}_on": day, f"{name}_is_date": pc.if_else(pc.is_valid(column), pc.is_valid(day), None)}


def _is_in(values: pa.Array, codes: tuple[str, ...]) -> pa.Array:
    return pc.if_else(pc.is_valid(values), pc.is_in(values, pa.array(codes, pa.string())), None)


def _read_codes(out: Columns, lists: Lists) -> None:
    valid = {}
    for drug in ("drug1", "drug2", "drug3"):
        valid[drug] = text.mapped(out[drug], partial(text.only_in, codes=lists.values[drug]))
        out[f"{drug}_code"] = valid[drug]
    strong = pa.array(sorted(lists.grouped("drug", "opiate") | {"3201"}))
    any_strong = pc.or_(
        pc.or_(pc.is_in(valid["drug1"], strong), pc.is_in(valid["drug2"], strong)),
        pc.is_in(valid["drug3"], strong),
    )
    all_valid = pc.and_(
        pc.and_(pc.is_valid(valid["drug1"]), pc.is_valid(valid["drug2"])), pc.is_valid(valid["drug3"])
    )
    out["opiate_or_crack"] = pc.if_else(all_valid, any_strong, None)
    out["drinking_days"] = text.mapped(out["alcddays"], lambda v: text.as_count(v, 28))
    out["drinking_units"] = text.mapped(out["alcunits"], lambda v: text.as_count(v, 200))


def _read_places(out: Columns, lists: Lists) -> None:
    day = pc.coalesce(out["assessdt_on"], out["received_on"])
    dats = dated.Ranges.of(lists.partnerships, "dat_code")
    authorities = dated.Ranges.of(lists.local_authorities, "la_code", carries="dat_code")
    out["dat_in_force"] = dats.in_force(out["dat"], day)
    out["la_in_force"] = authorities.in_force(out["la"], day)
    dat, trfto = out["dat"], out["trfto"]
    both = pc.and_(
        pc.and_(certain(out["dat_in_force"]), certain(out["la_in_force"])),
        text.holds(dat, lambda values: pc.not_equal(values, OUT_OF_ENGLAND)),
    )
    carried = authorities.carried(out["la"], day, among=dat.dictionary)
    out["la_in_dat"] = pc.if_else(both, certain(pc.equal(carried, dat.indices)), None)
    for item in ("trffrom", "trfto"):
        out[f"{item}_kind"] = text.mapped(out[item], lambda v: _place_kind(v, lists))
    own = certain(pc.equal(text.mapped(trfto, lambda v: pc.index_in(v, dat.dictionary)), dat.indices))
    is_dat = pc.equal(out["trfto_kind"], "dat")
    out["trfto_kind"] = pc.if_else(is_dat, pc.if_else(own, "own_dat", "other_dat"), out["trfto_kind"])


def _place_kind(values: pa.Array, lists: Lists) -> pa.Array:
    is_dat = pc.is_in(values, pa.array(lists.values["dat"]))
    is_prison = pc.is_in(values, pa.array(lists.values["prison"]))
    kind = pc.if_else(is_dat, "dat", pc.if_else(is_prison, "prison", "none"))
    return pc.if_else(pc.is_valid(values), kind, None)


def _read_ages_and_days(out: Columns) -> None:
    born, assessed = out["dob_on"], out["assessdt_on"]
    old_enough = pc.greater_equal(born, pa.scalar(DATE_OF_BIRTH_FROM).cast(pa.date32()))
    born = pc.if_else(old_enough, born, None)
    years = pc.subtract(pc.year(assessed), pc.year(born))
    # Born on 29 February: 1 March is the first day on or after the birthday in other years.
    not_yet = pc.less(_month_and_day(assessed), _month_and_day(born))
    out["age"] = pc.subtract(years, pc.if_else(not_yet, 1, 0)).cast(pa.int16())
    out["days_from_event"] = pc.subtract(assessed.cast(pa.int32()), out["evntdt_on"].cast(pa.int32()))


def _month_and_day(day: pa.Array) -> pa.Array:
    return pc.add(pc.multiply(pc.month(day), 100), pc.day(day))


def _guard_client(out: Columns, ids: Sequence[str]) -> None:
    """W03: a client reference that tells the date of birth is masked wherever it would be shown.

    Also on rows of the same client, known by one of the `ids`, whose own date of birth cannot tell.
    """
    out["client_has_dob"] = across.client_has_dob(out["client"], out["dob_on"], DATE_OF_BIRTH_FROM)
    told = certain(out["client_has_dob"])
    masked = across.same_text(out["client"], told, [out[name] for name in ids], np.asarray(out["sub"]))
    out["client_masked"] = masked
    if masked.true_count:
        masks = text.stars(out["client"].filter(masked))
        out["client"] = pc.replace_with_mask(out["client"], masked, masks)


def _guard_postcode(out: Columns) -> None:
    """W05: a full postcode is cut to its sector before anything is written."""
    out["finding_pc"] = text.mapped(out["pc"], text.stars)
    out["pc_form"] = text.mapped(out["pc"], text.postcode_form)
    out["pc"] = text.recoded(out["pc"], text.postcode_sector(out["pc"].dictionary))


def _hide_postcode_text(out: Columns) -> None:
    """Once the rows of an episode have been compared, text that is no postcode is kept nowhere."""
    sector = pc.match_substring_regex(out["pc"].dictionary, text.SECTOR)
    out["pc"] = text.recoded(out["pc"], pc.if_else(sector, out["pc"].dictionary, None))
