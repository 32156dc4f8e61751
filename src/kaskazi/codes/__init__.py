"""Names and codes: economies, groups, sectors, the Harmonized System."""
