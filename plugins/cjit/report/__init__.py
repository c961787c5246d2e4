"""The monthly Community Criminal Justice Report (specification: report.md).

calendar   which days a report month covers, and when its window opens and closes
due        the months that await a report
freeze     pins what a report was made from; nothing new gives the freeze that is there, else a restatement
measures   the figures of a freeze, for all areas at once (sql/report)
pages      what a reader gets
run        all of it for one month
"""
