"""What all tests share: no dossier is taken from a cache, unless a test asks for one."""

import os

os.environ["KASKAZI_CACHE"] = "off"
