"""What stands around every page? Who is signed in, its pages, the language, the way out."""

from importlib import import_module
from types import ModuleType

import streamlit as st

from dashboard.access import Visit, cookies, visit_now
from dashboard.gates import PAGES, Page, page_at, pages_of
from dashboard.moves import show_refusal, show_told
from dashboard.state import Key
from dashboard.words import LANGUAGES, role_word, sayer
from service.api_problems import REFUSALS, Problem, refusal_of
from service.pages_frame import LANGUAGE_COOKIE

_ICON = "\N{SCHOOL}"


def run() -> None:
    """Show one page to whoever is there."""
    language = language_now()
    say = sayer(language)
    st.set_page_config(page_title=say("shell.title"), page_icon=_ICON, layout="wide")
    visit = visit_now(language)
    if visit is None or visit.session.password_initial:
        _signed_out(language)
        return
    groups: dict[str, list[st.Page]] = {}
    for page in pages_of(visit.role):
        made = _streamlit_page(page, visit)
        visit.links[page.name] = made
        groups.setdefault(say(f"groups.{page.group}"), []).append(made)
    chosen = st.navigation(groups, expanded=True)  # else Streamlit folds pages in English
    _sidebar(visit)
    chosen.run()


def language_now() -> str:
    """Return the language chosen here, else the one of the guardians' pages, else Chinese."""
    given = st.session_state.get(Key.LANGUAGE) or cookies().get(LANGUAGE_COOKIE, "")
    return given if given in LANGUAGES else LANGUAGES[0]


def _streamlit_page(page: Page, visit: Visit) -> st.Page:
    return st.Page(
        lambda: opened(page.path, visit), title=visit.say(f"{page.name}.title"),
        icon=f":material/{page.icon}:", url_path=page.path or None, default=page.first,
    )  # fmt: skip


def import_pages() -> None:
    """Import every page, so that nobody who opens the first one waits for it."""
    for page in PAGES:
        _view(page)


def _view(page: Page) -> ModuleType:
    return import_module(f"dashboard.views.{page.name}")


def opened(path: str, visit: Visit) -> None:
    """Show a page, or why it is refused; the table of pages decides here once more."""
    page = page_at(path, visit.role)
    if page is None:
        show_refusal(visit, Problem("not_there"))
        return
    st.title(visit.say(f"{page.name}.title"), anchor=False)
    st.caption(visit.say(f"{page.name}.lead"))
    show_told(visit)
    try:
        _view(page).show(visit)
    except REFUSALS as error:
        show_refusal(visit, refusal_of(error))


def _sidebar(visit: Visit) -> None:
    say, language = visit.say, visit.language
    with st.sidebar:
        st.markdown(f"**{role_word(visit.role, language)}**")
        st.caption(visit.session.display_name or visit.actor.account_id)
        st.segmented_control(
            say("shell.language"), LANGUAGES, key=Key.LANGUAGE, default=language, required=True,
            format_func=lambda code: say(f"shell.in_{code}"), label_visibility="collapsed",
        )  # fmt: skip
        if st.button(say("shell.log_out"), icon=":material/logout:", type="tertiary"):
            visit.call("log_out")
            st.rerun()


def _signed_out(language: str) -> None:
    """Say that nobody is signed in, and where one signs in; nothing else is drawn."""
    say = sayer(language)
    st.title(say("shell.title"), anchor=False)
    st.info(say("shell.signed_out"))
    st.html(f'<a href="/log-in" target="_self">{say("shell.log_in")}</a>')
