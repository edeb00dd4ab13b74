"""Answer the first questions before anybody asks: the server measures its own city as it starts."""

import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import streamlit as st

from geo.errors import PlannerError
from geo.settings import Language
from geo.streets import PROFILES
from pages.ui import cached, drawn, summary
from pages.ui.cached import Ask
from pages.ui.cities import city_key, open_city
from pages.ui.controls import PRESETS
from pages.ui.routes import warm_drawings
from pages.ui.settings import server_settings
from pages.ui.state import Question
from pages.words import words

__all__ = ["warm_up", "warming"]

logger = logging.getLogger(__name__)


@asynccontextmanager
async def warming(_app: st.App) -> AsyncIterator[None]:
    """Warm up beside the server, from its start."""
    logger.info("邻圈 is on http://localhost:%s", st.get_option("server.port"))
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield


def warm_up() -> None:
    """Answer the overview and the usual limits of the circles; what is wrong with the city its pages will say."""
    began = time.perf_counter()
    with contextlib.suppress(PlannerError):
        key = city_key()
        city = open_city(key)
        warm_drawings(key)
        cached.require_ready(key)
        question = cached.subject_of(Question(), key)
        ask = Ask.of(question, key)
        say = words(server_settings().language)
        summary.six_figures(ask, city, say)
        for limit in (question.limit, *PRESETS):
            warm = replace(ask, limit=limit)
            _answer(warm, say.language)
        for profile in PROFILES:  # each walker has a network of its own, the slowest part of a first answer
            _answer(replace(ask, profile=profile), say.language)
        logger.info("%s is warm after %.1f s", city.name, time.perf_counter() - began)


def _answer(ask: Ask, language: Language) -> None:
    """Work out whatever the page of circles shows of a question."""
    drawn.walks(ask.city_key, ask.subject, ask.profile, ask.limit.unit)
    drawn.walk_areas(ask, (), "dissolve")
    drawn.circles(ask, is_one=True)
    drawn.gaps(ask, language)
    cached.false_cover(ask)
