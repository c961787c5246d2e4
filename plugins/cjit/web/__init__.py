"""Pages for regional teams, providers and readers: review during a submission window, reports, operations.

The same app runs within Airflow (plugins/cjit_plugin.py) and alone behind a sign-on proxy (`cjit serve`).

people       who is signed in, in which roles of access.md
guard        every route has a rule or is closed; what every answer carries
context      what a request is given: the warehouse as the signed-in person, the clock, the templates
app          the routes put together
board, submissions, findings, rules, work, reports, operations    the pages
upload, receiving, checking    check and send a file
entry, entry_episode, entry_forms, entry_again, entry_kept    the entry form

A page asks views of schema `access`, which are those of `out` less what the person may not see, and computes
nothing by itself. Nothing here runs scripts in a browser: filters, sorting and paging are links and forms.
"""
