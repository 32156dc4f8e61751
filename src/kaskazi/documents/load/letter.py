"""Letters as files (EML): heads that a reader needs, then the text; attachments are named, not read."""

from __future__ import annotations

from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from kaskazi.documents.load import html
from kaskazi.documents.load.pieces import Pieces
from kaskazi.dossier import Block

HEADS = ("From", "To", "Cc", "Date", "Subject")


def read(raw: bytes) -> tuple[str, tuple[Block, ...], date | None, tuple[str, ...]]:
    """Text, blocks, the day it was sent, notes."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    pieces = Pieces()
    for name in HEADS:
        value = message.get(name)
        if value:
            pieces.add(f"{name}: {' '.join(str(value).split())}", "header", gap="\n")
    notes: list[str] = []
    for n, line in enumerate(_body(message, notes).split("\n\n")):
        pieces.add(line, "quotation" if line.lstrip().startswith(">") else "paragraph", n + 1)
    left = [a.get_filename() or a.get_content_type() for a in message.iter_attachments()]
    if left:
        notes.append(f"Attachments are not read: {', '.join(str(x) for x in left[:10])}.")
    return pieces.text, tuple(pieces.blocks), _sent(message), tuple(notes)


def _body(message: EmailMessage, notes: list[str]) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, UnicodeDecodeError, KeyError):
        payload = part.get_payload(decode=True)
        content = payload.decode("latin-1") if isinstance(payload, bytes) else ""
        notes.append("The letter's encoding is not known: read as Latin-1.")
    if part.get_content_type() == "text/html":
        return html.read(content)[0]
    return content.replace("\r\n", "\n")


def _sent(message: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except (TypeError, ValueError):
        return None
