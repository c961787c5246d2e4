"""The register of agencies: read whole, or refused with words for the person who keeps it."""

from datetime import date
from pathlib import Path

import pytest

from cjit.dataset.register import read_register
from cjit.errors import Permanent

HEAD = "agency_code,name,dat_code,kind,valid_from,valid_to,email\n"
LINE = "A0001,CJIT one,A04B,cjit,2015-04-01,2018-12-20,a@example.org\n"


def _register(folder: Path, text: str | bytes) -> Path:
    path = folder / "agencies.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "without column agency_code"),
        (HEAD.replace(",email", "") + LINE, "without column email"),
        (HEAD + LINE.replace("2015-04-01", "01/04/2015"), "agency 1: .*01/04/2015"),
        (HEAD + LINE.replace("2015-04-01", ""), "agency 1"),
        (HEAD + LINE.replace("2018-12-20", "2018-02-30"), "agency 1"),
        (HEAD + LINE.replace("cjit,2", "CJIT,2"), "agency 1: kind 'CJIT'"),
        (HEAD + LINE.replace("A0001", " "), "agency 1: it has no code"),
        (HEAD + LINE + "A0002,short\n", "agency 2"),
        (HEAD + LINE + LINE, "A0001 stands there twice from 2015-04-01"),
        (HEAD.encode() + b"A0001,Caf\xe9,A04B,cjit,2015-04-01,,\n", "utf-8"),
    ],
)
def test_a_malformed_register_is_for_a_person_to_correct(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    with pytest.raises(Permanent, match=rf"^the register agencies\.csv is malformed .*{told}"):
        read_register(_register(tmp_path, text))


def test_a_missing_register_names_its_setting(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="CJIT_AGENCIES") as raised:
        read_register(tmp_path / "agencies.csv")
    assert str(tmp_path) not in str(raised.value)


def test_a_register_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cannot be read"):
        read_register(tmp_path)


def test_text_is_trimmed_and_codes_are_upper_case(tmp_path: Path) -> None:
    register = read_register(_register(tmp_path, f"\ufeff{HEAD} a0001 , One , a04b ,cjit, 2015-04-01 , ,\n"))
    (agency,) = register.agencies
    assert (agency.agency_code, agency.name, agency.dat_code, agency.email) == ("A0001", "One", "A04B", None)
    assert register.codes == {"A0001"}


@pytest.mark.parametrize(
    ("code", "kind", "day", "refusal"),
    [
        ("A0001", "cjit", date(2015, 3, 31), "not open"),
        ("A0001", "cjit", date(2015, 4, 1), None),
        ("A0001", "cjit", date(2018, 12, 20), None),
        ("A0001", "cjit", date(2018, 12, 21), "not open"),
        ("A0001", "cjit", date(2020, 1, 1), None),
        ("A0001", "structured", date(2018, 1, 1), "does not send this kind"),
        ("A9999", "cjit", date(2018, 1, 1), "not in the register"),
    ],
)
def test_who_may_send_on_a_day(tmp_path: Path, code: str, kind: str, day: date, refusal: str | None) -> None:
    """Both ends of a range belong to it, and an agency may have closed and opened again."""
    again = LINE.replace("2015-04-01,2018-12-20", "2020-01-01,")
    register = read_register(_register(tmp_path, HEAD + LINE + again))
    told = register.refusal(code, kind, day)
    assert (told is None) if refusal is None else (refusal in str(told))
