"""The register of codes out of use lives in the city's notes, and survives its file."""

from dataclasses import replace

from geo.city import City
from geo.grids.codes import RETIRED_NOTE, retired_codes, with_retired
from tests.grids.changes.town import communities, square

CODES = {"359901001001001", "359901001002"}


def test_codes_add_up_and_other_notes_stay():
    notes = with_retired({"label": "demo"}, CODES)
    assert notes["label"] == "demo"
    assert retired_codes(with_retired(notes, ["359901001001002"])) == CODES | {"359901001001002"}


def test_a_city_without_a_register_has_none_and_a_damaged_one_is_read_as_far_as_it_goes():
    assert retired_codes({}) == frozenset()
    assert with_retired({}, []) == {}
    assert retired_codes({RETIRED_NOTE: "nonsense 359901001001001 12"}) == {"359901001001001"}


def test_the_register_survives_the_city_file(tmp_path):
    city = City.of("town", {"communities": communities({"C": square(0, 0)})})
    replace(city, notes=with_retired(city.notes, CODES)).save(tmp_path / "town.gpkg")
    assert retired_codes(City.open(tmp_path / "town.gpkg").notes) == CODES
