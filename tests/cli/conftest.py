"""A town that can be computed by hand, as the files a planner would have, and a terminal to ask about it."""

import csv
import io

import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point

from geo.cli import main

#: Metres east and north of this corner; CGCS2000, 3-degree zone at 120 degrees east.
ZONE, EAST_M, NORTH_M = "EPSG:4549", 521_000, 3_024_000

#: Building -> where it stands, its households, and its walk to the facility at (200, 200).
BUILDINGS = {
    "B1": ((200, 100), 120, 100),
    "B2": ((200, 300), 90, 700),
    "B3": ((400, 100), 80, 300),
    "B4": ((500, 300), 60, 400),
    "B5": ((600, 200), 100, 400),
    "B6": ((500, 500), 150, 600),
    "B7": ((200, 600), 70, 1000),
}


def place(x, y):
    return EAST_M + x, NORTH_M + y


def lattice_streets(bridges=(500,)):
    """Streets every 100 m; a river between y = 200 and y = 300 is crossed only at `bridges`."""
    rows = [LineString([place(0, y), place(1000, y)]) for y in range(0, 700, 100)]
    for x in range(0, 1100, 100):
        banks = [(0, 600)] if x in bridges else [(0, 200), (300, 600)]
        rows += [LineString([place(x, south), place(x, north)]) for south, north in banks]
    return GeoDataFrame({"highway": ["residential"] * len(rows)}, geometry=rows, crs=ZONE)


def points(names, places, **columns):
    return GeoDataFrame({"id": names, **columns}, geometry=[Point(place(*at)) for at in places], crs=ZONE)


class Answer:
    """What a command left behind."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out)))


@pytest.fixture
def ask(capsys):
    """Type a command line; returns what came out."""

    def ask(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Answer(code, *capsys.readouterr())

    return ask


@pytest.fixture
def lattice(tmp_path):
    """The options that name the town's three files."""
    return write_lattice(tmp_path)


def write_lattice(folder, bridges=(500,)):
    lattice_streets(bridges).to_file(folder / "街道.gpkg")
    homes = points(list(BUILDINGS), [at for at, _, _ in BUILDINGS.values()]).to_crs("EPSG:4490")
    lines = [
        f"{name},{home.x:.9f},{home.y:.9f},{BUILDINGS[name][1]}"
        for name, home in zip(homes["id"], homes.geometry, strict=True)
    ]
    (folder / "居民.csv").write_text("\n".join(["demand_id,lon,lat,households", *lines]), encoding="utf-8")
    facility = points(["F1"], [(200, 200)], name=["党群服务中心"], kind=["party_centre"])
    facility.rename(columns={"id": "facility_id"}).to_crs("EPSG:4326").to_file(folder / "设施.geojson")
    return ["--streets", folder / "街道.gpkg", "--demand", folder / "居民.csv", "--facilities", folder / "设施.geojson"]


@pytest.fixture
def lonlat():
    """A place of the town as the terminal takes it: "lon,lat"."""

    def of(x, y):
        point = points(["here"], [(x, y)]).to_crs("EPSG:4326").geometry.iloc[0]
        return f"{point.x:.9f},{point.y:.9f}"

    return of
