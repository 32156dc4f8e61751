"""One file a verb (or a family of verbs): thin faces over the rooms."""
