"""What adds up to what, and what bounds what, among the figures of one area and span (report.md, "Measures").

Relations of areas and of spans hold for every measure alike and are in system.py. A relation is a promise of
the measures' definitions; where the figures keep it only about (a code left blank, a client in two places),
system.py allows for what they are off.
"""

from dataclasses import dataclass

NUMERATOR, DENOMINATOR = "numerator", "denominator"
ANY = None
"""In a term: every category of the measure, one after the other, added up."""


@dataclass(frozen=True)
class Term:
    """A figure of a relation: a count by measure and category, or what a rate is of."""

    measure: str
    breakdown: str | None = ""
    side: str = NUMERATOR


@dataclass(frozen=True)
class Sum:
    """The parts make up the whole."""

    whole: Term
    parts: tuple[Term, ...]


@dataclass(frozen=True)
class AtMost:
    """The parts together are no more than the whole."""

    whole: Term
    parts: tuple[Term, ...]


def _of(measure: str) -> Term:
    """What a rate is of."""
    return Term(measure, side=DENOMINATOR)


CASELOAD = ("age", "sex", "ethnicity", "substance", "injecting", "accommodation", "duration")

SUMS = (
    Sum(Term("assessed"), (Term("assessed_by_prompt", ANY),)),
    Sum(Term("assessed"), (Term("assessed_by_prompt_group", ANY),)),
    Sum(Term("assessed"), (Term("onto_caseload"), Term("closed_prior", ANY), Term("outcome_pending"))),
    Sum(Term("assessed"), (_of("onto_caseload"),)),
    *(Sum(Term("caseload"), (Term(f"caseload_by_{by}", ANY),)) for by in CASELOAD),
    Sum(Term("exits"), (Term("exits_by_reason", ANY),)),
    Sum(Term("exits"), (Term("exits_by_group", ANY),)),
)

GROUPED = (
    ("assessed_by_prompt_group", "assessed_by_prompt", "prompt"),
    ("exits_by_group", "exits_by_reason", "closure_from"),
)
"""Measure by group, the same by code, and the code list that says which code is of which group."""

AT_MOST = (
    AtMost(Term("referred"), (_of("referred_started_21"), Term("already_in_treatment"))),
    AtMost(Term("exits"), (_of("exits_started_21"),)),
    AtMost(Term("exits_by_group", "completed"), (_of("represented_182"),)),
    AtMost(_of("load_pct"), (_of("dq_pct"),)),
    *(
        relation
        for cohort in ("referred_started", "exits_started")
        for short, long in ((21, 42), (42, 84))
        for relation in (
            # Those who had 84 days are among those who had 42; who started within 42 days is among within 84.
            AtMost(_of(f"{cohort}_{short}"), (_of(f"{cohort}_{long}"),)),
            AtMost(Term(f"{cohort}_{long}"), (Term(f"{cohort}_{short}"),)),
        )
    ),
)
"""Beside these a rate is never of more than its denominator."""

LEVELS = (("region", "partnership"), ("force", "partnership"), ("england", "region"), ("england", "force"))
"""Wider level, and the level whose areas lie in it. England counts people of no region too."""
