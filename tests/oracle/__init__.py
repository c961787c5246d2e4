"""A second, independent reading of the specification: slow, row by row, and easy to read.

Written from rules.md, dataset.md and submission.md alone, without the library. Tests compare the
library with it; only product.py imports the library.
"""
