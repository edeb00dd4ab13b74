"""Every text is there in both languages, and every key that the pages use is there."""

import ast
import re
import string

import pytest

from geo.circles import REASONS
from geo.errors import NoSuchFileError, PlannerError
from geo.layers import LAYERS
from geo.streets import PROFILES
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS
from pages.ui.look import AREA_MODES, CHANGES, PANELS
from pages.ui.state import GROUPS, LAND, LEVELS, MOMENTS
from pages.words import LANGUAGES, words
from pages.words.catalogue import problem
from tests.conftest import ROOT

SOURCES = sorted((ROOT / "pages").glob("[!a]*/*.py"))


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def used_keys(path):
    """Keys written out in full in calls of `say(...)`, and the families of those that are put together."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_say = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say"
        if is_say and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def test_both_languages_have_the_same_keys():
    chinese, english = (words(language).texts for language in LANGUAGES)
    assert set(chinese) == set(english)


def test_both_languages_fill_in_the_same_figures():
    chinese, english = (words(language).texts for language in LANGUAGES)
    # A figure may be left out where the other language needs it for grammar alone; it must never be unknown.
    extra = {key: fields(english[key]) ^ fields(chinese[key]) for key in chinese}
    assert {key: names for key, names in extra.items() if names} == {"overview.sentence": {"subject"}}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_key_that_is_used_is_there(path):
    texts = words("zh").texts
    assert [key for key in used_keys(path) if key not in texts] == []


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("kind", FACILITY_KINDS),
        ("service", SERVICE_KINDS),
        ("profile", PROFILES),
        ("reason", REASONS),
        ("level", LEVELS),
        ("group", (*GROUPS, LAND)),
        ("unit", (*GROUPS, LAND, "m", "min")),
        ("moment", MOMENTS),
        ("area", AREA_MODES),
        ("panel", PANELS),
        ("change", CHANGES),
        ("change", [f"hint_{change}" for change in CHANGES]),
        ("city_layer", LAYERS),
    ],
)
def test_every_name_of_a_family_has_a_word(family, names):
    assert [name for name in names if f"{family}.{name}" not in words("en").texts] == []


def test_the_chinese_names_are_those_of_the_vocabulary():
    say = words("zh")
    assert {kind: say(f"kind.{kind}") for kind in FACILITY_KINDS} == dict(FACILITY_KINDS)
    assert {name: say(f"service.{name}") for name in SERVICE_KINDS} == dict(SERVICE_KINDS)


def test_chinese_texts_have_chinese_marks():
    wrong = re.compile(r"[\u4e00-\u9fff][,;!?](?!\w*}})|[,;!?][\u4e00-\u9fff]")
    assert {key: text for key, text in words("zh").texts.items() if wrong.search(text)} == {}


def test_english_texts_have_no_chinese():
    found = {key for key, text in words("en").texts.items() if re.search(r"[\u4e00-\u9fff]", text)}
    assert found == {"app.synthetic"}  # the label is in both languages everywhere


def test_the_overview_has_no_words_of_the_trade():
    jargon = re.compile("等时圈|缓冲区|拓扑|CRS|GIS|图层|网络分析")
    shown = [text for key, text in words("zh").texts.items() if key.startswith(("overview.", "card.", "legend.share"))]
    assert [text for text in shown if jargon.search(text)] == []


def test_a_key_that_is_not_there_is_our_mistake():
    with pytest.raises(KeyError):
        words("zh")("no.such.key")


def test_an_error_has_the_heading_of_its_nearest_kind():
    say = words("zh")
    assert problem(NoSuchFileError("x"), say) == say("problem.ReadError")
    assert problem(PlannerError("x"), say) == say("problem.PlannerError")
