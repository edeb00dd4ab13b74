"""Say beside every figure what it is: limit, speed, formula, source and date."""

from geo.city import City
from geo.sentences import said_in
from geo.streets import PROFILES
from pages.ui.cached import Ask
from pages.ui.people_words import people_words
from pages.ui.state import Limit, Subject
from pages.words import Words

__all__ = ["brief_definition", "full_definition", "limit_words", "source_words", "subject_words"]


def limit_words(limit: Limit, say: Words) -> str:
    """Return `500 米` or `15 分钟`."""
    return say(f"limit.{limit.unit}", amount=f"{limit.amount:,}")


def subject_words(subject: Subject, say: Words) -> str:
    """Return the name of the facilities that count."""
    return say(subject.word_key) if say.has(subject.word_key) else subject.service or subject.kind


def brief_definition(ask: Ask, say: Words, key: str = "definition.brief") -> str:
    """Return one short line: to what, how far, how fast; `definition.card` leaves out how far, which its title says."""
    return say(
        key,
        subject=subject_words(ask.subject, say),
        limit=limit_words(ask.limit, say),
        speed=f"{ask.speed_m_per_s:g}",
        profile=say(f"profile.{ask.profile}"),
    )


def full_definition(ask: Ask, city: City, group: str, say: Words) -> str:
    """Return numerator, denominator, formula, speed, source and date in one paragraph."""
    return say(
        "definition.full",
        subject=subject_words(ask.subject, say),
        limit=limit_words(ask.limit, say),
        group=say(f"group.{group}"),
        speed=f"{PROFILES[ask.profile].speed_m_per_s:g}",
        profile=say(f"profile.{ask.profile}"),
        source=source_words(city, say, group),
    )


def source_words(city: City, say: Words, group: str = "households") -> str:
    """Return where the buildings come from and of which date, and how the count was made."""
    row = next((row for row in city.provenance if row.layer == "buildings"), None)
    source = said_in(say.language, row.source) if row else say("source.unknown")
    as_of = (row.as_of if row else "") or city.as_of or say("source.undated")
    sentences = (say("source.line", source=source, as_of=as_of), people_words(city, group, say))
    return ("" if say.language == "zh" else " ").join(filter(None, sentences))
