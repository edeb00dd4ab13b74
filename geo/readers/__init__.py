"""Files that people have, read into checked layers and cities."""

from geo.readers.layer_files import read_layer
from geo.readers.online import fetch_streets
from geo.readers.osm.city import import_city
from geo.readers.places import read_demand, read_facilities
from geo.readers.report import ImportReport
from geo.readers.streets import read_gates_and_closures, read_streets
from geo.readers.sufficiency import require_enough_data

__all__ = [
    "ImportReport",
    "fetch_streets",
    "import_city",
    "read_demand",
    "read_facilities",
    "read_gates_and_closures",
    "read_layer",
    "read_streets",
    "require_enough_data",
]
