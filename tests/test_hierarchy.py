"""Hierarchies are data: levels, names, organisations and heads; a city keeps its own, whatever befalls the note."""

import json
from dataclasses import replace

import geopandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.city import City
from geo.cli import main
from geo.errors import SettingError
from geo.hierarchy import (
    DEFAULT_HIERARCHY,
    HEAD_ROLES,
    HIERARCHIES,
    HIERARCHY_NOTE,
    LEVEL_NAMES,
    LEVEL_OF_LAYER,
    ORG_KINDS,
    Hierarchy,
    Level,
    Organisation,
    hierarchy_of,
    layer_word,
    level_name,
    organisation,
    own_names,
    renamed,
    with_hierarchy,
)
from geo.layers import LAYERS

#: Level and usual organisation, as the requirements write them.
WRITTEN = {
    # R002: 街道-社区-网格-小区-楼栋(-单元) under the city of R001; R006: grid branches and building groups.
    "default": "city organisation, street organisation, community organisation, grid branch, compound branch, "
    "building group, unit ",
    # R004: 社区党组织—网格(小区)党支部—楼栋党小组—党员中心户
    "ningde4": "community organisation, grid branch, building group, household member_household",
    # R005: 小区（网格）党支部—楼栋党小组—党员中心户
    "fuding3": "compound branch, building group, household member_household",
    # R003: 街道大工委—社区大党委—网格党总支—小区党支部—楼栋党小组
    "fuqing5": "street work_committee, community joint_committee, grid general_branch, compound branch, building group",
    # R002: 街道大工委—社区大党委—网格党总支(支部)—小区党支部(总支)—楼宇党小组
    "xinfu5": "street work_committee, community joint_committee, grid general_branch, compound branch, building group",
    # R010: 楼栋党支部, 网格党小组
    "yongan": "city organisation, street organisation, community organisation, grid group, compound , building branch",
}


@pytest.mark.parametrize("key", HIERARCHIES)
def test_a_preset_has_the_levels_and_organisations_that_its_requirement_writes(key):
    levels = HIERARCHIES[key].levels
    assert ", ".join(f"{level.level} {level.org_kind}" for level in levels) == WRITTEN[key]


def test_each_preset_says_where_it_is_from_and_is_named_in_both_languages():
    assert list(HIERARCHIES) == list(WRITTEN)
    for key, one in HIERARCHIES.items():
        assert one.key == key
        assert one.source.startswith("R0")
        assert (one.name.zh, str(one.name)) == (one.zh, one.en)
        assert one.zh
        assert all(level.zh and level.en and level.name.zh == level.zh for level in one.levels)


def test_levels_run_from_the_largest_to_the_smallest():
    order = list(LEVEL_NAMES)
    for one in HIERARCHIES.values():
        places = [order.index(level) for level in one.level_names]
        assert places == sorted(places)


def test_cities_call_the_same_level_by_other_names():
    assert HIERARCHIES["ningde4"]["grid"].zh == "网格（小区）"
    assert HIERARCHIES["xinfu5"]["building"].zh == "楼宇"
    assert HIERARCHIES["fuqing5"]["building"].zh == "楼栋"


def test_alternatives_in_brackets_are_second_choices():
    assert HIERARCHIES["xinfu5"]["grid"].org_kinds == ("general_branch", "branch")
    assert HIERARCHIES["xinfu5"]["compound"].org_kinds == ("branch", "general_branch")


def test_grid_and_building_have_a_named_head_in_fuqing():
    heads = {level.level: level.head_role for level in HIERARCHIES["fuqing5"].levels if level.head_role}
    assert heads == {"grid": "grid_head", "building": "building_head"}
    assert HEAD_ROLES["grid_head"].zh == "网格长"


def test_only_the_unit_is_optional_by_default():
    assert [level.level for level in DEFAULT_HIERARCHY.levels if level.is_optional] == ["unit"]


def test_a_level_that_is_not_there_is_refused_in_both_languages():
    with pytest.raises(SettingError, match="has no level province; it has community, grid") as refusal:
        HIERARCHIES["ningde4"]["province"]
    assert "没有 province 这一级" in refusal.value.zh


def test_a_level_the_hierarchy_does_without_keeps_its_usual_name():
    assert level_name(HIERARCHIES["ningde4"], "grid").zh == "网格（小区）"
    assert level_name(HIERARCHIES["ningde4"], "street").zh == "街道"
    assert level_name(DEFAULT_HIERARCHY, "somewhere").zh == "somewhere"


def test_a_level_may_be_called_otherwise():
    changed = renamed(DEFAULT_HIERARCHY, "grid", " 责任片区 ", "patch")
    assert changed["grid"].zh == "责任片区"
    assert str(changed["grid"].name) == "patch"
    assert changed["grid"].org_kind == "branch"
    assert changed["street"] == DEFAULT_HIERARCHY["street"]
    assert DEFAULT_HIERARCHY["grid"].zh == "网格"
    assert changed != DEFAULT_HIERARCHY


def test_hierarchies_that_differ_in_chinese_only_are_not_equal():
    assert renamed(DEFAULT_HIERARCHY, "grid", "片区", "grid") != DEFAULT_HIERARCHY


def test_a_name_of_twelve_characters_is_the_longest():
    assert renamed(DEFAULT_HIERARCHY, "grid", "网" * 12, "g" * 12)["grid"].zh == "网" * 12
    with pytest.raises(SettingError, match="needs 1 to 12 visible characters"):
        renamed(DEFAULT_HIERARCHY, "grid", "网" * 13, "grid")


@pytest.mark.parametrize("name", ["", "   ", "网\n格", "网\x00格", "网\u202e格", "网\u2028格", "网\u200b格", "\ud800"])
@pytest.mark.parametrize("place", ["zh", "en"])
def test_a_name_that_cannot_be_seen_is_refused(name, place):
    names = {"zh": "网格", "en": "grid", place: name}
    with pytest.raises(SettingError) as refusal:
        renamed(DEFAULT_HIERARCHY, "grid", **names)
    assert "层级名称须为 1 至 12 个可见字符" in refusal.value.zh
    (refusal.value.zh + str(refusal.value)).encode("utf-8")  # the sentence itself can be shown


def test_own_names_are_those_that_differ():
    assert own_names(DEFAULT_HIERARCHY) == {}
    assert {level: name.zh for level, name in own_names(HIERARCHIES["ningde4"]).items()} == {
        "grid": "网格（小区）",
        "household": "党员中心户",
    }
    assert list(own_names(renamed(DEFAULT_HIERARCHY, "street", "街道", "subdistrict"))) == ["street"]


def test_layers_of_levels_are_layers_of_a_city():
    assert set(LEVEL_OF_LAYER) <= set(LAYERS)
    assert set(LEVEL_OF_LAYER.values()) <= set(LEVEL_NAMES)


@pytest.mark.parametrize(
    ("zh", "en", "language", "word"),
    [
        ("基础网格", "basic grid", "zh", "grids (基础网格)"),
        ("基础网格", "basic grid", "en", "grids (basic grid)"),
        ("基础网格", "grid", "en", "grids (基础网格)"),
        ("网格", "cell", "zh", "grids (cell)"),
        ("网格", "grid", "zh", "grids"),
    ],
)
def test_a_layer_is_called_by_its_identifier_and_its_own_name(zh, en, language, word):
    notes = with_hierarchy({}, renamed(DEFAULT_HIERARCHY, "grid", zh, en))
    assert layer_word(notes, "grids", language) == word
    assert layer_word(notes, "streets", language) == "streets"
    assert layer_word({}, "grids", language) == "grids"


def test_the_terminal_names_a_level_as_the_city_does(tmp_path, capsys):
    def squares(index, first):
        shapes = [shapely.box(120.2 + 0.01 * n, 27.3, 120.2 + 0.01 * n + 0.009, 27.309) for n in range(3)]
        rows = geopandas.GeoDataFrame(
            {index: [f"{first}{n}" for n in range(3)], "name": [f"第{n}" for n in range(3)]},
            geometry=shapes,
            crs=4326,
        )
        return rows.set_index(index)

    notes = with_hierarchy({}, renamed(DEFAULT_HIERARCHY, "grid", "基础网格", "basic grid"))
    city = City.of("town", {"communities": squares("community_id", "c"), "grids": squares("grid_id", "g")}, notes=notes)
    path, file = tmp_path / "town.gpkg", tmp_path / "网格.geojson"
    city.save(path)
    squares("grid_id", "h").reset_index().to_file(file, driver="GeoJSON")
    words = ["import", str(file), "--into", str(path), "--as", "grids", "--place", "WGS-84", "--language"]
    assert main([*words, "zh", "--dry-run"]) == 0
    assert "网格.geojson: grids (基础网格), 3 rows read" in capsys.readouterr().err
    assert main([*words, "en"]) == 0
    assert "网格.geojson: grids (basic grid), 3 rows read" in capsys.readouterr().err
    assert main(["export", "grids", "--city", str(path), "--out", str(tmp_path / "out.geojson")]) == 0
    assert "out.geojson: 3 rows of grids (basic grid)." in capsys.readouterr().err


def test_an_unknown_level_cannot_be_renamed():
    with pytest.raises(SettingError, match="has no level ward"):
        renamed(DEFAULT_HIERARCHY, "ward", "坊", "ward")


def test_a_hierarchy_needs_each_level_once():
    grid = DEFAULT_HIERARCHY["grid"]
    for levels in ((), (grid, grid)):
        with pytest.raises(SettingError, match="needs each of its levels once"):
            replace(DEFAULT_HIERARCHY, levels=levels)


@pytest.mark.parametrize("change", [{"level": "ward"}, {"org_kinds": ("club",)}, {"head_role": "king"}])
def test_a_level_is_made_of_known_things(change):
    with pytest.raises(SettingError, match="Choose from the lists"):
        replace(DEFAULT_HIERARCHY["grid"], **change)


@pytest.mark.parametrize("key", HIERARCHIES)
def test_the_notes_of_a_city_keep_a_hierarchy(key):
    notes = with_hierarchy({"description": "一座城市"}, HIERARCHIES[key])
    assert notes["description"] == "一座城市"
    assert hierarchy_of(notes) == HIERARCHIES[key]


name_characters = st.characters(exclude_categories=("C", "Z"))


@given(zh=st.text(name_characters, min_size=1, max_size=12), en=st.text(name_characters, min_size=1, max_size=12))
def test_any_allowed_name_comes_back_from_the_notes(zh, en):
    changed = renamed(HIERARCHIES["fuqing5"], "compound", zh, en)
    assert hierarchy_of(with_hierarchy({}, changed)) == changed


def test_a_hierarchy_of_ones_own_comes_back_from_the_notes():
    own = Hierarchy(
        "own", "自定", "Own", (Level("community", "社区", "community"), Level("micro_grid", "微格", "cell"))
    )
    assert hierarchy_of(with_hierarchy({}, own)) == own


def test_a_city_without_a_note_has_the_default_hierarchy():
    assert hierarchy_of({}) == DEFAULT_HIERARCHY


def whole_card():
    return json.loads(with_hierarchy({}, HIERARCHIES["ningde4"])[HIERARCHY_NOTE])


DAMAGED = [
    "", "{", "[]", "null", "7", '"text"', "{}", "[" * 15_000, "x" * 30_000, '{"levels": 7}', '{"levels": [7]}',
    *(json.dumps({**whole_card(), field: value}) for field in ("key", "levels") for value in (None, 7, [], ["a"])),
    json.dumps({**whole_card(), "levels": whole_card()["levels"] * 2}),
    json.dumps({**whole_card(), "zh": "\n"}),
    json.dumps({**whole_card(), "levels": [{**whole_card()["levels"][0], "level": ["grid"]}]}),
    json.dumps({**whole_card(), "levels": [{**whole_card()["levels"][0], "zh": "网" * 13}]}),
    json.dumps({**whole_card(), "levels": [{**whole_card()["levels"][0], "org_kinds": [["branch"]]}]}),
    json.dumps({**whole_card(), "levels": [{**whole_card()["levels"][0], "org_kinds": 7}]}),
]  # fmt: skip


@pytest.mark.parametrize("note", DAMAGED)
def test_a_damaged_note_falls_back_to_the_default(note):
    assert hierarchy_of({HIERARCHY_NOTE: note}) == DEFAULT_HIERARCHY


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(
    st.sampled_from(("key", "zh", "en", "source", "levels", "level", "org_kinds")), one)))  # fmt: skip
def test_any_note_gives_a_hierarchy(card):
    assert isinstance(hierarchy_of({HIERARCHY_NOTE: json.dumps(card)}), Hierarchy)


@pytest.mark.parametrize(
    ("words", "level", "kind"),
    [
        ("楼栋党支部", "building", "branch"),  # R010
        ("网格党小组", "grid", "group"),  # R010
        ("楼宇党小组", "building", "group"),  # R002
        ("小区党总支", "compound", "general_branch"),  # R002
        ("网格（小区）党支部", "grid", "branch"),  # R004
        ("小区（网格）党支部", "compound", "branch"),  # R005
        ("网格党总支(支部)", "grid", "general_branch"),  # R002
        ("街道“大工委”", "street", "work_committee"),  # R002
        ("社区“大党委”", "community", "joint_committee"),  # R002
        ("社区党组织", "community", "organisation"),  # R004
        ("党员中心户", "household", "member_household"),  # R004
        ("小区联合党支部", "compound", "joint_branch"),  # R008
        ("微网格党小组", "micro_grid", "group"),
        ("华鑫小区党支部", "compound", "branch"),
        ("西园社区华鑫小区３号楼 党小组", "building", "group"),
        ("前岐镇党委", "street", "committee"),
        ("党支部", "unknown", "branch"),
        ("非公企业党支部", "unknown", "branch"),
        ("楼栋长", "unknown", "unknown"),
        ("业主委员会", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_level_and_kind_are_read_from_the_words_and_the_unknown_stays_unknown(words, level, kind):
    assert organisation(words) == Organisation(level, kind)


def test_the_words_lead_to_known_levels_and_kinds_only():
    for preset in HIERARCHIES.values():
        for level in preset.levels:
            for kind in level.org_kinds:
                read = organisation(f"{level.zh}{ORG_KINDS[kind].zh}")
                assert read.kind == kind
                assert read.level in ("household", level.level)
