"""How does an administrator add an account, block it, and give it new credentials?"""

from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account
from tests.dashboard.bench import errors, read
from tests.dashboard.test_bureau import choose
from tests.dashboard.test_school import button
from tests.dashboard.test_transfers_page import typed

ADMIN = Actor("admin", Role.ADMIN, "mtg")
PASSWORD = "three odd words"


def accounts(bench):
    bench.season.store.write(SYSTEM, lambda tx: add_account(tx, actor=ADMIN, login="admin"))
    bench.sign_in(ADMIN)
    return bench.open("accounts")


def test_an_account_of_a_school_is_added_with_a_secret_for_its_second_factor(bench):
    page = choose(accounts(bench), "角色", Role.SCHOOL)
    page = choose(page, "学校", "east")
    secret = page.code[-1].value
    for label, text in (("姓名", "东小学招生办"), ("登录名", "e-2001"),
                        ("初始密码（本人首次登录须修改）", PASSWORD)):  # fmt: skip
        typed(page, label, text)

    page = button(page, "新增账号").click().run()

    assert errors(page) == ""
    assert "已新增" in page.success[0].value
    assert "东小学招生办" in read(page)
    assert len(secret) == 32
    assert page.code[-1].value != secret  # it is not shown again, nor given to two people


def test_a_weak_password_is_refused_with_the_reason(bench):
    page = accounts(bench)
    for label, text in (("姓名", "甲"), ("登录名", "x-1"),
                        ("初始密码（本人首次登录须修改）", "12345678")):  # fmt: skip
        typed(page, label, text)

    page = button(page, "新增账号").click().run()

    assert "密码" in errors(page)
    assert not page.success


def test_an_account_is_blocked_opened_and_given_a_new_password(bench):
    page = accounts(bench)
    for label, said in (("停用账号", "登录全部失效"), ("启用账号", "已启用")):
        page = button(choose(page, "账号", "west-desk"), label).click().run()
        assert said in page.success[0].value

    page = choose(page, "账号", "west-desk")
    typed(page, "初始密码（本人首次登录须修改）", PASSWORD)
    page = button(page, "重设密码").click().run()

    assert "密码已重设" in page.success[0].value
