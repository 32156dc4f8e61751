"""What is on the table: the document's items that can be worked out, and those that cannot yet."""

from kaskazi.agenda.drafting import draft_agenda
from kaskazi.agenda.types import Agenda, AgendaItem, Evidence, Law, Option

__all__ = ["Agenda", "AgendaItem", "Evidence", "Law", "Option", "draft_agenda"]
