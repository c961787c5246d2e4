"""From rows as sent to findings: typed columns, rules row by row, Great Expectations' verdict, feedback."""
