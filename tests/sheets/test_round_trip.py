"""Whatever a community is called and made of: written as tables and read again it is the same, and changes nothing."""

import io
import string
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.consents import Consent, Purpose, SignedHow
from domain.people import Area, AreaKind, Device, DeviceKind, Household, Person, Power, Relation, Resident, Role, Scope
from domain.rosters import Duty
from sheets.exporting import rows_of
from sheets.reading import checked, entries_in
from sheets.shape import Language
from sheets.writing import write_csv_zip, write_xlsx
from store.records import open_records
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale
from store.records.standing import Standing

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WRITERS: dict[str, Callable[..., None]] = {"x.xlsx": write_xlsx, "x.zip": write_csv_zip}


def _is_one_line(text: str) -> bool:
    plain = text.strip().strip("\ufeff\u200b").strip()
    return plain == text and all(one.isprintable() or one == " " for one in text)


def _marked(text: str) -> list[str]:
    return [text, f"={text}", f"'{text}", f"'={text}", f"+{text}", f"-{text}", f"@{text}", f"#{text}"]


words = st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=12)
names = words.flatmap(lambda text: st.sampled_from(_marked(text))).filter(_is_one_line)
phones = st.text(string.digits + "-", max_size=13).filter(lambda one: not one.startswith("-"))
moments = st.integers(0, 10**9).map(lambda seconds: NOW - timedelta(seconds=seconds))


def _topical(text: str) -> bool:
    tidy = unicodedata.normalize("NFKC", text).strip() == text
    return tidy and set(text).isdisjoint("/+#*>.'=-@") and not any(one.isspace() for one in text)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Area, ...]:
    """Give a street with a community, a grid and two buildings, one of them with a clock of its own."""
    return (
        Area(id="street", kind=AreaKind.STREET, name=draw(names)),
        Area(id="lane", kind=AreaKind.COMMUNITY, name=draw(names), parent="street", site="lane"),
        Area(id="grid", kind=AreaKind.GRID, name=draw(names), parent="lane"),
        Area(id="b-1", kind=AreaKind.BUILDING, name=draw(names), parent="grid", timezone="Asia/Urumqi"),
        Area(id="b-2", kind=AreaKind.BUILDING, name=draw(names), parent="grid"),
    )


@st.composite
def household(draw: st.DrawFn, n: int) -> Household:
    return Household(id=f"h-{n}", building=f"b-{n % 2 + 1}", flat=draw(names), key_holder=draw(names))


@st.composite
def resident(draw: st.DrawFn, n: int) -> Resident:
    birth_year = draw(st.none() | st.integers(1900, 2000))
    return Resident(id=f"r-{n}", name=draw(names), household=f"h-{n}", phone=draw(phones), birth_year=birth_year)


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    return (
        Person(id="daughter", name=draw(names), role=Role.RELATIVE, phone=draw(phones)),
        Person(id="steward", name=draw(names), role=Role.STEWARD, login="wang", language="en"),
    )


@st.composite
def post(draw: st.DrawFn, since: datetime) -> Assignment:
    until = draw(st.none() | st.just(NOW + timedelta(days=9)))
    return Assignment(person="steward", area="b-1", duty=draw(st.sampled_from(Duty)), since=since, until=until)


@st.composite
def relation(draw: st.DrawFn) -> Relation:
    return Relation(person="daughter", resident="r-0", relation=draw(names), tell=draw(st.booleans()))


@st.composite
def consent(draw: st.DrawFn, given_at: datetime) -> Consent:
    return Consent(
        id="c-1",
        resident="r-0",
        relative="daughter",
        purpose=Purpose.FAMILY,
        scopes=frozenset(draw(st.sets(st.sampled_from(list(Scope)), min_size=1))),
        signed_by=draw(names),
        how=draw(st.sampled_from(SignedHow)),
        recorded_by=IMPORTED,
        text_version="2026-11",
        given_at=given_at,
    )


@st.composite
def device(draw: st.DrawFn) -> Device:
    dialect = draw(st.sampled_from(["native", "zigbee2mqtt"]))
    full_id = "lane.w-1" if dialect == "native" else f"zigbee2mqtt.{draw(words.filter(_topical))}"
    kind = draw(st.sampled_from(DeviceKind))
    return Device(id=full_id, kind=kind, site="lane", power=Power.MAINS, dialect=dialect)


@st.composite
def communities(draw: st.DrawFn) -> Neighbourhood:
    """Give a street with people of every kind in it; the relative, the device and the consent are of the first flat."""
    flats, begun, worn = range(draw(st.integers(1, 3))), draw(moments), draw(device())
    return Neighbourhood(
        areas=draw(areas()),
        households=tuple(draw(household(n)) for n in flats),
        residents=tuple(draw(resident(n)) for n in flats),
        people=draw(people()),
        assignments=(draw(post(begun)),),
        relations=(draw(relation()),),
        consents=(draw(consent(begun)),),
        devices=(worn,),
        belongings=(Belonging(device=worn.id, resident="r-0", since=begun),),
        oxygen_scales=(OxygenScale(resident="r-0", scale=2, set_by=draw(names), why=draw(names)),),
    )


def written(community: Neighbourhood, file: str, language: Language) -> BinaryIO:
    made = io.BytesIO()
    WRITERS[file](made, rows_of(community), language)
    made.seek(0)
    return made


def again(community: Neighbourhood, file: str, language: Language, standing: Standing | None = None) -> Neighbourhood:
    entries = entries_in(written(community, file, language), file, lambda _what, _rows: None)
    return replace(checked(entries, standing or Standing()), posted=None)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(community=communities(), file=st.sampled_from(sorted(WRITERS)), language=st.sampled_from(["zh-CN", "en"]))
def test_what_is_written_is_read_as_it_was(community: Neighbourhood, file: str, language: Language) -> None:
    assert again(community, file, language) == community


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(community=communities())
@pytest.mark.parametrize("file", sorted(WRITERS))
def test_what_was_taken_out_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, file: str, community: Neighbourhood
) -> None:
    folder: Path = tmp_path_factory.mktemp("records")
    with open_records(f"sqlite:///{folder}/records.sqlite") as records:
        records.neighbourhood.load(community, NOW)
        revision = records.people.residents()
        taken = again(records.neighbourhood.unload(["street"], NOW), file, "en")
        loaded = records.neighbourhood.load(taken, NOW + timedelta(hours=1))
        assert (loaded.added, loaded.changed) == (0, 0), loaded.counts
        assert records.people.residents() == revision


@pytest.mark.parametrize(
    "name", ["_x000D_", "_x0041_", "#N/A", "1.0", "1e5", "2026-01-31", "TRUE", "'", "''", "0138", "林，秀；英\u3000二"]
)
@pytest.mark.parametrize("file", sorted(WRITERS))
def test_a_name_that_looks_like_something_else_is_a_name(name: str, file: str) -> None:
    tree = Neighbourhood(areas=(Area(id="street", kind=AreaKind.STREET, name=name),))
    assert again(tree, file, "en") == tree
