"""A small deployment in which tests play whole nights: files in, verdicts and tables out."""
