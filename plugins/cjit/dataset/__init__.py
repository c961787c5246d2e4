"""The items, as data: dataset definitions, reference lists by date, the register of agencies."""
