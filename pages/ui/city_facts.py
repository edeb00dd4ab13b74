"""Say what a city holds: how much of each layer, where it comes from, what was refused or mended on the way in."""

import html

import pandas as pd

from geo.city import City, Provenance
from geo.sentences import said_in
from pages.ui.figures import number_row
from pages.ui.people_words import people_html
from pages.ui.table_view import Column, ColumnKind, Row
from pages.words import Words

__all__ = ["facts_html", "layer_columns", "layer_rows", "layer_table", "problem_rows", "problem_table"]


def facts_html(city: City, say: Words) -> str:
    """Return the city's name, its size in a few numbers, and how its households and people were made."""
    buildings = city.get("buildings")
    numbers = [
        (float(buildings["households"].sum()), say("data.households")),
        (float(buildings["people"].sum()), say("data.people")),
        (float(len(buildings)), say("data.buildings")),
        (float(len(city.get("facilities"))), say("data.facilities")),
        (float(city.get("streets").length.sum()) / 1000, say("data.streets_km")),
    ]
    notes = [f"{say('data.as_of')} {city.as_of}"] if city.as_of else []
    crs_name = city.crs.name if city.crs.name != "unknown" else say("data.crs_local")
    notes.append(f"{say('data.crs')} {crs_name}")
    if city.is_synthetic:
        notes.append(say("data.synthetic_note"))
    lines = " · ".join(html.escape(note) for note in notes)
    name = f'<h1 class="sentence">{html.escape(city.name)}</h1>'
    return f'{name}{number_row(numbers)}{people_html(city, say)}<p class="quiet">{lines}</p>'


def layer_table(city: City, say: Words) -> pd.DataFrame:
    """Return one row a layer, indexed by its name: `name, rows, source, as_of, licence, method`."""
    known = {row.layer: row for row in city.provenance}
    rows = [(layer, len(table), known.get(layer, Provenance(layer, ""))) for layer, table in city.layers.items()]
    return pd.DataFrame(
        {
            "name": [say(f"city_layer.{layer}") for layer, _, _ in rows],
            "rows": [count for _, count, _ in rows],
            "source": [said_in(say.language, row.source) for _, _, row in rows],
            "as_of": [row.as_of for _, _, row in rows],
            "licence": [row.licence for _, _, row in rows],
            "method": [said_in(say.language, row.method) for _, _, row in rows],
        },
        index=pd.Index([layer for layer, _, _ in rows], name="layer"),
    )


def layer_columns(say: Words) -> list[Column]:
    """Return the headings of the layer table as shown."""
    headings: tuple[tuple[str, ColumnKind], ...] = (
        ("layer", "short"),
        ("rows", "number"),
        ("source", "text"),
        ("as_of", "short"),
        ("licence", "short"),
        ("method", "text"),
    )
    return [Column(say(f"data.{name}"), kind) for name, kind in headings]


def layer_rows(table: pd.DataFrame) -> list[Row]:
    """Return the layer table as shown."""
    rows = []
    for layer, row in table.iterrows():
        texts = tuple(str(row[name]) or "—" for name in ("source", "as_of", "licence", "method"))
        name, count = str(row["name"]), int(row["rows"])
        rows.append(Row(str(layer), (name, f"{count:,}", *texts), (name, float(count), *texts)))
    return rows


def problem_table(city: City, say: Words) -> pd.DataFrame:
    """Return the problems found while reading, one sentence a row, in the language of the page."""
    said = [said_in(say.language, problem) for problem in city.problems]
    return pd.DataFrame({"problem": said}, index=pd.RangeIndex(1, len(said) + 1, name="number"))


def problem_rows(table: pd.DataFrame) -> list[Row]:
    """Return the table of problems as shown."""
    return [
        Row(str(n), (str(n), text), (float(n), text)) for n, text in zip(table.index, table["problem"], strict=True)
    ]
