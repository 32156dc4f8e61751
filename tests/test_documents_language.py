"""Languages: the three that are read, and others said plainly."""

from __future__ import annotations

import pytest

from kaskazi.documents import read_text
from kaskazi.documents.language import detect

SAID = {
    "en": ["Readout of the call", "KENYA ASKS UGANDA TO REOPEN BUSIA", "Ruto meets Macron", "President Ruto met the Prime Minister of Japan."],
    "fr": ["Le ministre a rencontré son homologue.", "COMMUNIQUÉ CONJOINT DES MINISTRES DU COMMERCE", "La réunion est prévue pour lundi à Dakar."],
    "sw": ["Waziri alikutana na balozi wa Marekani mjini Nairobi.", "Rais amesema kuwa mkutano utafanyika kesho.", "Tanzania na Kenya zimekubaliana kufungua mpaka."],
    "other": [
        "Der Minister traf seinen Amtskollegen in Berlin.", "El ministro se reunió con su homólogo en Madrid.",
        "O ministro reuniu-se com o seu homólogo em Lisboa.", "Il ministro ha incontrato il suo omologo a Roma.",
        "De minister ontmoette zijn ambtgenoot in Den Haag.", "Bakan Ankara'da mevkidaşı ile görüştü.",
        "Menteri itu bertemu dengan rekannya di Jakarta.", "Bộ trưởng đã gặp người đồng cấp tại Hà Nội.",
        "Министр встретился с коллегой в Москве.", "外交部长会见了外国同行。", "التقى الوزير بنظيره في القاهرة",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, found in SAID.items() for t in found])
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert detect(text) == language


def test_another_language_is_said_and_only_quotations_are_read() -> None:
    d = read_text(
        "Der Minister sagte in Berlin: „Wir werden das Abkommen mit Kenia unterzeichnen.“ Er hat ihn getroffen."
    )
    assert "not English, French or Swahili" in d.document.notes[0]
    assert [s.content for s in d.statements] == ["Wir werden das Abkommen mit Kenia unterzeichnen."]
    assert (d.asks, d.engagements, d.commitments) == ((), (), ())


def test_every_item_says_which_engine_read_it() -> None:
    d = read_text("Kenya asked Uganda to reopen Busia. Uganda will cut its duty on tea.", engine="light")
    assert {x.found.engine for x in (*d.asks, *d.commitments)} == {"light"}
