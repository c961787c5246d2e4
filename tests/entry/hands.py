"""Somebody who types rows of a file into the entry form, through its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.testclient import TestClient
from lxml import html

from cjit.entry.layout import items_of
from cjit.entry.send import put_into_inbox
from nights.files import row
from nights.house import House, at
from page_checks import words
from web.people import OURS, app_for, headers_of

DATES = {"DOB", "EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT", "REFSTDT", "SUBMODDT"}
Cells = dict[str, str]


def filled(part: str, cells: Cells, prefix: str = "") -> Cells:
    """What a browser sends of that part of the form when these cells were typed."""
    form: Cells = {}
    for name in items_of(part):  # type: ignore[arg-type]  # one of the four
        if name in DATES:
            day, month, year = (cells.get(name) or "//").split("/")
            form |= {f"{prefix}{name}-day": day, f"{prefix}{name}-month": month, f"{prefix}{name}-year": year}
        elif cells.get(name) and not (name.startswith("REC") and cells[name] == "N"):
            form[prefix + name] = cells[name]
    return form


@dataclass
class Hands:
    """One provider's browser."""

    house: House
    who: str = "provider"
    agency: str = "A0001"

    @property
    def client(self) -> TestClient:
        app = app_for(self.house)
        return TestClient(app, headers=headers_of(self.who) | {"Origin": OURS}, follow_redirects=False)

    def page(self, where: str) -> html.HtmlElement:
        answer = self.client.get(where)
        assert answer.status_code == 200, where
        return html.document_fromstring(answer.text)

    def send(self, where: str, form: Cells) -> str:
        """Send a form; where it leads, without what only the page needs."""
        answer = self.client.post(where, data=form)
        assert answer.status_code == 303, (answer.status_code, words(html.document_fromstring(answer.text)))
        return answer.headers["location"].partition("?")[0]

    def add_client(self, **cells: str) -> str:
        return self.send(f"/entry/{self.agency}/client", filled("client", row(1) | cells))

    def add_episode(
        self, client: str, referrals: Sequence[Cells] = (), reviews: Sequence[Cells] = (), **cells: str
    ) -> str:
        return self.send(f"{client}/episodes/new", self.episode_form(referrals, reviews, **cells))

    def episode_form(self, referrals: Sequence[Cells], reviews: Sequence[Cells], **cells: str) -> Cells:
        form = filled("episode", row(1) | cells)
        for part, some in (("referral", referrals), ("review", reviews)):
            for place, each in enumerate(some):
                form |= filled(part, each, f"{part}-{place}-")
                form[f"{part}-{place}-id"] = each.get("id", "")
        return form

    def change(self, where: str, **cells: str) -> None:
        """Open a form, type something else into some fields, save it."""
        self.send(where, self.opened(where) | cells)

    def opened(self, where: str) -> Cells:
        """The form as a browser would send it untouched."""
        (form,) = self.page(where).xpath("//form[@class='cjit-form']")
        # lxml takes a radio button with an empty value for one without a value.
        return {name: "" if value == "on" else value for name, value in form.form_values()}

    def told(self, where: str) -> set[tuple[str, str]]:
        """What the page says is wrong: severity and sentence, linked to a field that is there."""
        page = self.page(where)
        found = set()
        for severity, kind in (("error", "govuk-error-summary"), ("warning", "cjit-check")):
            for link in page.xpath(f"//div[@class='{kind}']//li/a"):
                assert page.xpath(f"//*[@id='{link.get('href')[1:]}']"), link.get("href")
                found.add((severity, words(link)))
        for line in page.xpath("//div[contains(@class, 'govuk-inset-text')]//li"):
            severity, _, text = words(line).partition(": ")
            found.add((severity.lower(), text))
        return found

    def night(self, day: int = 22) -> dict[str, int]:
        """What was entered goes into the inbox, then the night takes it."""
        put_into_inbox(self.house.settings, self.house.warehouse, at(day))
        return self.house.night(day)

    def made(self, day: int = 22) -> dict[str, int]:
        return put_into_inbox(self.house.settings, self.house.warehouse, at(day))
