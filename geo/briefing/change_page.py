"""Put what changed between two versions of the grids on one page that any browser opens and prints."""

import html
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.grids.changes import GridChanges
from geo.sentences import said_in
from geo.settings import Language

__all__ = ["change_page"]

_WIDTH = 900.0
_MOST_ROWS = 60
_MOST_NUMBERS = 40
_WORDS = {
    "zh": ("网格变化", "原网格", "现网格", "户", "人", "60 岁以上", "楼栋", "平方米",
           "网格之外", "比较时间", "虚构演示数据"),
    "en": ("Changes of the grids", "From", "To", "Households", "People", "60 and over", "Buildings", "m²",
           "outside all grids", "Compared on", "Synthetic demo data"),
}  # fmt: skip
_LOOKS = (
    "@page{size:A4;margin:14mm}body{font:13px/1.5 'Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif;"
    "color:#1d2733;max-width:960px;margin:1.5rem auto}h1{font-size:20px;margin:0 0 .3rem}"
    "svg{width:100%;height:auto;border:1px solid #c7d0da}table{border-collapse:collapse;width:100%;margin-top:.6rem}"
    "th,td{border:1px solid #c7d0da;padding:.2rem .45rem;text-align:left}td.n,th.n{text-align:right;"
    "font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-inside:avoid}.q{color:#5d6b7a}"
)


def change_page(
    changes: GridChanges,
    before: GeoDataFrame,
    after: GeoDataFrame,
    *,
    title: str,
    made_on: date,
    is_synthetic: bool = False,
    language: Language = "zh",
) -> str:
    """
    Return an HTML page with the result in words, a map with the land that changed hands, and who moves where.

    Parameters
    ----------
    before, after
        The GRIDS layers that `changes` compared, in one metric system.
    """
    words = _WORDS[language]
    names = {**before["name"].to_dict(), **after["name"].to_dict(), "": words[8]}
    moves = changes.moves.sort_values(["households", "area_m2"], ascending=False).head(_MOST_ROWS)
    said = "".join(f"<li>{html.escape(said_in(language, one))}</li>" for one in changes.sentences)
    label = f"<b>{html.escape(words[10])}</b> · " if is_synthetic else ""
    heading = html.escape(f"{title}：{words[0]}" if language == "zh" else f"{title}: {words[0]}")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{heading}</title>'
        f"<style>{_LOOKS}</style></head><body><h1>{heading}</h1>"
        f'<p class="q">{label}{html.escape(words[9])} {made_on.isoformat()}</p><ul>{said}</ul>'
        f"{_map(after, moves)}{_table(moves, names, words)}</body></html>"
    )


def _table(moves: GeoDataFrame, names: dict[str, str], words: Sequence[str]) -> str:
    heads = "".join(f'<th class="n">{html.escape(word)}</th>' for word in words[3:8])
    rows = []
    for number, row in enumerate(pd.DataFrame(moves.drop(columns="geometry")).to_dict("records"), start=1):
        figures = "".join(
            f'<td class="n">{row[name]:,.0f}</td>'
            for name in ("households", "people", "elderly", "buildings", "area_m2")
        )
        places = "".join(
            f"<td>{html.escape(str(names.get(row[end], row[end])))}</td>" for end in ("from_grid", "to_grid")
        )
        rows.append(f"<tr><td>{number}</td>{places}{figures}</tr>")
    top = f"<th></th><th>{html.escape(words[1])}</th><th>{html.escape(words[2])}</th>{heads}"
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _map(grids: GeoDataFrame, moves: GeoDataFrame) -> str:
    """Draw the grids afterwards, north up, and the land that changed hands hatched and numbered as in the table."""
    focus = moves if len(moves) else grids
    west, south, east, north = focus.total_bounds
    margin = max(east - west, north - south, 100.0) * 0.25
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    step = _WIDTH / (east - west)
    near = grids[grids.intersects(shapely.box(west, south, east, north))]

    def path(land: shapely.Geometry) -> str:
        rings = shapely.get_rings(shapely.get_parts(shapely.simplify(land, 0.5 / step)))
        corners = (np.round((shapely.get_coordinates(ring) - (west, north)) * (step, -step), 1) for ring in rings)
        return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) + "Z" for line in corners)

    areas = "".join(f'<path d="{path(land)}"/>' for land in near.geometry)
    pieces = "".join(f'<path d="{path(land)}"/>' for land in moves.geometry)
    labels = []
    for number, land in enumerate(moves.geometry.head(_MOST_NUMBERS), start=1):
        at = land.representative_point()
        x, y = (at.x - west) * step, (north - at.y) * step
        labels.append(f'<text x="{x:.0f}" y="{y:.0f}">{number}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {(north - south) * step:.0f}" role="img">'
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V6" stroke="#b5451b" stroke-width="2"/></pattern></defs>'
        f'<g fill="#f3f6f9" stroke="#3a4653" stroke-width="1.2" fill-rule="evenodd">{areas}</g>'
        f'<g fill="url(#h)" stroke="#b5451b" stroke-width="1.4" fill-rule="evenodd">{pieces}</g>'
        '<g font-size="14" font-weight="700" text-anchor="middle" dominant-baseline="middle" fill="#1d2733" '
        f'stroke="#fff" stroke-width="3" paint-order="stroke">{"".join(labels)}</g></svg>'
    )
