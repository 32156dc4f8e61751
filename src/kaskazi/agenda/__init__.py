"""What is on the table: the document's items that can be worked out, and those that cannot yet.

`kaskazi.agenda` is this room and, called, the function of the same name: `kaskazi.agenda(dossier)`.
"""

import sys
from types import ModuleType

from kaskazi.agenda.make import agenda
from kaskazi.agenda.types import Agenda, AgendaItem, Evidence, Law, Option

__all__ = ["Agenda", "AgendaItem", "Evidence", "Law", "Option", "agenda"]


class _Room(ModuleType):
    __call__ = staticmethod(agenda)


sys.modules[__name__].__class__ = _Room
