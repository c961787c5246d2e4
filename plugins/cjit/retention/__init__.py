"""What has outlived its time is removed, and what was removed is recorded."""
