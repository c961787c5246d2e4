"""The rules of one CJIT row, in the order of rules.md, in the words of the text.

A rule that compares, or depends on another item's value, first asks that every item it looks at is
valid. Clauses that say blank, not in the list or not a date stand alone. More rows: episodes.py.
"""

from collections.abc import Callable
from datetime import timedelta

from oracle.rows import REC_ITEMS, TRANSFERS, Row
from oracle.text import age_on, is_unit, read_count

Test = Callable[[Row], bool]
RULES: list[tuple[str, str, Test]] = []
"""rule, item, test"""


def rule(name: str, *items: str) -> Callable[[Test], Test]:
    def keep(test: Test) -> Test:
        RULES.extend((name, item, test) for item in items)
        return test

    return keep


def alone(name: str, item: str) -> None:
    """A rule about the item alone, nothing else."""
    RULES.append((name, item, lambda row: not row.valid(item)))


for _name, _item in {"E01": "FINITIAL", "E02": "SINITIAL", "E03": "DOB", "E04": "SEX"}.items():
    alone(_name, _item)
alone("E06", "CLIENTID")
alone("E07", "EPISODID")
# E08 is judged first, in judge.py: a row that fires it has no other finding.
alone("E09", "DAT")
alone("E10", "DRUG1")
alone("E11", "PROMPT")
alone("E12", "ASSESSDT")


def _later_than_receipt(item: str) -> Test:
    return lambda row: (row.date_of(item) or row.night.received) > row.night.received


for _item in ("EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT", "REFSTDT", "SUBMODDT"):
    RULES.append(("E13", _item, _later_than_receipt(_item)))

alone("E14", "CASESTDT")
alone("E15", "CLOSEDT")


def _age(row: Row) -> int | None:
    """Age at assessment, None unless both dates are valid."""
    if not row.valid("DOB", "ASSESSDT"):
        return None
    return age_on(row.day("DOB"), row.day("ASSESSDT"))


def _before(row: Row, item: str, other: str) -> bool:
    """Both present and the one before the other; validity is asked by the rule."""
    return row.present(item) and row.present(other) and row.day(item) < row.day(other)


@rule("E16", "DOB")
def _under_ten(row: Row) -> bool:
    age = _age(row)
    return age is not None and age < 10


@rule("E17", "CASESTDT")
def _caseload_before_assessment(row: Row) -> bool:
    return row.valid("CASESTDT", "ASSESSDT") and _before(row, "CASESTDT", "ASSESSDT")


@rule("E18", "CLOSEDT")
def _closed_before(row: Row) -> bool:
    return row.valid("CLOSEDT", "ASSESSDT", "CASESTDT") and (
        _before(row, "CLOSEDT", "ASSESSDT") or _before(row, "CLOSEDT", "CASESTDT")
    )


@rule("E19", "CLSRSN")
def _closed_without_reason(row: Row) -> bool:
    return row.blank("CLSRSN") and row.present("CLOSEDT")


@rule("E20", "CLOSEDT")
def _reason_without_closure(row: Row) -> bool:
    return row.blank("CLOSEDT") and row.present("CLSRSN")


alone("E21", "CLSRSN")


@rule("E22", "CLSRSN")
def _from_caseload_without_caseload(row: Row) -> bool:
    return row.in_list("CLSRSN", "closure_from") and row.blank("CASESTDT")


@rule("E23", "CLSRSN")
def _prior_with_caseload(row: Row) -> bool:
    """Its own reason has the value; of CASESTDT it only asks whether it is present, valid or not."""
    return row.in_list("CLSRSN", "closure_prior") and row.present("CASESTDT")


@rule("E24", "TRFTO")
def _transfer_to_nowhere(row: Row) -> bool:
    return row.blank("TRFTO") and row["CLSRSN"] in TRANSFERS


alone("W01", "ETHNIC")
alone("W02", "NATION")


@rule("W03", "CLIENT")
def _client_reference(row: Row) -> bool:
    return not row.valid("CLIENT") or row.client_has_birth_date()


alone("W04", "PC")


@rule("W05", "PC")
def _unit_postcode(row: Row) -> bool:
    return is_unit(row["PC"] or "")


alone("W06", "LA")


@rule("W07", "LA")
def _authority_elsewhere(row: Row) -> bool:
    if row.blank("LA") or row["DAT"] == "Z00B" or not row.valid("LA", "DAT"):
        return False
    return not row.night.lists.inside(row["LA"], row["DAT"], row.judged_on())


@rule("W08", "LA")
def _authority_out_of_england(row: Row) -> bool:
    return row.valid("LA", "DAT") and row.present("LA") and row["DAT"] == "Z00B"


alone("W09", "ACCMNEED")
alone("W10", "EMPSTAT")
alone("W11", "PRNTSTAT")


@rule("W12", "PREGNANT")
def _pregnant(row: Row) -> bool:
    return not row.valid("PREGNANT") or (row["PREGNANT"] == "Y" and row["SEX"] == "M")


alone("W13", "DRUG2")
alone("W14", "DRUG3")


@rule("W15", "DRUG2")
def _second_drug_repeats(row: Row) -> bool:
    return row.valid("DRUG1", "DRUG2") and row["DRUG2"] == row["DRUG1"]


@rule("W15", "DRUG3")
def _third_drug_repeats(row: Row) -> bool:
    return row.valid("DRUG1", "DRUG2", "DRUG3") and row["DRUG3"] in {row["DRUG1"], row["DRUG2"]}


@rule("W16", "DRUG3")
def _third_without_second(row: Row) -> bool:
    return row.valid("DRUG2", "DRUG3") and row["DRUG2"] == "9996" and row["DRUG3"] != "9997"


@rule("W17", "ROUTE")
def _route(row: Row) -> bool:
    return not row.valid("ROUTE") or (row["DRUG1"] == "7000" and row["ROUTE"] != "4")


alone("W18", "INJSTAT")
alone("W19", "ALCDDAYS")
alone("W20", "ALCUNITS")


@rule("W21", "ALCUNITS")
def _one_is_nought(row: Row) -> bool:
    if not row.valid("ALCDDAYS", "ALCUNITS"):
        return False
    return (read_count(row["ALCDDAYS"], 28) == 0) != (read_count(row["ALCUNITS"], 200) == 0)


@rule("W22", "EVNTDT")
def _event(row: Row) -> bool:
    return row.not_a_date("EVNTDT") or (
        row.valid("EVNTDT", "ASSESSDT") and _before(row, "ASSESSDT", "EVNTDT")
    )


@rule("W23", "EVNTDT")
def _event_long_before(row: Row) -> bool:
    if row.blank("EVNTDT") or not row.valid("EVNTDT", "ASSESSDT"):
        return False
    return row.day("ASSESSDT") - row.day("EVNTDT") > timedelta(days=365)


@rule("W24", "TRFFROM")
def _transferred_from(row: Row) -> bool:
    if row.blank("TRFFROM"):
        return row["PROMPT"] == "6"
    return not row.night.lists.is_dat(row["TRFFROM"]) and not row.night.lists.is_prison(row["TRFFROM"])


@rule("W25", "DOB")
def _under_eighteen(row: Row) -> bool:
    age = _age(row)
    return age is not None and 10 <= age <= 17


@rule("W26", "CASESTDT")
def _outcome_unknown(row: Row) -> bool:
    return row.blank("CASESTDT") and row.blank("CLOSEDT")


@rule("W27", "CLOSEDT")
def _not_closed_at_once(row: Row) -> bool:
    if row.blank("CLOSEDT") or not row.valid("CLOSEDT", "ASSESSDT"):
        return False
    return row["CLSRSN"] in {"101", "102", "103"} and row.day("CLOSEDT") != row.day("ASSESSDT")


@rule("W28", "TRFTO")
def _wrong_kind_of_place(row: Row) -> bool:
    if row.blank("TRFTO"):
        return False
    place, lists = row["TRFTO"], row.night.lists
    match row["CLSRSN"]:
        case "104" | "205":
            return not lists.is_prison(place)
        case "105" | "206":
            return row.valid("DAT") and (not lists.is_dat(place) or place == row["DAT"])
        case "204":
            return not lists.is_dat(place)
    return False


@rule("W29", "TRFTO")
def _place_without_transfer(row: Row) -> bool:
    no_transfer = row.valid("CLSRSN") and row["CLSRSN"] not in TRANSFERS
    return row.present("TRFTO") and (no_transfer or row.blank("CLOSEDT"))


def _outside_episode(row: Row, item: str) -> bool:
    """Not a date, or before ASSESSDT, or after CLOSEDT."""
    if row.not_a_date(item):
        return True
    if not row.valid("ASSESSDT", "CLOSEDT"):
        return False
    return _before(row, item, "ASSESSDT") or _before(row, "CLOSEDT", item)


@rule("W30", "REFSTDT")
def _referral_date(row: Row) -> bool:
    return _outside_episode(row, "REFSTDT")


@rule("W31", "REFSTAG")
def _referral_agency(row: Row) -> bool:
    unknown = row.present("REFSTAG") and not row.night.register.knows(row["REFSTAG"])
    return unknown or row.blank("REFSTDT") != row.blank("REFSTAG")


@rule("W32", "REFSTDT")
def _referral_without_caseload(row: Row) -> bool:
    return row.present("REFSTDT") and row.blank("CASESTDT")


@rule("W33", "SUBMODDT")
def _review_date(row: Row) -> bool:
    return _outside_episode(row, "SUBMODDT")


@rule("W34", "SUBMID")
def _half_a_review(row: Row) -> bool:
    return row.blank("SUBMID") != row.blank("SUBMODDT")


def _not_yes_or_no(item: str) -> Test:
    return lambda row: row[item] not in {None, "Y", "N"}


for _item in REC_ITEMS:
    RULES.append(("W35", _item, _not_yes_or_no(_item)))


@rule("W38", "CLSRSN")
def _occasional_user_of_opiates(row: Row) -> bool:
    drugs = ("DRUG1", "DRUG2", "DRUG3")
    if row["CLSRSN"] != "203" or not row.valid(*drugs):
        return False
    groups = row.night.lists.codes["drug"]
    return any(groups[row[drug] or ""] == "opiate" or row[drug] == "3201" for drug in drugs)
