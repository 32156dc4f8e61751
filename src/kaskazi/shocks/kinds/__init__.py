"""The kinds of shock, one file each: its fields, its check, its arrays or what it disturbs. See `registry`."""
