"""Synthetic providers: a coherent world of people, written as the files of a night.

People live somewhere (places), are met by teams (teams, people), have episodes, transfers, prison stays
and returns (contacts, onward), referrals and reviews (children), and treatment (treatment). What happened
is kept as tables of whole numbers (world); one page of texts for each agency is typed from it (pages),
spoilt by the table of faults (faults), and written in the way of the agency's system (styles). Nothing
describes a real person.
"""

from cjit.sample.faults import FAULTS, Fault
from cjit.sample.resend import write_resend
from cjit.sample.short import SHORT_FAULTS, ShortFault
from cjit.sample.styles import FATAL, STYLES, Style
from cjit.sample.write import DEFAULT_UNTIL, write_bench_files, write_sample

__all__ = [
    "DEFAULT_UNTIL",
    "FATAL",
    "FAULTS",
    "SHORT_FAULTS",
    "STYLES",
    "Fault",
    "ShortFault",
    "Style",
    "write_bench_files",
    "write_resend",
    "write_sample",
]
