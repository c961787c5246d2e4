"""The monthly Community Criminal Justice Report (specification: report.md).

calendar   which days a report month covers, and when its window opens and closes
due        the months that await a report
freeze     pins what a report was made from; nothing new gives the freeze that is there, else a restatement
measures   the figures of a freeze, for all areas at once (sql/report)
catalogue  the words about measures (measures.toml)
page_*     what an area's report consists of: sections of prose, charts and tables
pages      these sections as a page; pdf as a PDF, sheets as a workbook, long_csv as one long CSV
packs      the annual packs, from the same parts
files      all of them, for some areas or for all
run        all of it for one month
"""
