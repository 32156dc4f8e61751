"""Builders of every table that is shipped. Nothing here is imported when kaskazi is used."""
