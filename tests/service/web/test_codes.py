"""A guardian proves its telephone, and comes back in without its password; nobody learns more."""

import re

import pypdfium2  # type: ignore[import-untyped,unused-ignore]
import pytest

from admissions.roles import SYSTEM
from admissions.store.schema import access_code, message
from service.duties import standing_duties
from service.settings import Limits
from service.sms import FileGateway
from service.worker import Worker
from tests.admissions.season import EAST, WEST
from tests.service.web.desks import WEST_STREET
from tests.service.web.site import close, details, new_site, registration

PHONE, PASSWORD, OTHER = "13900139000", "three odd words", "four odd words more"
STRANGER = "13700137000"
FORGOTTEN, RENEW = "/api/v1/forgotten-password", "/api/v1/forgotten-password/renew"
TELEPHONE, REDEEM = "/api/v1/telephone", "/api/v1/desk-codes/redeem"


@pytest.fixture
def on(tmp_path):
    """Return a site that verifies telephones."""
    found = new_site(tmp_path, sms=True)
    yield found
    close(found)


class Family:
    """A guardian with a telephone, who works the API or the pages."""

    def __init__(self, site, phone=PHONE):
        self.site, self.phone = site, phone
        self.keys = iter(range(10**6))
        site.web.post("/api/v1/sign-up", json={"login": phone, "password": PASSWORD})

    def log_in(self, password=PASSWORD, phone=""):
        body = {"login": phone or self.phone, "password": password}
        answer = self.site.web.post("/api/v1/log-in", json=body)
        self.site.web.http.cookies.clear()
        self.token = answer.json().get("token", "")
        return answer.status_code

    def post(self, path, body=None):
        headers = {"authorization": f"Bearer {self.token}",
                   "idempotency-key": f"family-{next(self.keys):06d}"}  # fmt: skip
        return self.site.web.post(path, json=body or {}, headers=headers)

    def get(self, path):
        return self.site.web.get(path, headers={"authorization": f"Bearer {self.token}"})

    def code(self, phone=""):
        """Return the last code that came to a telephone, after the worker has done a round."""
        return read_code(self.site, phone or self.phone)

    def verified(self):
        self.log_in()
        self.post(f"{TELEPHONE}/code")
        assert self.post(TELEPHONE, {"code": self.code()}).status_code == 200
        return self

    def entered(self):
        number = self.post("/api/v1/applications", registration()).json()["id"]
        self.post(f"/api/v1/applications/{number}/entry", details(hukou_address=WEST_STREET))
        return number

    def submits(self, number):
        return self.post(f"/api/v1/applications/{number}/submit", {"declaration": "2013-1"})


def texts(site):
    """Let the worker do a round; return every message that has left."""
    gateway = FileGateway(site.season.folder / "sms.jsonl")
    worker = Worker(site.season.store, gateway, {}, (), lambda: "t")
    worker.run_once(site.season.clock())
    return gateway.taken()


def read_code(site, phone):
    told = [line["text"] for line in texts(site) if line["telephone"] == phone]
    return re.search(r"验证码(\d{6})", told[-1])[1]


def forgets(site, phone=PHONE):
    return site.web.post(FORGOTTEN, json={"login": phone})


def renews(site, code, phone=PHONE, new=OTHER):
    return site.web.post(RENEW, json={"login": phone, "code": code, "new": new})


def test_a_registration_is_confirmed_once_the_telephone_is_verified(on):
    family = Family(on)
    family.log_in()
    number = family.entered()

    before = family.submits(number)
    seen = family.get(TELEPHONE).json()
    family.verified()
    after = family.submits(number)

    assert (before.status_code, before.json()["code"]) == (409, "telephone_unverified")
    assert seen == {"asked": True, "verified": False, "masked": "139****9000"}
    assert (after.status_code, after.json()["stage"]) == (200, "submitted")
    assert family.get(TELEPHONE).json()["verified"]


def test_where_no_messages_are_sent_nothing_changes_and_every_way_says_so(site):
    family = Family(site)
    family.log_in()

    assert family.get(TELEPHONE).json() == {"asked": False, "verified": False, "masked": ""}
    assert family.submits(family.entered()).status_code == 200
    for answer in (forgets(site), renews(site, "042917"), family.post(f"{TELEPHONE}/code"),
                   family.post(TELEPHONE, {"code": "042917"})):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (409, "sms_off")


def test_a_forgotten_password_is_renewed_and_every_session_ends(on):
    family = Family(on).verified()
    family.entered()

    asked = forgets(on)
    renewed = renews(on, family.code())

    assert (asked.status_code, renewed.status_code) == (200, 200)
    assert family.get("/api/v1/applications").status_code == 401
    assert (family.log_in(), family.log_in(OTHER)) == (401, 200)


@pytest.mark.parametrize("known", [True, False], ids=["with an account", "without"])
def test_a_number_is_answered_alike_whoever_has_it(on, known):
    Family(on).verified()
    phone = PHONE if known else STRANGER

    asked, wrong = forgets(on, phone), renews(on, "000000", phone)
    nothing = forgets(on, "12345")

    assert (asked.status_code, asked.json()) == (200, {"next": "renew_password"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "code_wrong")
    assert set(wrong.json()) == {"type", "status", "code", "zh", "en", "faults"}
    assert (nothing.status_code, nothing.json()["faults"][0]["code"]) == (422, "phone")


def statements_of(site, call):
    """Return the statements that a call makes the store run, in their order."""
    from sqlalchemy import event

    run = []
    engine = site.season.store.engine.engine

    def noted(_conn, _cursor, statement, *_more):
        run.append(statement)

    event.listen(engine, "before_cursor_execute", noted)
    call()
    event.remove(engine, "before_cursor_execute", noted)
    return run


def test_a_number_without_an_account_makes_the_same_statements_as_one_with(on):
    Family(on).verified().entered()
    Family(on, "13600136000").log_in()

    mine = statements_of(on, lambda: forgets(on))
    empty = statements_of(on, lambda: forgets(on, "13600136000"))
    nobodys = statements_of(on, lambda: forgets(on, STRANGER))

    assert len(mine) > 5
    # Of an account that holds something one look less is needed, as for one that holds nothing.
    assert [it for it in nobodys if it.startswith(("INSERT", "UPDATE"))] == [
        it for it in mine if it.startswith(("INSERT", "UPDATE"))]  # fmt: skip
    assert nobodys == empty
    assert abs(len(nobodys) - len(mine)) <= 1


def test_nothing_leaves_for_a_number_without_an_account(on):
    forgets(on, STRANGER)

    assert texts(on) == []


def test_the_sixth_code_in_an_hour_is_put_off_whoever_has_the_number(on):
    Family(on)

    answers = {phone: [forgets(on, phone).status_code for _ in range(6)]
               for phone in (PHONE, STRANGER)}  # fmt: skip

    assert answers[PHONE] == answers[STRANGER] == [200] * 5 + [429]


def test_one_address_asks_for_so_many_codes_and_another_for_its_own(tmp_path):
    limits = Limits(per_ip=0, logins_per_minute=600, late_s=60, standing_s=60, codes_per_address=2)
    site = new_site(tmp_path, limits, sms=True)

    ours = [forgets(site, f"1370013700{number}").status_code for number in range(3)]
    other = site.web.another("198.51.100.7")
    theirs = site.web.run(other.post(FORGOTTEN, json={"login": "13700137009"})).status_code
    site.web.run(other.aclose())
    close(site)

    assert (ours, theirs) == ([200, 200, 429], 200)


def test_more_tries_a_minute_than_log_ins_are_not_even_looked_at(tmp_path):
    limits = Limits(per_ip=0, logins_per_minute=5, late_s=60, standing_s=60)
    site = new_site(tmp_path, limits, sms=True)

    answers = [renews(site, "000000").status_code for _ in range(6)]
    close(site)

    assert answers == [409] * 5 + [429]


def test_a_weak_password_uses_no_code_up(on):
    family = Family(on).verified()
    forgets(on)
    code = family.code()

    weak = renews(on, code, new="12345678")

    assert weak.status_code == 422
    assert renews(on, code).status_code == 200


def test_another_site_makes_a_browser_ask_for_no_code(on):
    for path, body in ((FORGOTTEN, {"login": PHONE}),
                       (RENEW, {"login": PHONE, "code": "1", "new": OTHER})):  # fmt: skip
        answer = on.web.post(path, json=body, headers={"origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_an_account_of_before_is_asked_to_log_in_again(on):
    from tests.admissions.season import MU

    answer = on.post(MU, f"{TELEPHONE}/code")

    assert (answer.status_code, answer.json()["code"]) == (409, "telephone_unknown")


def test_the_worker_forgets_yesterdays_codes(on):
    forgets(on, STRANGER)
    (forget,) = [duty for duty in standing_duties() if duty.name == "forget_codes"]
    from datetime import timedelta

    on.season.clock.forward(timedelta(days=1, microseconds=1))

    assert forget.do(on.season.store) == 1


def paper_of(site, number, who=WEST):
    headers = site.as_(who)
    return site.web.post(f"/api/v1/applications/{number}/desk-code", json={"seen": "id_card"},
                         headers=headers)  # fmt: skip


def code_on(answer):
    document = pypdfium2.PdfDocument(answer.content)
    text = document[0].get_textpage().get_text_range()
    document.close()
    found = re.search(r"(?<![-0-9A-Z])([2-9A-Z]{5}) ?-([2-9A-Z]{5})(?![-0-9A-Z])", text)
    return "-".join(found.groups())  # kerning after an S reads as a space


@pytest.fixture
def confirmed(site):
    """Return a site without messages, and a family whose registration is on the west desk."""
    family = Family(site)
    family.log_in()
    number = family.entered()
    family.submits(number)
    return site, family, number


def redeem(site, number, code, **changed):
    body = {"application_id": number, "code": code, "login": PHONE, "new": OTHER} | changed
    return site.web.post(REDEEM, json=body)


def test_a_paper_from_the_desk_lets_a_guardian_in_by_another_number(confirmed):
    site, family, number = confirmed
    answer = paper_of(site, number)
    assert answer.headers["content-type"] == "application/pdf"
    code = code_on(answer)

    used = redeem(site, number, code.lower(), login=STRANGER)

    assert used.status_code == 200
    assert family.get("/api/v1/applications").status_code == 401
    assert family.log_in(OTHER, STRANGER) == 200
    assert [one["id"] for one in family.get("/api/v1/applications").json()["applications"]] == [
        number]  # fmt: skip
    assert redeem(site, number, code).json()["code"] == "code_wrong"


def test_a_paper_for_another_desks_child_is_not_there(confirmed):
    site, _, number = confirmed

    assert paper_of(site, number, EAST).status_code == 404


def test_a_false_code_and_an_unknown_registration_are_told_alike(confirmed):
    site, _, number = confirmed
    paper_of(site, number)

    false, unknown = redeem(site, number, "22222-22222"), redeem(site, "2013-A", "22222-22222")

    assert (false.status_code, false.content) == (unknown.status_code, unknown.content)
    assert false.json()["code"] == "code_wrong"


def test_the_paper_is_kept_nowhere(confirmed):
    site, _, number = confirmed
    code = code_on(paper_of(site, number))

    dump = b"".join(path.read_bytes() for path in site.season.folder.glob("season.db*"))

    assert code.encode() not in dump
    assert code.replace("-", "").encode() not in dump


# By pages ------------------------------------------------------------------------------------


def hidden(text):
    main = text.partition("<main")[2]
    return dict(re.findall(r'<input type="hidden" name="(csrf|key|login)" value="([^"]*)"', main))


def pages_log_in(site, password=PASSWORD):
    return site.web.post("/log-in", data={"csrf": "", "login": PHONE, "password": password})


def test_by_pages_a_guardian_verifies_after_logging_in(on):
    Family(on)
    entered = pages_log_in(on)
    form = on.web.get(entered.headers["location"])
    sent = on.web.post("/telephone/code", data=hidden(form.text))
    wrong = on.web.post("/telephone", data=hidden(sent.text) | {"code": "1"})
    right = on.web.post("/telephone", data=hidden(wrong.text) | {"code": read_code(on, PHONE)})
    done = on.web.get(right.headers["location"])

    assert entered.headers["location"] == "/telephone"
    assert "139****9000" in form.text
    assert "10 分钟内有效" in sent.text
    assert wrong.status_code == 409
    assert '<a href="#code">' in wrong.text
    assert "手机号已验证" in done.text
    assert "139****9000，已验证" in on.web.get("/account").text
    on.web.http.cookies.clear()
    assert pages_log_in(on).headers["location"] == "/children"


def test_by_pages_a_forgotten_password_is_renewed_without_typing_the_number_twice(on):
    Family(on).verified()
    asked = on.web.post("/forgotten", data={"csrf": "", "login": PHONE})
    wrong = on.web.post("/forgotten/code", data=hidden(asked.text) | {"code": "1", "new": OTHER})
    fields = hidden(wrong.text) | {"code": read_code(on, PHONE), "new": OTHER}
    renewed = on.web.post("/forgotten/code", data=fields)

    assert hidden(asked.text)["login"] == PHONE
    assert (wrong.status_code, OTHER in wrong.text) == (409, False)
    assert "新密码已设置" in renewed.text
    assert pages_log_in(on, OTHER).headers["location"] == "/children"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_by_pages_a_stranger_reads_what_a_guardian_reads(on, language):
    Family(on).verified()
    on.web.http.cookies.set("jiujin-lang", language)

    pages = [on.web.post("/forgotten", data={"csrf": "", "login": phone}).text.replace(phone, "")
             for phone in (PHONE, STRANGER)]  # fmt: skip

    assert pages[0] == pages[1]


def test_by_pages_a_paper_code_is_used_and_a_false_one_keeps_what_was_typed(confirmed):
    site, _, number = confirmed
    code = code_on(paper_of(site, number))
    fields = {"csrf": "", "application_id": number, "login": PHONE, "new": OTHER}

    false = site.web.post("/desk-code", data=fields | {"code": "22222-22222"})
    right = site.web.post("/desk-code", data=fields | {"code": code})

    assert false.status_code == 409
    assert f'value="{number}"' in false.text
    assert OTHER not in false.text
    assert "新密码已设置" in right.text


@pytest.mark.parametrize("path", ["/sign-up", "/forgotten", "/account", "/telephone"])
def test_a_district_without_messages_says_so_where_people_look(site, path):
    Family(site)
    if path in {"/account", "/telephone"}:
        pages_log_in(site)

    assert "sms_verification = off" in site.web.get(path).text


def test_the_page_of_confirming_leads_to_the_telephone(on):
    family = Family(on)
    family.log_in()
    number = family.entered()
    pages_log_in(on)

    shown = on.web.get(f"/children/{number}/check")
    sent = on.web.post(f"/children/{number}/submit", data=hidden(shown.text) | {"agreed": "yes"})

    assert 'href="/telephone"' in shown.text
    assert sent.status_code == 409
    assert "请先验证手机号" in sent.text


def test_no_code_is_answered_or_kept_in_the_open(on):
    family = Family(on).verified()
    forgets(on)
    code = family.code()

    dump = b"".join(path.read_bytes() for path in on.season.folder.glob("season.db*"))
    kept = on.season.store.read(
        SYSTEM,
        lambda tx: [
            str(row) for table in (access_code, message) for row in tx.conn.execute(table.select())
        ],
    )

    assert code.encode() not in dump
    assert PHONE.encode() not in dump
    assert not [row for row in kept if code in row]
