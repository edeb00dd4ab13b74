"""What the documents say is true: commands exist, examples run, links lead somewhere, both languages say the same."""

import json
import re
import shlex
import subprocess
import sys
from itertools import pairwise

import pytest

from geo.cli import main
from geo.streets import PROFILES
from tests.conftest import ROOT

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md")]
)
PAIRS = (("README.md", "README.zh.md"), ("docs/guide.md", "docs/guide.zh.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
COMMAND = ".venv/bin/python -m geo "


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, language):
    return [body for tongue, body in BLOCK.findall(text(name)) if tongue == language]


def commands(name, *languages):
    """Each `python -m geo` line of a document, as words."""
    lines = [line for language in languages for body in blocks(name, language) for line in body.splitlines()]
    return [shlex.split(line.removeprefix(COMMAND)) for line in lines if line.startswith(COMMAND)]


@pytest.fixture(scope="module")
def verbs():
    """The verbs that `python -m geo --help` lists."""
    done = subprocess.run([sys.executable, "-m", "geo", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listing = done.stdout.split("Commands:")[1]
    return set(re.findall(r"^  (\w+)", listing, re.M))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_named_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    named = set(re.findall(r"`make ([a-z]+)", text(name)) + re.findall(r"^make ([a-z]+)", text(name), re.M))
    assert named <= targets


def test_the_help_of_make_lists_the_commands_people_need():
    for target in ("run", "test", "check", "fix", "bench", "setup", "clean"):
        assert re.search(rf"^{target}:.*## \w", text("Makefile"), re.M)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_verb_named_exists(name, verbs):
    named = {words[0] for words in commands(name, "bash", "text") if words[0] != "--help"}
    assert named <= verbs


def test_the_guide_shows_every_verb(verbs):
    for name in ("docs/guide.md", "docs/guide.zh.md"):
        assert {words[0] for words in commands(name, "bash", "text")} >= verbs


@pytest.mark.slow
@pytest.mark.parametrize("line", sorted({shlex.join(words) for name in DOCUMENTS for words in commands(name, "bash")}))
def test_commands_in_the_documents_run(line, tmp_path, capsys):
    words = [str(tmp_path / word) if before == "--out" else word for before, word in pairwise(["", *shlex.split(line)])]
    assert main(words) == 0, capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_python_in_the_documents_runs(name):
    for body in blocks(name, "python"):
        names = {}
        exec(body, names)
        assert 0 < names["share"] < 1


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_have_the_same_sections(english, chinese):
    def shape(name):
        body = BLOCK.sub("", text(name))
        return [len(mark) for mark in re.findall(r"^(#+) ", body, re.M)], len(re.findall(r"^\|", body, re.M))

    assert shape(english) == shape(chinese)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_show_the_same_code(english, chinese):
    def code(name):
        return [re.sub(r" *#.*", "", body) for tongue in ("bash", "python", "text") for body in blocks(name, tongue)]

    assert code(english) == code(chinese)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_to_files_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text(name))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_named_in_documents_exist(name):
    paths = re.findall(r"`((?:geo|pages|tests|docs|data|bench)/[\w./-]*\w\.(?:py|md|gpkg|png|toml))`", text(name))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["docs/guide.md", "docs/guide.zh.md"])
def test_the_guide_gives_each_walking_speed(name):
    rows = re.findall(r"^\| `(\w+)`[^|]*\| ([\d.]+) \| ([\d,]+) m \|", text(name), re.M)
    expected = [(p.name, f"{p.speed_m_per_s:.3g}", f"{p.speed_m_per_s * 900:,.0f}") for p in PROFILES.values()]
    assert [(name, f"{float(speed):.3g}", metres) for name, speed, metres in rows] == expected


@pytest.mark.parametrize("name", ["docs/guide.md", "docs/guide.zh.md"])
def test_the_guide_gives_each_reason_for_a_gap(name):
    from geo.circles import REASONS

    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", text(name), re.M)) >= set(REASONS)


@pytest.mark.parametrize(("name", "language"), [("docs/guide.md", "en"), ("docs/guide.zh.md", "zh")])
def test_the_guide_names_each_page_and_panel_as_the_screen_does(name, language):
    words = json.loads(text(f"pages/words/{language}.json"))
    shown = [word for key, word in words.items() if re.match(r"(page|panel)\.(?!title)", key)]
    assert shown
    assert [word for word in shown if f"**{word}**" not in text(name)] == []


@pytest.mark.parametrize("name", ["docs/guide.md", "docs/guide.zh.md"])
def test_the_guide_gives_each_setting(name):
    code = "\n".join(
        path.read_text(encoding="utf-8") for room in ("geo", "pages") for path in ROOT.glob(f"{room}/**/*.py")
    )
    read = set(re.findall(r"""variables\.get\(["'](PLANNER_\w+)""", code))
    assert read >= {"PLANNER_CITY", "PLANNER_LANGUAGE"}
    assert set(re.findall(r"^\| `(PLANNER_\w+)`", text(name), re.M)) == read


def test_the_changelog_has_an_entry_of_this_version():
    version = re.search(r'^version = "([\d.]+)"', text("pyproject.toml"), re.M)
    assert version
    assert re.search(rf"^## {re.escape(version[1])} - \d{{4}}-\d\d-\d\d$\n\n### \w+\n\n- ", text("CHANGELOG.md"), re.M)


def test_decisions_fit_on_one_screen():
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} ")
        assert len(lines) <= 70, f"{path.name} is longer than a screen"


def test_documents_name_no_place_of_one_machine():
    wrong = re.compile(r"(?<![\w.])/(?:work|tmp|root|home)/\w|pypi\.org|npmjs|registry\.")
    found = {name: wrong.findall(text(name)) for name in [*DOCUMENTS, "Makefile", ".ci/run"]}
    assert {name: places for name, places in found.items() if places} == {}
