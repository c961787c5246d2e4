"""Reference pages under docs/, made from the one home of each fact and never written by hand.

dictionary  items, derived and stored columns, code lists: dataset definitions, reference lists, catalogue
rules       a page per rule: the suites, dataset/file_rules.toml, the corpus
views       the views of schema out: the warehouse's own catalogue and comments (sql/views)
dags        what each DAG is for and what to do when it fails: dags/*.md

`python -m cjit.docs` writes them; a test fails where the committed pages say anything else.
"""
