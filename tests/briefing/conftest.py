"""One sheet of the little town, drawn once for all tests."""

import io

import pypdf
import pytest

from geo.briefing import MapLayers, MapSheet, map_sheet
from geo.city import City
from tests.briefing import town


@pytest.fixture(scope="session")
def city() -> City:
    return town.town()


@pytest.fixture(scope="session")
def layers(city) -> MapLayers:
    return town.answers(city)


@pytest.fixture(scope="session")
def sheet(city, layers) -> MapSheet:
    return map_sheet(town.content(city, layers), layers)


@pytest.fixture(scope="session")
def pdf(sheet) -> bytes:
    return sheet.pdf()


@pytest.fixture(scope="session")
def page_text(pdf) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.fixture(scope="session")
def png(sheet) -> bytes:
    return sheet.png()
