"""Two real county-level cities, one mapped well enough to judge and one not."""


def test_guixi_from_the_extract_to_the_walk(ask, real_file, tmp_path):
    city = tmp_path / "贵溪.gpkg"
    imported = ask("import", real_file("osm/guixi.osm"), "--out", city, "--name", "贵溪市")
    assert imported.code == 0
    rows = {row["layer"]: int(row["rows"]) for row in imported.rows}
    assert rows["buildings"] == 165
    assert rows["streets"] == 170
    answer = ask("coverage", "--city", city, "--limit-min", 15)
    assert answer.code == 0
    (town,) = [row for row in answer.rows if (row["level"], row["count"]) == ("city", "households")]
    assert town["name"] == "贵溪市"
    assert 0 < float(town["covered"]) <= float(town["total"])
    assert "estimated" in imported.err


def test_an_extract_can_be_asked_without_importing_it(ask, real_file):
    answer = ask("travel", "--city", real_file("osm/guixi.osm"))
    assert answer.code == 0
    assert answer.rows


def test_ninghua_is_mapped_too_thinly_to_judge(ask, real_file, tmp_path):
    city = tmp_path / "宁化.gpkg"
    ask("import", real_file("osm/ninghua.osm"), "--out", city)
    for asked in (city, real_file("osm/ninghua.osm")):
        answer = ask("coverage", "--city", asked)
        assert (answer.code, answer.out) == (1, "")
        assert "not enough" in answer.err.lower()
        assert answer.err.count("\n") == 1
