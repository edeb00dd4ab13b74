"""Cities are named in links by a short key, opened once, and kept when somebody loads one."""

import pytest

from geo.errors import BrokenFileError, NoSuchFileError
from pages.ui import cities
from pages.ui.city_facts import facts_html, layer_rows, layer_table, problem_table
from pages.ui.importing import read_city
from pages.words import words


def test_the_home_city_is_opened_once(home):
    assert cities.open_city(home) is cities.open_city(home)


def test_a_loaded_city_is_found_by_its_name_in_a_link(home, town):
    name = cities.keep_city(town)
    key = cities.city_key(name)
    assert key != home
    assert len(cities.open_city(key)["buildings"]) == len(town["buildings"])


@pytest.mark.parametrize("name", ["0123456789ab", "../../etc/passwd"])
def test_a_city_that_is_not_here_is_said_so(home, name):
    with pytest.raises(NoSuchFileError, match="data page"):
        cities.city_key(name)


def test_a_key_from_nowhere_is_refused(home):
    with pytest.raises(NoSuchFileError, match="open the page again"):
        cities.open_city("f" * 12)


def test_a_city_file_is_read_as_it_is(town_file):
    assert read_city(town_file, "other").name == "方格镇"


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "city.gpkg"
    path.write_bytes(b"not a database")
    with pytest.raises(BrokenFileError, match="city file"):
        read_city(path, "x")


def test_facts_count_what_is_loaded(town):
    say = words("zh")
    text = facts_html(town, say)
    assert "<b>670</b><span>户" in text
    assert say("data.synthetic_note") in text
    table = layer_table(town, say)
    assert table.loc["buildings", ["rows", "source", "as_of", "licence"]].tolist() == [
        35,
        "hand-made",
        "2025-09-30",
        "CC0",
    ]
    assert len(layer_rows(table)) == len(town.layers)
    assert len(problem_table(town, say)) == 0


def test_names_of_a_file_are_text_and_never_markup(town):
    import dataclasses

    hostile = dataclasses.replace(town, name="<img src=x onerror=alert(1)>")
    assert "<img" not in facts_html(hostile, words("zh"))
