"""Open another city from a file that somebody has: a city file, or an OpenStreetMap extract."""

import logging
import tempfile
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.city import City
from geo.readers import import_city
from pages.ui.asked import change_link
from pages.ui.cities import keep_city
from pages.ui.problems import plain, problems_as_sentences
from pages.words import Words

__all__ = ["SUFFIXES", "import_form", "read_city"]

logger = logging.getLogger(__name__)

SUFFIXES = ("gpkg", "osm", "gz", "pbf")
_CITY_FILE = ".gpkg"
_DONE = "imported_file"


def import_form(say: Words) -> None:
    """Draw the form; a file that was read becomes the city of this page's link."""
    upload = st.file_uploader(say("data.upload"), type=SUFFIXES, key="city_upload", help=say("data.open_help"))
    st.caption(say("data.open_help"))
    if upload is None or st.session_state.get(_DONE) == upload.file_id:
        return
    st.session_state[_DONE] = upload.file_id
    with problems_as_sentences():
        name = _taken_in(upload, say)
        change_link(city=name, service="", kind="", level="", chosen="", place="")
        st.rerun()


def read_city(path: Path, name: str) -> City:
    """
    Return the city in a file: a city file as it is, an OpenStreetMap file imported under `name`.

    Raises
    ------
    ReadError, LayerError, NotEnoughDataError
    """
    return City.open(path) if path.suffix == _CITY_FILE else import_city(path, name=name)


def _taken_in(upload: UploadedFile, say: Words) -> str:
    safe_name = Path(upload.name).name
    stem, suffixes = safe_name.split(".", 1) if "." in safe_name else (safe_name, "")
    with (
        st.status(say("data.reading", name=plain(stem)), expanded=True) as status,
        tempfile.TemporaryDirectory() as folder,
    ):
        path = Path(folder) / f"upload.{suffixes.lower()}"
        path.write_bytes(upload.getbuffer())
        city = read_city(path, stem)
        status.update(label=say("data.keeping"))
        name = keep_city(city)
        status.update(label=say("data.opened", city=plain(city.name)), state="complete", expanded=False)
    logger.info("took in %s as %s", city.name, name)
    return name
