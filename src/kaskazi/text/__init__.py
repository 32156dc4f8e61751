"""Numbers, units and words as a person reads them."""
