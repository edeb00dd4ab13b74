"""
Put answers on paper and into files: map sheets, tables and layers that go into a report.

Sheets need matplotlib, which is slow to load; it is imported when the first sheet is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from geo.briefing.file_names import file_name
from geo.briefing.imprint import Imprint
from geo.briefing.layers import layer_bytes
from geo.briefing.tables import table_bytes

if TYPE_CHECKING:
    from geo.briefing.content import MapLayers, SheetContent
    from geo.briefing.coverage_sheets import (
        CoverageAnswer,
        coverage_content,
        coverage_imprint,
        coverage_sheet,
        coverage_statistics,
    )
    from geo.briefing.sheet import MapSheet, map_sheet
    from geo.briefing.view import Focus

__all__ = [
    "CoverageAnswer",
    "Focus",
    "Imprint",
    "MapLayers",
    "MapSheet",
    "SheetContent",
    "coverage_content",
    "coverage_imprint",
    "coverage_sheet",
    "coverage_statistics",
    "file_name",
    "layer_bytes",
    "map_sheet",
    "table_bytes",
]

_LATER = {
    "CoverageAnswer": "coverage_sheets",
    "Focus": "view",
    "MapLayers": "content",
    "MapSheet": "sheet",
    "SheetContent": "content",
    "coverage_content": "coverage_sheets",
    "coverage_imprint": "coverage_sheets",
    "coverage_sheet": "coverage_sheets",
    "coverage_statistics": "coverage_sheets",
    "map_sheet": "sheet",
}


def __getattr__(name: str) -> object:
    """Import what needs matplotlib when it is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
