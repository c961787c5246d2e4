"""The public release: what of a signed-off report anybody may see (report.md, "Public release").

relations  what adds up to what, and bounds what: the home of that fact
spans      which spans of time lie in which, and make up which
system     figures as unknowns, relations as equations: what an outsider can reckon with
shown      the sign for a hidden count, rounding, percentages
solver     worlds of whole numbers that fit a block of rows
near       blocks of unknowns near to a count, and their rows
suppress   which counts to hide beside 1 to 4, so that none of these can be worked out
sweep      worlds that move all that is unsafe in a block at once
kept       worlds that a release has found, kept for those after it
carry      what earlier releases have proven, proven once more beside a new one
regions    the same region by region, by several processes
differences  what one span less another tells who assumes that nobody came twice
attack     the check: tries to work out every hidden count, and stops the release where it can
protect    both, for the counts of a month and the releases around it
figures    reads freezes and earlier releases, and keeps the new one
tables     the tables of the page and of the workbook
write      data.csv, its metadata, the workbook and the page
run        all of it for one month

The model and what the outsider is assumed to know: docs/decisions/0024.
"""
