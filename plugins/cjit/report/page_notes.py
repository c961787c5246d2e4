"""How an area's figures are made and how far they can be trusted: the notes and the definitions."""

from decimal import Decimal

from cjit.pages.words import day, moment, several
from cjit.report.catalogue import at, shorthand
from cjit.report.page_blocks import Block, Definitions, Heading, Prose, Section, View
from cjit.report.page_compare import NO_RATE
from cjit.report.page_data import LinkageRange

PEOPLE_TEXT = (
    "By initials, date of birth and sex, never by name, and not by machine guesses. Two people who share all "
    "four count as one: about 0.25 such pairs are to be expected in an average partnership and about 5,800 "
    "in England. A mistyped initial makes two of one person, and so does a move from one partnership to "
    "another where partnerships are added up."
)
DRAFT_TEXT = "Draft: not signed off yet. Figures may change and must not be passed on."


def note_texts(view: View) -> dict[str, str]:
    """The notes: title and text; the page, the workbook and the PDF have the same."""
    book, area = view.book, view.beside.area
    again = " It restates an earlier report of the month: what came later is in it." if book.restates else ""
    outside = "here" if area.level == "england" else "in the figures for England"
    where = (
        "At an agency everyone is counted whom it saw, wherever they live. Partnerships count people"
        if area.level == "provider"
        else "They are counted"
    )
    # A force area's page does not say who sent what: see the agencies behind its figures.
    told = "how many agencies" if area.level == "force" else "who"
    texts = {
        "This report": f"Freeze {book.freeze_id}, made {moment(book.frozen_at)}.{again} {signature(view)} "
        "A freeze keeps the files, lists and rules that the figures were made from, and can be shown again.",
        "Who is counted": f"People aged 18 or over at assessment. {where} where they live, by the "
        "partnership (DAT of residence) that the service gave, wherever the service is. People who live "
        f"outside England are {outside} and in no partnership, police force area or region.",
        "Once each": "An area counts a person once in a period, however many episodes the person has. So "
        "agencies may add up to more than their partnership, partnerships to more than their region, and "
        "months to more than their quarter.",
        "How people are described": "By the first episode that counts in the period; people who left, by "
        "the last one.",
        "How people are recognised": PEOPLE_TEXT,
        "Recorded twice": "An episode that an agency recorded twice on one day counts once.",
        "Sources": "Services send what they choose to: there is no national rule on who must be recorded. "
        f"See the section on data quality for {told} sent files and how good they were.",
        "Percentages": "Rounded to one decimal, half up; Load % and DQ % are cut, so that 100.0% means all. "
        f"{NO_RATE} means that there is nobody to take a share of, or that the freeze has no such figure; "
        f"workbooks tell the two apart as {_marks()}.",
        "Comparisons": "The lower quarter, middle and upper quarter split the partnerships that have a rate "
        "into four parts of equal number. The first place is the highest rate, which is not always the best. "
        "Rates of few people move a lot by chance.",
    }
    if area.not_in_force:
        texts = {"A partnership that is not in force": not_in_force_text(view)} | texts
    linked = book.linkage.get((area.level, area.code))
    if linked:
        texts["How far the number of people may be out"] = linkage_text(linked)
    return texts


def linkage_text(linked: LinkageRange) -> str:
    """How far an area's number of people may be out: each risk of the keys by itself, then the range.

    A freeze that was made before the risks were kept has the range alone, in the words of then.
    """
    people = f"These keys find {several(linked.people, 'person', 'people')} in this area."
    between = f"between {linked.low:,} and {linked.high:,}"
    risks = linked.risks
    if risks is None:
        return (
            f"{people} Allowing for people who share a key and for people whom a mistyped key splits, "
            f"it is likely to be {between}."
        )
    return (
        f"{people} Different people who share a key count as one: {_pairs(risks.shared_by_chance)} are to "
        f"be expected here by chance, and {_found(risks.shared, 'key', 'keys')} to hold facts that "
        "contradict each other. One person under several keys counts more than once: "
        f"{_found(risks.split, 'pair of keys', 'pairs of keys')} to be more likely one person than two. "
        "Allowing for what was found, the number of people is likely to be "
        f"{between if linked.low < linked.high else f'{linked.low:,}'}."
    )


def _pairs(expected: Decimal) -> str:
    """How many pairs, to two decimals, whole ones from ten on; what rounds to none may still be some."""
    if expected < Decimal("0.01"):
        return "fewer than 0.01 such pairs"
    return f"about {expected:,.{2 if expected < 10 else 0}f} such pairs"


def _found(number: int, one: str, many: str) -> str:
    what = several(number, one, many) if number else f"no {one}"
    return f"{what} {'were' if number > 1 else 'was'} found"


def not_in_force_text(view: View) -> str:
    """Why an area that is not on the list, any more or yet, has a page: agencies are registered ahead."""
    return (
        f"Not on the list of partnerships on {day(view.book.spans.end)}: it had ended by then, or began "
        "later. People recorded under its code, in the months before and since, are still counted here."
    )


def signature(view: View) -> str:
    """Who signed the freeze off and when, or that nobody has."""
    book = view.book
    if book.signed_at is None:
        return DRAFT_TEXT
    return f"Signed off by {book.signed_by or 'a reviewer'}, {moment(book.signed_at)}."


def notes(view: View) -> Section:
    """How counts are made and how far they can be trusted (report.md, linkage.md)."""
    blocks: list[Block] = []
    for title, text in note_texts(view).items():
        blocks += [Heading(title), Prose(text)]
    return Section("notes", "How to read these figures", blocks)


def definitions(view: View) -> Section:
    """What each measure counts, from the one home of such words."""
    items = [(f"measure-{m.key}", m.title, m.definition) for m in at(view.beside.area.level)]
    text = "What each measure counts. The names in brackets are items of the data set."
    return Section("definitions", "Definitions", [Prose(text), Definitions(items)])


def _marks() -> str:
    return " and ".join(mark for mark in ("[z]", "[x]") if mark in shorthand())
