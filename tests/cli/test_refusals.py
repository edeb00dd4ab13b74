"""What the terminal says when it cannot: one sentence, no traceback, the right exit code, nothing half written."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

NOT_DONE, NOT_UNDERSTOOD = 1, 2


def is_one_sentence(text):
    return text.count("\n") == 1 and text.endswith((".\n", "?\n")) and "Traceback" not in text


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["coverage", "--city", "没有.gpkg"], NOT_DONE, "没有.gpkg is not there"),
        (["coverage", "--profile", "runner"], NOT_DONE, 'no profile "runner"'),
        (["coverage", "--kind", "casino"], NOT_DONE, "no facility of the kind casino"),
        (["coverage", "--service", "casino"], NOT_DONE, "offers the service casino"),
        (["coverage", "--count", "cats"], NOT_UNDERSTOOD, "not cats"),
        (["coverage", "--city", "a.gpkg", "--streets", "b.gpkg"], NOT_DONE, "give one of them"),
        (["coverage", "--limit-m", "500", "--limit-min", "15"], NOT_UNDERSTOOD, "not both"),
        (["coverage", "--limit-m", "-5"], NOT_DONE, "limit"),
        (["coverage", "--limit-m", "far"], NOT_UNDERSTOOD, "--limit-m"),
        (["coverage", "--by", "planet"], NOT_UNDERSTOOD, "--by"),
        (["coverage", "--limit"], NOT_UNDERSTOOD, "--limit"),
        (["coverage", "--at", "noon"], NOT_UNDERSTOOD, "such as Wed-19:30"),
        (["coverage", "--at", "Xyz-10:00"], NOT_UNDERSTOOD, "such as Wed-19:30"),
        (["cover"], NOT_UNDERSTOOD, "cover"),
        (["fetch", "福鼎市", "--out", "a.gpkg"], NOT_DONE, "PLANNER_ONLINE=1"),
        (["route", "--to", "120,27"], NOT_UNDERSTOOD, "--from"),
        (["route", "--from", "here", "--to", "120,27"], NOT_UNDERSTOOD, "longitude,latitude"),
        (["import", "没有.osm", "--out", "a.gpkg"], NOT_DONE, "没有.osm"),
    ],
)
def test_each_mistake_has_its_sentence(ask, words, code, says):
    answer = ask(*words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert is_one_sentence(answer.err)


def test_streets_alone_do_not_say_who_lives_there(ask, lattice):
    answer = ask("coverage", *lattice[:2])
    assert answer.code == NOT_DONE
    assert "--demand and --facilities must be given" in answer.err


def test_a_sheet_is_pdf_or_png(ask, lattice, tmp_path):
    answer = ask("brief", *lattice, "--out", tmp_path / "a.docx")
    assert answer.code == NOT_DONE
    assert ".pdf or .png" in answer.err


def test_a_city_file_is_a_geopackage(ask, tmp_path):
    answer = ask("import", "a.osm", "--out", tmp_path / "a.shp")
    assert answer.code == NOT_UNDERSTOOD
    assert is_one_sentence(answer.err)


@pytest.mark.parametrize("name", ["a.pdf", "a", "没有/a.csv"])
def test_an_answer_that_cannot_be_written_is_not_done(ask, lattice, tmp_path, name):
    answer = ask("travel", *lattice, "--out", tmp_path / name)
    assert answer.code == NOT_DONE
    assert is_one_sentence(answer.err)


def test_a_table_has_no_shapes_for_geojson(ask, lattice, tmp_path):
    answer = ask("travel", *lattice, "--out", tmp_path / "a.geojson")
    assert (answer.code, list(tmp_path.glob("*a.geojson"))) == (NOT_DONE, [])
    assert "without shapes" in answer.err


def test_no_walk_between_two_places_is_said(ask, lattice, lonlat):
    answer = ask("route", *lattice[:2], "--from", lonlat(200, 200), "--to", lonlat(90_000, 0))
    assert answer.code == NOT_DONE
    assert is_one_sentence(answer.err)


def test_every_verb_explains_itself(ask):
    listing = ask("--help")
    assert listing.code == 0
    for verb in ("import", "route", "travel", "circles", "coverage", "gaps", "brief", "fetch"):
        assert verb in listing.out
        helped = ask(verb, "--help")
        assert (helped.code, helped.err) == (0, "")
        assert "--out" in helped.out


def terminal(*words, **environment):
    """Run the program as a stranger's shell would."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *map(str, words)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        pytest.param({"LC_ALL": "C"}, marks=pytest.mark.slow),
        pytest.param({"LANG": "POSIX", "PYTHONIOENCODING": "ascii"}, marks=pytest.mark.slow),
    ],
)
def test_chinese_survives_a_bare_terminal(lattice, tmp_path, locale):
    done = terminal("coverage", *lattice, "--out", tmp_path / "覆盖率.csv", **locale)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "覆盖率.csv").read_text(encoding="utf-8-sig").startswith("level,area_id,name,count")
    lost = terminal("coverage", "--city", tmp_path / "没有.gpkg", **locale)
    assert lost.returncode == NOT_DONE
    assert "没有.gpkg" in lost.stderr.decode("utf-8")
    assert b"Traceback" not in lost.stderr


def test_a_setting_that_makes_no_sense_is_said():
    done = terminal("coverage", PLANNER_ONLINE="perhaps")
    assert (done.returncode, done.stdout) == (NOT_DONE, b"")
    assert is_one_sentence(done.stderr.decode())


def test_a_reader_that_stops_listening_is_no_crash(lattice):
    words = " ".join(f"'{word}'" for word in [sys.executable, "-m", "geo", "travel", *lattice])
    done = subprocess.run(["bash", "-c", f"{words} | true"], cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
