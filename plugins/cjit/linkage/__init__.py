"""Which rows are one episode and which episodes are one journey (linkage.md)."""
