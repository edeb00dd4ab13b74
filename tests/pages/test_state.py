"""A link carries the question whole: what is written into it is read out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from geo.streets import PROFILES
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS
from pages.ui.look import AREA_MODES, CHANGES, PANELS, Chosen, Look
from pages.ui.state import GROUPS, LEVELS, MOMENTS, Limit, Question, Subject

limits = st.one_of(
    st.builds(Limit, st.integers(1, 5000), st.just("m")), st.builds(Limit, st.integers(1, 60), st.just("min"))
)
subjects = st.one_of(
    st.builds(Subject, service=st.sampled_from(list(SERVICE_KINDS))),
    st.builds(Subject, kind=st.sampled_from(list(FACILITY_KINDS))),
    st.just(Subject()),
)
questions = st.builds(
    Question,
    city=st.text("0123456789abcdef", max_size=32),
    subject=subjects,
    limit=limits,
    profile=st.sampled_from(list(PROFILES)),
    level=st.sampled_from(LEVELS),
    group=st.sampled_from(GROUPS),
    moment=st.sampled_from(list(MOMENTS)),
)
looks = st.builds(
    Look,
    area=st.sampled_from(AREA_MODES),
    rings=st.booleans(),
    circles=st.booleans(),
    streets=st.booleans(),
    panel=st.sampled_from(PANELS),
    chosen=st.builds(Chosen, st.sampled_from(["gap", "building", "facility", "area"]), st.text(min_size=1)),
    change=st.sampled_from(CHANGES),
    place=st.text(),
)


@given(questions)
def test_a_question_survives_its_link(question):
    assert Question.from_link(question.link()) == question


@given(looks)
def test_a_look_survives_its_link(look):
    assert Look.from_link(look.link()) == look


def test_defaults_are_left_out_of_links():
    assert Question().link() == {}
    assert Look().link() == {}


def test_the_link_of_the_issue_is_read():
    question = Question.from_link({"service": "elder_meal", "limit": "500m", "profile": "elder", "lang": "en"})
    assert question == Question(subject=Subject(service="elder_meal"), limit=Limit(500, "m"), profile="elder")


@given(
    st.dictionaries(
        st.sampled_from(["service", "kind", "limit", "profile", "level", "group", "moment", "city"]), st.text()
    )
)
def test_any_text_in_a_link_gives_a_question(parameters):
    question = Question.from_link(parameters)
    assert set(question.unread) <= set(parameters)


def test_what_nobody_can_read_is_named():
    assert Question.from_link({"limit": "far", "profile": "giant"}).unread == ("profile", "limit")


@pytest.mark.parametrize("text", ["", "500", "0m", "5001m", "61min", "m", "-5m", "5 m 3"])
def test_a_limit_that_makes_no_sense_is_refused(text):
    with pytest.raises(SettingError, match="500m"):
        Limit.read(text)


def test_fifteen_minutes_at_one_metre_a_second_are_nine_hundred_metres():
    assert Limit.read("15min").radius_m(1.0) == 900
    assert Limit.read("500m").radius_m(0.8) == 500
