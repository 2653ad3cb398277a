"""Who else is there in the tests of accounts and desks? An administrator, a clerk it appoints."""

from admissions.actions import accounts
from admissions.roles import SYSTEM, Actor, Role
from admissions.store.accounts import add_account

PHONE = "13800138000"
SECRET = b"a secret of 20 bytes"
ADMIN = Actor("admin", Role.ADMIN, "mtg")
CLERK = Actor("clerk", Role.SCHOOL, "mtg", "west")


def appoint_admin(season, admin=ADMIN):
    """Add an administrator as the installation does: by no other administrator."""
    season.store.write(SYSTEM, lambda tx: add_account(tx, actor=admin, login=admin.account_id))


def newcomer(season, actor=CLERK, login="clerk-1", oidc_subject=None):
    """Let a new administrator make a clerk's account, with the password 'initial'."""
    appoint_admin(season)
    season.do(ADMIN, accounts.add_staff, staff=actor, display_name="西小学招生办", credentials=(
        accounts.Credentials(login, "initial", SECRET, oidc_subject)))  # fmt: skip


def audit_of(season, stream):
    """Return what was written down in one chain, in its order."""
    rows = season.store.read(SYSTEM, lambda tx: tx.conn.exec_driver_sql(
        f"SELECT what FROM audit WHERE stream = '{stream}' ORDER BY seq").all())  # noqa: S608  # fmt: skip
    return [row[0] for row in rows]
