"""Codes and names: one list of economies, dated groups, names by language."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest

from kaskazi.codes.economies import by_letters, by_un_code, economies, economy_code, of_the_world
from kaskazi.codes.groups import group_code, groups, member, members
from kaskazi.codes.hs import chapter, digits, dotted, sector_of_hs
from kaskazi.codes.naming import KINDS, find, folded, languages, names, possessive, rows, the
from kaskazi.codes.sectors import sectors
from kaskazi.documents.lexicon import iso3_of
from kaskazi.errors import DataError, InputError
from kaskazi.law.registry import instruments
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.network import Network
from kaskazi.network.place_names import chokepoint, closable_place
from kaskazi.sources import sources
from kaskazi.world import World

# --- economies ---


@pytest.mark.parametrize(
    ("word", "iso3"),
    [
        ("KEN", "KEN"),
        ("ken", "KEN"),
        ("KE", "KEN"),
        ("404", "KEN"),
        ("842", "USA"),  # trade statistics
        ("840", "USA"),  # M49
        ("251", "FRA"),
        ("490", "TWN"),
        ("ROM", "ROU"),
        ("Kenya", "KEN"),
        (" Côte d’Ivoire ", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Tanzania, United Republic of", "TZA"),
        ("Allemagne", "DEU"),
        ("Ujerumani", "DEU"),
        ("UK", "GBR"),
        ("Kosovo", "XKX"),
        ("Puerto Rico", "PRI"),
    ],
)
def test_an_economy_by_every_kind_of_code_and_by_name(word: str, iso3: str) -> None:
    assert economy_code(word) == iso3


@pytest.mark.parametrize(("word", "near"), [("KNE", "KEN"), ("Keyna", "KEN"), ("Tanzanya", "TZA")])
def test_an_unknown_economy_names_the_nearest(word: str, near: str) -> None:
    with pytest.raises(InputError, match=f'"{word}" is not an economy.*Nearest: "{near}"'):
        economy_code(word)


def test_every_code_stands_for_one_economy() -> None:
    every = economies().values()
    assert len({e.iso2 for e in every}) == len(every)
    assert len({e.un for e in every}) == len(every)
    numbers = [x for e in every for x in (e.un, *e.trade)]
    letters = [x for e in every for x in (e.iso3, *e.letters, *e.geodist)]
    assert len(numbers) == len(set(numbers)) == len(by_un_code())
    assert len(letters) == len(set(letters)) == len(economies()) + len(by_letters(geodist=True))
    assert economies()["USA"].comtrade == 842
    assert economies()["KEN"].comtrade == 404


def test_the_world_is_marked_in_the_one_list() -> None:
    assert tuple(of_the_world()) == World.load().economies
    assert {"PRI", "REU", "XKX"} <= set(economies()) - set(of_the_world())
    for e in economies().values():
        assert e.region
        assert bool(e.factbook) == e.world


# --- groups ---


def test_membership_is_dated() -> None:
    assert member("EU", "GBR", date(2020, 1, 31))
    assert not member("EU", "GBR", date(2020, 2, 1))
    assert not member("EU", "HRV", date(2013, 6, 30))
    assert member("EU", "HRV", date(2013, 7, 1))
    assert member("EAC", "SOM", date(2024, 12, 31))
    assert not member("EAC", "SOM", date(2023, 12, 31))
    assert member("EAC", "COD", date(2022, 12, 31))
    assert not member("EAC", "COD", date(2021, 12, 31))
    assert member("SADC", "SYC", date(2000, 1, 1))
    assert not member("SADC", "SYC", date(2006, 1, 1))
    assert member("SADC", "SYC", date(2020, 1, 1))


def test_members_on_a_day_are_as_many_as_were_counted() -> None:
    counted = {("EU", 2003): 15, ("EU", 2005): 25, ("EU", 2014): 28, ("EU", 2021): 27, ("EAC", 2023): 7}
    counted |= {("EAC", 2025): 8, ("ASEAN", 2023): 10, ("SACU", 2023): 5, ("COMESA", 2023): 21}
    counted |= {("SADC", 2023): 16, ("ECOWAS", 2023): 15, ("ECOWAS", 2025): 12, ("AU", 2023): 55}
    assert {k: len(members(k[0], date(k[1], 6, 30))) for k in counted} == counted


def test_every_row_of_membership_stands() -> None:
    for group, spells in groups().items():
        assert rows("groups")[group]
        for s in spells:
            assert s.iso3 in economies()
            assert s.source in sources()
            assert s.start <= s.end
        for iso3 in {s.iso3 for s in spells}:
            own = sorted((s for s in spells if s.iso3 == iso3), key=lambda s: s.start)
            assert all(a.end + timedelta(days=1) < b.start for a, b in pairwise(own))


def test_a_group_by_its_codes_and_names() -> None:
    words = ("EU", "EU27", "918", "European Union", "eac", "East African Community")
    assert [group_code(x) for x in words] == ["EU"] * 4 + ["EAC"] * 2
    with pytest.raises(InputError, match='Nearest: "EAC"'):
        members("EACC")


# --- names ---


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_means_one_thing_within_a_language(kind: str, language: str) -> None:
    owner: dict[str, str] = {}
    for key, n in rows(kind, language).items():
        for word in {folded(w) for w in (*n.accepted, *n.people, *n.government)}:
            if kind == "ports" and word == folded(n.name):
                continue  # ports of one name are told apart by their code
            assert owner.setdefault(word, key) == key, f"{word}: {key} and {owner[word]}"
        assert set(n.article) <= set(n.accepted)
        assert len(set(n.accepted)) == len(n.accepted)


def test_what_has_a_name_exists_and_what_exists_has_one() -> None:
    net = Network.load()
    assert set(rows("economies")) == set(economies())
    assert set(rows("groups")) == set(groups())
    assert set(rows("instruments")) == set(instruments())
    assert set(rows("chokepoints")) == set(CHOKEPOINTS)
    assert set(rows("ports")) == set(net.ports)
    assert set(rows("corridors")) >= set(net.corridor_ids)
    for language in languages():
        for kind in KINDS:
            assert set(rows(kind, language)) <= set(rows(kind))


def test_another_language_falls_back_on_english() -> None:
    fr, sw = names("fr"), names("sw")
    assert fr.economies["DEU"].name == "Allemagne"
    assert sw.economies["DEU"].name == "Ujerumani"
    assert sw.ports["KEMBA"].name == "Mombasa"
    with pytest.raises(InputError, match='Nearest: "fr"'):
        names("frr")


def test_article_and_possessive() -> None:
    assert the("United States") == "the United States"
    assert the("Kenya") == "Kenya"
    assert the("Rest of the world") == "Rest of the world"
    assert possessive(the("United Arab Emirates")) == "the United Arab Emirates'"
    assert possessive(the("United Kingdom")) == "the United Kingdom's"
    assert possessive(the("Netherlands")) == "the Netherlands'"
    assert possessive("Mauritius") == "Mauritius's"
    # every name of the old rule still takes its article
    starts = (
        "United ",
        "Netherlands",
        "Philippines",
        "Bahamas",
        "Gambia",
        "Seychelles",
        "Maldives",
        "Comoros",
    )
    for e in of_the_world().values():
        takes = e.name.startswith(starts) or e.name.endswith((" Islands", "Republic"))
        assert (the(e.name) != e.name) == takes, e.name


def test_one_row_serves_reading_typing_and_printing() -> None:
    assert find("instruments", "AGOA") == "agoa"
    assert instruments()["agoa"].title == names().instruments["agoa"].name
    assert chokepoint("Bosphorus", "") == chokepoint("Turkish Straits", "") == "bosporus"
    assert closable_place(Network.load(), "Busan", "") == ("port", "KRPUS")
    assert closable_place(Network.load(), "Northern Corridor", "") == ("corridor", "northern")
    assert iso3_of("UAE") == economy_code("UAE") == "ARE"
    assert iso3_of("Brussels") == "EU"
    assert not iso3_of("Congo")  # two economies bear it: typed only
    assert economy_code("Congo") == "COG"


# --- sectors, HS ---


def test_codes_of_goods() -> None:
    assert digits("6203.42.07") == "62034207"
    assert not digits("62a3")
    assert chapter("0602.10") == "06"
    assert dotted("6203420700") == "6203.42.07"
    assert sector_of_hs("0407.11") == "livestock"
    assert sectors()[sector_of_hs("6203.42.07")].goods
    with pytest.raises(DataError, match="belongs to no sector"):
        sector_of_hs("9801")


# --- loading ---


def test_nothing_is_read_before_it_is_asked_for() -> None:
    code = (
        "import sys, kaskazi.codes.economies as e, kaskazi.codes.groups, kaskazi.codes.hs, kaskazi.codes.sectors as s;"
        "from kaskazi.codes import naming as n;"
        "print([f.cache_info().currsize for f in (e.economies, n.rows, n.spoken, s.sectors)])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["[0,", "0,", "0,", "0]"]
