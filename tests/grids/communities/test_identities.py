"""Ids, names and codes that nobody has and nobody had."""

from dataclasses import replace

from geo.grids.codes import CodeRules, with_retired
from geo.grids.communities.identities import new_code, new_id, new_name
from tests.grids.communities.town import PREFIX, f4_city

RULES = CodeRules()


def test_the_next_code_follows_the_highest_of_its_range():
    city = f4_city()
    # 006 and the village's 201 are taken; villages and mergers have ranges of their own.
    assert new_code(city, f"{PREFIX}006", (), RULES) == f"{PREFIX}007"
    assert new_code(city, f"{PREFIX}006", [f"{PREFIX}007"], RULES) == f"{PREFIX}008"
    assert new_code(city, f"{PREFIX}006", (), RULES, is_merged=True) == f"{PREFIX}601"


def test_a_community_that_only_retired_grids_remember_is_not_reused():
    city = f4_city()
    city = replace(city, notes=with_retired({}, [f"{PREFIX}009003", f"{PREFIX}602"]))
    assert new_code(city, f"{PREFIX}006", (), RULES) == f"{PREFIX}010"
    assert new_code(city, f"{PREFIX}006", (), RULES, is_merged=True) == f"{PREFIX}603"


def test_the_last_number_used_sends_back_to_those_never_used():
    assert new_code(f4_city(), f"{PREFIX}006", [f"{PREFIX}199"], RULES) == f"{PREFIX}001"


def test_without_a_code_there_is_no_next_one():
    assert new_code(f4_city(), "", (), RULES) == new_code(f4_city(), "C06", (), RULES) == ""


def test_ids_and_working_names_step_past_those_taken():
    assert new_id("C", ["C"]) == "C-2"
    assert new_id("C", ["C", "C-2", "C-3"]) == "C-4"
    assert new_name("文昌社区", ["文昌社区"]) == "文昌第二社区"
    assert new_name("文昌社区", ["文昌第二社区"]) == "文昌第三社区"
    assert new_name("东坑村", []) == "东坑村第二社区"
