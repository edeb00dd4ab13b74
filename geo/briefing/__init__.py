"""Put answers on paper and into files: map sheets, tables and layers that go into a report."""

from geo.briefing.content import MapLayers, SheetContent
from geo.briefing.sheet import MapSheet, map_sheet
from geo.briefing.view import Focus

__all__ = ["Focus", "MapLayers", "MapSheet", "SheetContent", "map_sheet"]
