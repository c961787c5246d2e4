"""What follows what: transfers between CJITs, structured treatment, secure settings (linkage.md)."""
