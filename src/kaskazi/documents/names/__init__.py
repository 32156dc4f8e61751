"""Names in a text: people with and without an office, governments, organisations, and who is meant later on."""
