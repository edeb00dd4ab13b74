"""Files that people have, read into checked layers and cities."""

from geo.readers.osm_city import import_city
from geo.readers.streets import read_streets
from geo.readers.sufficiency import require_enough_data

__all__ = ["import_city", "read_streets", "require_enough_data"]
