"""Draw the overview: each community in the colour of its share, the share written in it."""

from typing import Any

from pages.map.component import planner_map
from pages.map.drawing import AREA_LAYERS
from pages.ui import cached, drawn, features, summary
from pages.ui.asked import Asked

__all__ = ["overview_map"]

_HEIGHT = "max(420px, calc(100vh - 134px))"
_MOST_SIGNS = 5


def overview_map(page: Asked, level: str, chosen: str, nonce: str) -> None:
    """Draw the map; `chosen` is the area to look at, once for each `nonce`."""
    say, city = page.say, page.city
    facilities = cached.facilities(page.key, page.question.subject)
    answer: dict[str, Any] = {
        "facilities": drawn.signs(page.key, page.question.subject, page.question.moment, say.language)
    }
    kinds = [(f"sign:{kind}", say.name("kind", kind)) for kind in facilities["kind"].drop_duplicates()[:_MOST_SIGNS]]
    focus = None
    if level:
        layer = city.get(AREA_LAYERS[level])
        table = summary.area_table(page.ask, level)
        ids = layer.index.astype(str).tolist()
        names = {str(area): str(name) for area, name in layer["name"].items()}
        answer["shares"] = features.share_features(level, ids, names, table, say)
        answer["boundaries"] = ["street_id"] if level != "street_id" else []
        looks = [(f"s{code}", say(f"legend.share_{code}")) for code in (4, 3, 2, 1, 0)]
        if chosen in layer.index:
            focus = features.focus_on(layer.geometry[layer.index == chosen], nonce, 15.5)
    else:
        counted, false = cached.counted(page.ask), cached.false_cover(page.ask)
        answer["codes"] = features.building_codes(city, counted, false.index)
        answer["walks"] = drawn.walks(page.key, page.ask.subject, page.ask.profile, "m")
        looks = [("c", say("legend.covered")), ("g", say("legend.gap")), ("f", say("legend.false"))]
    data = features.map_data(
        city, page.key, drawn.place(page.key), say, answer, features.legend(*looks, *kinds), focus=focus, height=_HEIGHT
    )
    planner_map(data)
