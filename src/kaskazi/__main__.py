"""`python -m kaskazi`."""

import sys

from kaskazi.cli import main

sys.exit(main())
