"""cjit: from CJIT provider files to a linked warehouse and a monthly report.

entry → inbox      what small providers type becomes their agency's file
inbox → intake     settled files are archived by SHA-256 and become submissions
      → quality    items are typed, rules find every failing row, Great Expectations gives the verdict
      → warehouse  one transaction per submission loads what changed
      → linkage    people, duplicates and journeys, for the people whose episodes changed
      → matching   transfers, structured treatment and secure settings
      → report     freeze, measures, pages
      → web        pages for reviewers and readers

Data goes one way, and so do imports. WHEN things run is in dags/; what the database runs is in sql/.
"""

__version__ = "0.1.0"
