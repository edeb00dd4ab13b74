"""The house stays in order: files where a newcomer looks for them, short modules, one place for each idea."""

import ast
import importlib
import importlib.metadata
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

EXPECTED = (
    ".ci/run",
    ".streamlit/config.toml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.zh.md",
    "app.py",
    "bench/__main__.py",
    "data/README.md",
    "data/dingxi.gpkg",
    "docs/architecture.md",
    "docs/decisions/0001-the-house.md",
    "docs/decisions/0002-dependencies.md",
    "docs/guide.md",
    "docs/guide.zh.md",
    "docs/screenshot.png",
    "geo/__init__.py",
    "geo/__main__.py",
    "geo/cli/__init__.py",
    "pages/assets/setup.py",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
)

#: The longest a module may be. A longer one is listed with the reason why it is still one thing.
MODULE_LINES = 300
LONGER: dict[str, str] = {}

CONTENT_NETWORKS = re.compile(
    r"https?://(?:cdn|unpkg|cdnjs|fonts\.g|maxcdn|netdna|stackpath|code\.jquery|ajax\.)[\w./-]*"
)

SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("geo/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")]
)
MODULES = [name for name in SOURCES if name.startswith("geo/") and not name.endswith("__main__.py")]


def source(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tracked(*patterns):
    """The files under version control; every file where this is not a clone."""
    listing = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=False)
    return [name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_newcomer_finds(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", SOURCES)
def test_modules_are_short(name):
    lines = source(name).count("\n")
    assert lines <= MODULE_LINES or name in LONGER, f"{name} has {lines} lines; split it, or say here why not"


def test_the_list_of_long_modules_is_true():
    assert [name for name in LONGER if source(name).count("\n") <= MODULE_LINES] == []


def code_without_sentences(node):
    """The code below a node, without the errors it raises: a sentence may name a system as an example."""
    if isinstance(node, ast.Raise):
        return
    if isinstance(node, (ast.Call, ast.Assign, ast.AnnAssign, ast.keyword)):
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.Constant)]
        yield from (repr(part.value) for part in parts if not isinstance(node, ast.Call) or part in node.args)
    if isinstance(node, ast.Attribute):
        yield node.attr
    for child in ast.iter_child_nodes(node):
        yield from code_without_sentences(child)


@pytest.mark.parametrize(
    "name", [name for name in SOURCES if name.startswith("geo/") and not name.startswith("geo/crs/")]
)
def test_only_crs_names_a_coordinate_system_by_number(name):
    code = "\n".join(code_without_sentences(ast.parse(source(name))))
    assert re.findall(r"from_epsg|(?i:epsg)\W*\d{4}", code) == []


@pytest.mark.parametrize("name", [*SOURCES, *tracked("pages/*.js", "pages/*.css", "pages/*.html", ".streamlit/*")])
def test_nothing_is_fetched_from_a_content_network(name):
    assert CONTENT_NETWORKS.findall(source(name)) == [] or name in ("pages/map/offline.py",)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_sorted_and_there(name):
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    names = list(getattr(module, "__all__", []))
    by_kind = sorted(names, key=lambda one: (not one.isupper(), not one[0].isupper(), one))
    assert names in (sorted(names), by_kind)
    assert [public for public in names if not hasattr(module, public)] == []


def test_geo_has_a_public_face():
    geo = importlib.import_module("geo")
    assert list(geo.__all__) == sorted(geo.__all__)
    assert set(geo.__all__) >= {
        "City",
        "Network",
        "PROFILES",
        "coverage",
        "gaps",
        "read_layer",
        "read_streets",
        "route",
        "service_areas",
        "straight_circles",
        "travel_table",
    }


def test_geo_is_imported_without_the_browser_and_the_slow_libraries():
    slow = "{'streamlit', 'folium', 'matplotlib', 'osmnx', 'networkx'}"
    code = f"import geo, sys; found = {slow} & set(sys.modules); sys.exit(repr(found) if found else 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SOURCES)
def test_no_module_prints_or_swallows(name):
    assert re.findall(r"^\s*print\(|except Exception|except:|inplace=True|pickle\.load", source(name), re.M) == []


def test_no_module_is_a_drawer_of_odds_and_ends():
    odd = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name for name in SOURCES if odd & set(re.split(r"[/.]", name))] == []


def test_no_file_is_too_large_to_clone_quickly():
    large = [name for name in tracked() if (ROOT / name).stat().st_size > 5_000_000]
    assert large == []


def pins():
    lines = [line for line in source("requirements.txt").splitlines() if line and not line.startswith("#")]
    return {re.split(r"[=[]", line)[0]: line for line in lines}


def imported_packages():
    """The packages on the index that the program imports, by name as the index writes it."""
    files = [ROOT / name for name in [*SOURCES, *(p.relative_to(ROOT) for p in ROOT.glob("data/**/*.py"))]]
    trees = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in trees if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in trees if isinstance(node, ast.ImportFrom) and node.module}
    tops = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"geo", "pages", "data"}
    packages = importlib.metadata.packages_distributions()
    return {packages[top][0].lower().replace("_", "-").removesuffix("-binaries") for top in tops}


def test_each_dependency_is_used_and_each_one_used_is_declared():
    assert set(pins()) == imported_packages()


def test_dependencies_are_pinned_and_explained():
    reasons = source("docs/decisions/0002-dependencies.md")
    assert [line for line in pins().values() if "==" not in line] == []
    assert [name for name in pins() if f"`{name}`" not in reasons] == []
