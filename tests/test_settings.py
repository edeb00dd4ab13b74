"""What an office may set, and what it is told when that makes no sense."""

from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.settings import Settings


def test_nothing_needs_to_be_set():
    assert Settings.from_env({}) == Settings(city_file=None, language="zh", is_online=False)


def test_each_variable_is_read():
    variables = {"PLANNER_CITY": " 鼎溪.gpkg ", "PLANNER_LANGUAGE": "EN", "PLANNER_ONLINE": "yes"}
    assert Settings.from_env(variables) == Settings(Path("鼎溪.gpkg"), "en", is_online=True)


def test_an_empty_variable_is_not_set():
    assert Settings.from_env({"PLANNER_CITY": " ", "PLANNER_ONLINE": "0"}) == Settings()


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PLANNER_LANGUAGE": "fr"}, 'PLANNER_LANGUAGE must be "zh" or "en"; it is "fr"'),
        ({"PLANNER_ONLINE": "perhaps"}, 'PLANNER_ONLINE must be 1 or 0; it is "perhaps"'),
    ],
)
def test_a_value_that_makes_no_sense_is_said(variables, says):
    with pytest.raises(SettingError, match=says):
        Settings.from_env(variables)
