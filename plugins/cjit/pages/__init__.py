"""What every page that cjit writes has in common: layout, styles, words, tables, and safe ways onto disk.

Low in the import layers (just above dataset), because feedback to providers, the report and the web pages
all stand on it. It knows nothing of submissions or figures.
"""
