"""In which words does the dashboard speak? Catalogues in Chinese and English, none in the code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from admissions.stage_words import ROLES, STAGES
from service.pages_words import LANGUAGES, Say
from service.pages_words import catalogue as web_catalogue
from service.pages_words import sayer as web_sayer

__all__ = [
    "LANGUAGES", "Say", "catalogue", "entry_word", "purpose_word", "role_word", "sayer",
    "stage_word", "step_word", "web_fault", "web_word",
]  # fmt: skip

_FOLDER = Path(__file__).parent


def catalogue(language: str) -> Mapping[str, str]:
    """Return every phrase of the dashboard in a language, by its dotted key."""
    return web_catalogue(language, _FOLDER)


def sayer(language: str) -> Say:
    """Return the function by which views speak: key and values; KeyError for an unknown key."""
    return web_sayer(language, _FOLDER)


def stage_word(stage: str, language: str) -> str:
    """Return what a stage is called; the stage itself where nobody named it."""
    zh, en = STAGES.get(stage, (stage, stage))
    return en if language == "en" else zh


def role_word(role: str, language: str) -> str:
    """Return what a role is called."""
    zh, en = ROLES.get(role, (role, role))
    return en if language == "en" else zh


def entry_word(field: str, code: str, language: str) -> str:
    """Return the guardians' pages' word for a value of an entry, such as hukou_kind district."""
    return web_catalogue(language).get(f"{field}.{code}", code)


def web_fault(fault: Any, language: str) -> str:
    """Return one fault of what was sent, in words: where, what, how to repair it."""
    web = web_catalogue(language)
    where = fault.where.rpartition(".")[2]
    label = web.get(f"fields.{where}") or catalogue(language).get(f"columns.{where}", where)
    if language == "en":
        return f"{label}: {fault.what}. {fault.repair}."
    what = fault.what_zh or web.get(f"faults.{fault.code or where}") or fault.what
    return f"{label}：{what}。{fault.repair_zh or fault.repair}"


def web_word(key: str, language: str) -> str:
    """Return a phrase of the guardians' pages, so that staff and families read the same."""
    return web_catalogue(language).get(key, key.rpartition(".")[2])


def step_word(progress: str, language: str) -> str:
    """Return what a step of long work is called; work names its steps in English by their verb."""
    verb = progress.partition(" ")[0] or "waiting"
    return catalogue(language).get(f"steps.{verb}", progress)


def purpose_word(purpose: str, language: str) -> str:
    """Return for what a child was read; the log's own word where nobody named it."""
    return catalogue(language).get(f"purposes.{purpose.replace(' ', '_')}", purpose)
