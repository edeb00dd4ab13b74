"""Give a layer of the city back: in the format, the coordinates and the encoding that an office wants to be handed."""

import html
from datetime import date

import streamlit as st

from geo.briefing import file_name
from geo.briefing.words import sheet_words
from geo.city import City
from geo.layers import LAYERS
from geo.small_counts import masked_numbers
from geo.writers import LAYER_FILE_FORMATS, PLACES, layer_file
from geo.writers.given import TextEncoding
from pages.ui.saving import city_imprint
from pages.words import Words

__all__ = ["city_saver"]

_MIMES = {
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "shp": "application/zip",
    "kml": "application/vnd.google-earth.kml+xml",
    "dxf": "image/vnd.dxf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_WITH_ENCODING = ("shp", "csv", "dxf")
_ENCODINGS: tuple[TextEncoding, ...] = ("utf-8", "gb18030")
_DEGREES_ONLY = ("kml",)


def city_saver(city: City, say: Words) -> None:
    """Draw the choice of a layer, a format, coordinates and an encoding, and the button that writes it."""
    drawn = [name for name, layer in city.layers.items() if LAYERS[name].geometry != "none" and len(layer)]
    if not drawn:
        return
    with st.container(border=True, key="save"):
        st.html(f'<h2 class="small">{html.escape(say("save.give_title"))}</h2>')
        name = st.selectbox(
            say("save.which"), drawn, format_func=lambda key: say(f"city_layer.{key}"), key="save_city_layer_choice"
        )
        form = st.selectbox(
            say("save.format"), LAYER_FILE_FORMATS, format_func=lambda key: say(f"format.{key}"), key="save_format"
        )
        places = [key for key, place in PLACES.items() if not (place.is_zoned and form in _DEGREES_ONLY)]
        place = st.selectbox(say("save.place"), places, format_func=lambda key: say(f"place.{key}"), key="save_place")
        encoding: TextEncoding = _ENCODINGS[0]
        if form in _WITH_ENCODING:
            encoding = st.selectbox(
                say("save.encoding"),
                _ENCODINGS,
                format_func=lambda key: say(f"encoding.{key}"),
                key="save_encoding",
            )

        def written() -> bytes:
            layer, masked = masked_numbers(city[name])
            notes = city_imprint(city).rows(sheet_words(say.language))
            notes += ((say("save.masked"), masked),) if masked is not None else ()
            return layer_file(layer, form, name=name, place=PLACES[place], encoding=encoding, notes=notes)

        today = date.today()  # noqa: DTZ011  the day here
        st.download_button(
            say("save.give"),
            written,
            file_name(city.name, say(f"city_layer.{name}"), made_on=today, suffix="zip" if form == "shp" else form),
            _MIMES[form],
            key="save_give",
            on_click="ignore",
            icon=":material/download:",
        )
