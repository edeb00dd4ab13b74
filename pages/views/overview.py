"""总览: six figures, one map, the three communities to mend first."""

import html

import streamlit as st

from pages.map.component import planner_map
from pages.ui import features, summary
from pages.ui.asked import Asked, asked
from pages.ui.definitions import brief_definition, limit_words, subject_words
from pages.ui.figures import figure_cards, share_text
from pages.ui.language import current_words
from pages.map.drawing import AREA_LAYERS
from pages.ui import cached


def sentence(page: Asked) -> None:
    counted = cached.counted(page.ask)
    part, whole = float(counted.covered["households"]), float(counted.total["households"])
    text = page.say(
        "overview.sentence",
        city=page.city.name,
        subject=subject_words(page.ask.subject, page.say),
        limit=limit_words(page.ask.limit, page.say),
        part=f"{part:,.0f}",
        whole=f"{whole:,.0f}",
        share=share_text(part, whole),
    )
    st.html(f'<h1 class="sentence">{html.escape(text)}</h1>')


def area_map(page: Asked, level: str) -> None:
    say, city = page.say, page.city
    layer = city.get(AREA_LAYERS[level])
    table = summary.area_table(page.ask, level)
    shares = features.share_features(level, list(layer.index.astype(str)), layer["name"].to_dict(), table, say)
    facilities = cached.facilities(page.key, page.question.subject)
    answer = {
        "shares": shares,
        "boundaries": ["street_id"] if level != "street_id" else [],
        "facilities": features.facility_features(facilities, city, say),
    }
    kinds = facilities["kind"].drop_duplicates().tolist()
    entries = features.legend(
        *((f"s{code}", say(f"legend.share_{code}")) for code in (4, 3, 2, 1, 0)),
        *((f"sign:{kind}", say.name("kind", kind)) for kind in kinds[:6]),
    )
    focus = features.focus_on(layer.geometry[[page.look.chosen.of("area")]], page.look.chosen.of("area"), 15) if (
        page.look.chosen.of("area") in layer.index
    ) else None
    planner_map(features.map_data(city, page.key, say, answer, entries, focus=focus, height="max(420px, calc(100vh - 172px))"))


def worst(page: Asked, level: str) -> None:
    say = page.say
    st.html(f'<h2 class="small">{html.escape(say("overview.worst"))}</h2>')
    for area in summary.worst_areas(page.ask, page.city, level):
        st.html(f"<p>{html.escape(area.name)} {area.covered:.0f}/{area.total:.0f} {say('reason.'+area.reason)}</p>")


@st.fragment
def page_body() -> None:
    page = asked()
    level = summary.area_level(page.city)
    with st.spinner(page.say("busy.first")):
        figures = summary.six_figures(page.ask, page.city, page.say)
    sentence(page)
    left, right = st.columns([1.55, 1], gap="small")
    with left:
        area_map(page, level)
    with right:
        figure_cards(figures, page.say, "overview", is_compact=True)
        worst(page, level)


page_body()
