"""Coverage-guided fuzzing of the file reader and the rules, with the oracle as the judge."""
