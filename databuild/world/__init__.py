"""How the shipped world is made: packages that carry real data in, one compact file out.

Nothing here runs when kaskazi is used; `kaskazi world build` calls it.
"""
