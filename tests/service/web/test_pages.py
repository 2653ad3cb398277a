"""A guardian gets by pages alone from an address to a printed form, in either language."""

import re
from datetime import datetime, timedelta

import pytest

from admissions.actions import amend, verify
from admissions.roles import Actor
from tests.admissions.actions.autumn import confirmed
from tests.admissions.actions.test_amend import two_people
from tests.admissions.season import BUREAU, MU, SHANGHAI, WEST
from tests.service.web.desks import WEST_STREET
from tests.service.web.site import Site

FIRST_DAY, DEADLINE = (datetime(2013, month, 1, tzinfo=SHANGHAI) for month in (5, 6))
INSTANT = timedelta(microseconds=1)
CHILD = {
    "child_name": "张小禾", "id_kind": "id_card", "id_number": "110109200703010024",
    "born": "2007-03-01", "guardian_name": "李静", "relation": "mother",
    "guardian_phone": "13800138000", "hukou_kind": "district", "hukou_address": WEST_STREET,
    "residence_kind": "owned", "residence_address": WEST_STREET, "anchor": "hukou",
    "long_resident": "true", "subdistrict_id": "dayu", "twin_of": "", "siblings_at": "",
    "treated_as_local": "", "preference": "", "boarding_school_id": "", "special_needs": "",
}  # fmt: skip


class Guardian:
    """Somebody with a browser and no script."""

    def __init__(self, site: Site, actor: Actor = MU) -> None:
        self.site = site
        site.web.http.cookies.set("jiujin", site.token_of(actor))

    def hidden(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the page's own form."""
        text = self.site.web.get(path).text.partition("<main")[2]
        return dict(re.findall(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"', text))

    def send(self, path: str, form: str, **fields: str):
        """Fill the form of the page `form` in and send it to `path`."""
        return self.site.web.post(path, data=self.hidden(form) | fields)

    def registers(self, **changed: str) -> str:
        """Register a child; return its number."""
        answer = self.send("/children/new", "/children/new", **(CHILD | changed))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].split("/")[2]


def test_from_details_to_a_printed_form(site):
    guardian = Guardian(site)
    number = guardian.registers()

    checked = site.web.get(f"/children/{number}/check")
    done = guardian.send(f"/children/{number}/submit", f"/children/{number}/check", agreed="yes")
    shown = site.web.get(done.headers["location"])
    form = site.web.get(f"/children/{number}/form.pdf")

    assert WEST_STREET in checked.text
    assert "西小学" in checked.text
    assert number in shown.text
    assert "6月15日" in shown.text
    assert (form.headers["content-type"], form.content[:5]) == ("application/pdf", b"%PDF-")
    assert site.season.stage(number) == "submitted"


def test_nothing_is_registered_with_a_fault_in_it_and_nothing_is_typed_again(site):
    guardian = Guardian(site)

    answer = guardian.send("/children/new", "/children/new", **CHILD | {"guardian_phone": "12"})

    assert answer.status_code == 422
    assert '<a href="#guardian_phone">' in answer.text
    assert 'value="110109200703010024"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "还没有登记" in site.web.get("/children").text


def test_every_field_left_empty_is_linked_from_the_summary(site):
    guardian = Guardian(site)
    empty = dict.fromkeys(CHILD, "")
    del empty["relation"], empty["anchor"]

    answer = guardian.send("/children/new", "/children/new", **empty)

    linked = set(re.findall(r'<a href="#(\w+)">', answer.text))
    for name in linked:
        assert f'id="{name}"' in answer.text, name
    assert {"relation", "anchor", "born", "id_kind", "long_resident"} <= linked


def test_without_the_declaration_nothing_is_confirmed(site):
    guardian = Guardian(site)
    number = guardian.registers()

    answer = guardian.send(f"/children/{number}/submit", f"/children/{number}/check")

    assert answer.status_code == 422
    assert '<a href="#agreed">' in answer.text
    assert site.season.stage(number) == "entered"


def test_a_double_click_registers_once(site):
    guardian = Guardian(site)
    fields = guardian.hidden("/children/new") | CHILD

    first = site.web.post("/children/new", data=fields)
    second = site.web.post("/children/new", data=fields)

    assert first.headers["location"] == second.headers["location"]


def test_a_change_begins_with_what_was_entered(site):
    guardian = Guardian(site)
    number = guardian.registers()

    before = site.web.get(f"/children/{number}/details")
    guardian.send(f"/children/{number}/details", f"/children/{number}/details",
                  **CHILD | {"guardian_name": "张强", "relation": "father"})  # fmt: skip

    assert 'value="张小禾"' in before.text
    assert "张强" in site.web.get(f"/children/{number}/check").text


@pytest.mark.parametrize(("what", "stage"), [("withdraw", "withdrawn"), ("reopen", "entered")])
def test_a_step_back_is_asked_for_once_more(site, what, stage):
    guardian = Guardian(site)
    number = guardian.registers()
    guardian.send(f"/children/{number}/submit", f"/children/{number}/check", agreed="yes")

    guardian.send(f"/children/{number}/{what}", f"/children/{number}/sure/{what}")

    assert site.season.stage(number) == stage


def test_a_page_out_of_date_writes_nothing(site):
    Guardian(site)

    answer = site.web.post("/children/new", data=CHILD | {"csrf": "0" * 64, "key": "k" * 20})

    assert answer.status_code == 403
    assert "还没有登记" in site.web.get("/children").text


def test_after_the_deadline_the_form_says_so(site):
    guardian = Guardian(site)
    number = guardian.registers()
    hidden = guardian.hidden(f"/children/{number}/check")
    site.season.move_to("verify")
    again = Guardian(site)
    hidden["csrf"] = again.hidden("/password")["csrf"]

    answer = site.web.post(f"/children/{number}/submit", data=hidden | {"agreed": "yes"})

    assert answer.status_code == 409
    assert "不在办理时间内" in answer.text


@pytest.mark.parametrize(("at", "said"), [
    (FIRST_DAY - INSTANT, "2013年5月1日开始登记"), (FIRST_DAY, None), (DEADLINE - INSTANT, None),
    (DEADLINE, "登记已于2013年5月31日（当天 24 时止）截止"),
])  # fmt: skip
def test_the_form_is_offered_while_it_can_be_sent(site, at, said):
    site.season.clock.move_to(at)
    Guardian(site)

    form, mine = (site.web.get(path).text for path in ("/children/new", "/children"))

    assert ('name="child_name"' in form) == (said is None)
    assert ('href="/children/new"' in mine) == (said is None)
    assert all(said in page for page in (form, mine) if said)
    assert ("请联系区教委" in form) == (at == DEADLINE)


def test_after_the_deadline_no_step_back_is_offered(site):
    guardian = Guardian(site)
    number = guardian.registers()
    guardian.send(f"/children/{number}/submit", f"/children/{number}/check", agreed="yes")
    before = site.web.get(f"/children/{number}").text
    site.season.move_to("verify")
    Guardian(site)

    after = site.web.get(f"/children/{number}").text

    for move in ("sure/withdraw", "sure/reopen"):
        assert move in before
        assert move not in after
    assert "form.pdf" in after


def test_an_unconfirmed_child_cannot_be_changed_after_the_deadline(site):
    number = Guardian(site).registers()
    site.season.move_to("verify")
    Guardian(site)

    page = site.web.get(f"/children/{number}/details")

    assert 'name="child_name"' not in page.text
    assert f"/children/{number}/details" not in page.text


def test_a_confirmed_child_is_told_its_school_and_why(site):
    number = confirmed(site.season)
    Guardian(site)

    page = site.web.get(f"/children/{number}").text

    assert "西小学" in page
    assert "为什么是这所学校" in page
    assert "本片所有孩子都在西小学入学" in page
    assert "西小学" in site.web.get("/children").text


def test_a_draft_is_shown_to_nobody(site):
    number = site.season.verified()
    site.season.do(WEST, verify.accept, application_id=number)
    Guardian(site)

    answer = site.get(MU, f"/api/v1/applications/{number}/result").json()

    assert answer["school"] is None
    assert "为什么是这所学校" not in site.web.get(f"/children/{number}").text
    assert "西小学" not in site.web.get("/children").text


def test_a_refusal_is_told_with_its_reason_at_once(site):
    number = site.season.verified()
    site.season.do(WEST, verify.decline, application_id=number, reason="papers_missing")
    guardian = Guardian(site)

    page = site.web.get(f"/children/{number}").text
    sent = guardian.send(f"/children/{number}/petition", f"/children/{number}/petition",
                         subject="papers", text="材料已补齐。")  # fmt: skip
    after = site.web.get(f"/children/{number}").text

    assert "<h3>原因</h3>" in page
    assert sent.status_code == 200
    assert "材料已补齐。" in after


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["/", "/lookup", "/calendar", "/papers", "/contacts", "/privacy",
                                  "/lottery", "/sign-up", "/log-in", "/children", "/children/new",
                                  "/password", "/account", "/telephone", "/forgotten", "/desk-code",
                                  "/nothing-here"])  # fmt: skip
def test_every_page_is_whole_in_both_languages(site, path, language):
    Guardian(site)
    site.web.http.cookies.set("jiujin-lang", language)

    page = site.web.get(path)

    text = page.text if page.status_code != 303 else site.web.get(page.headers["location"]).text
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert "69843537" in text  # S78: the supervision telephones are on every page
    assert 'class="skip" href="#main"' in text
    assert " style=" not in text
    assert " on" not in "".join(re.findall(r"<\w+([^>]*)>", text)).replace("one-time", "")
    inputs = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', text)
    assert [name for name in inputs if f'for="{name}"' not in text] == []


def test_a_printed_code_is_genuine_and_a_changed_one_is_not(site):
    from service.api_sheets import seal_of
    from tests.admissions.season import KEYS

    path, code = seal_of(KEYS, "form", "2013-7KQ2M-XW94D", site.season.clock.at)

    right = site.web.get(path)
    wrong = site.web.get(path.replace("2013-7KQ2M-XW94D", "2013-7KQ2M-XW94E"))

    assert "此件真实" in right.text
    assert "未能核验" in wrong.text
    assert code in path


def test_a_guardian_who_signs_up_can_log_in_and_out(site):
    fields = {"csrf": "", "login": "13900139000", "password": "three odd words"}

    made = site.web.post("/sign-up", data=fields)
    entered = site.web.post("/log-in", data=fields)
    mine = site.web.get("/children")
    csrf = re.search(r'name="csrf" value="([^"]+)"', mine.text)[1]
    site.web.post("/log-out", data={"csrf": csrf})

    assert "请登录" in made.text
    assert entered.headers["location"] == "/children"
    assert mine.status_code == 200
    assert site.web.get("/children").headers["location"] == "/log-in"


def test_a_wrong_password_keeps_the_login_and_not_the_password(site):
    fields = {"csrf": "", "login": "13900139000", "password": "four odd words"}

    answer = site.web.post("/log-in", data=fields)

    assert answer.status_code == 401
    assert 'value="13900139000"' in answer.text
    assert "four odd words" not in answer.text


def test_a_weak_new_password_is_told_at_its_field(site):
    guardian = Guardian(site)

    answer = guardian.send("/password", "/password", old="three odd words", new="12345678")

    assert answer.status_code == 422
    assert '<a href="#new">' in answer.text
    assert 'id="new-error"' in answer.text


def test_the_session_page_goes_when_the_time_is_over(site):
    Guardian(site)
    site.season.clock.forward(timedelta(hours=2))

    assert site.web.get("/children").headers["location"] == "/log-in"


def test_a_family_reads_one_admission_and_the_change_that_two_people_approved(site):
    number = confirmed(site.season)
    name = two_people(site.season, number, after={"school_id": "east"})
    site.season.do(BUREAU, amend.apply_place, amendment_id=name)
    Guardian(site)

    page = site.web.get(f"/children/{number}").text
    steps = re.findall(r"</time> ([^<]+)</li>", page.partition('class="timeline"')[2])

    assert steps.count("确认接收") == 1
    assert steps[-1] == "经两人批准更改：确认接收"
