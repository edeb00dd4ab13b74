"""A town that can be computed by hand, as a City, as a file, and opened by the pages."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import cities, grid_drafts
from pages.ui import settings as page_settings
from pages.ui.asked import Asked
from pages.ui.cached import Ask
from pages.ui.look import Look
from pages.ui.state import Question
from pages.words import words
from tests.conftest import ROOT
from tests.intake.messy import Office
from tests.pages.town import town as make_town

PLAIN_QUESTION, PLAIN_LOOK = Question(), Look()


@pytest.fixture(scope="session")
def town():
    """The town."""
    return make_town()


@pytest.fixture(scope="session")
def town_file(town, tmp_path_factory):
    """The town's city file."""
    path = tmp_path_factory.mktemp("city") / "town.gpkg"
    town.save(path)
    return path


@pytest.fixture(scope="session")
def office():
    """A street office of 40 buildings, and the files it may send."""
    return Office(rows=40)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """A function that makes a file the city of this server; what people save lies in a folder of this test."""

    def with_city(city_file=None):
        if city_file is not None:
            monkeypatch.setenv("PLANNER_CITY", str(city_file))
        monkeypatch.setenv("PLANNER_CITIES", str(tmp_path / "cities"))
        monkeypatch.setenv("PLANNER_SECRET", "a secret of this test")
        page_settings.server_settings.cache_clear()

    yield with_city
    grid_drafts.forget()
    page_settings.server_settings.cache_clear()


@pytest.fixture
def home(town_file, serve):
    """Make the town the city of this server; returns its content key."""
    serve(town_file)
    return cities.city_key()


@pytest.fixture
def ask_page(home):
    """A function from a question and a look to what a page is asked about the town."""

    def page(question=PLAIN_QUESTION, look=PLAIN_LOOK, language="zh"):
        return Asked(question, look, home, cities.open_city(home), Ask.of(question, home), words(language))

    return page


@pytest.fixture
def open_page(home):
    """A function that runs a page as Streamlit would, from its link."""

    def run(page, **parameters):
        app = AppTest.from_file(str(ROOT / "pages" / "ui" / "shell.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(str(ROOT / "pages" / "views" / f"{page}.py"))
        return app.run()

    return run
