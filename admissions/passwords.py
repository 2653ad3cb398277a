"""Is a typed password the right one, and is a new one good enough?

Argon2id with 19 MiB, two passes, one lane (RFC 9106's method; trust.md measured 26 ms): run it
outside the store's transactions, and hand `Checked` into `accounts.log_in`.
"""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from geo.faults import FaultList

SHORTEST_GUARDIAN, SHORTEST_STAFF, LONGEST = 8, 12, 128
_SHORTEST_LOGIN_FOUND = 4
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified where there is no account, so that both answers take as long (trust.md S5).
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$Y5Cay3X4CxQUfpwtWKJZOw$"
    "mtIFzClxJdgRhujiV5cxdpMExLo1uFb1Aiai16+Y4mo"
)
_COMMON = frozenset({
    "password", "passw0rd", "password1", "password123", "password1234", "iloveyou", "qwertyui",
    "qwertyuiop", "qwerty123", "qwer1234", "1qaz2wsx", "1q2w3e4r", "1q2w3e4r5t", "zaq12wsx",
    "asdfghjk", "asdfghjkl", "asdf1234", "abcd1234", "abc12345", "a1234567", "a12345678",
    "a123456789", "aa123456", "aa12345678", "123456aa", "123456abc", "123123123", "12341234",
    "11223344", "1122334455", "12344321", "123454321", "123321123", "147258369", "159357456",
    "52013145", "5201314520", "woaini520", "woaini1314", "woaini123", "woaiwojia", "admin123",
    "admin1234", "administrator", "adminadmin", "welcome1", "welcome123", "letmein123",
    "zhongguo", "beijing2008", "beijing123", "mentougou", "xiaoxue123", "school123", "changeme",
    "changeme123", "default123", "88888888a", "qq123456", "qq12345678", "p@ssw0rd", "p@ssword",
    "jiujinruxue",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What was verified outside the transaction: `right` for this stored hash and no other."""

    stored: str | None
    right: bool

    def __call__(self, stored: str | None) -> bool:
        """Say whether the password was right, if the hash is still the one that was verified."""
        return self.right and stored is not None and stored == self.stored


def spelled(password: str) -> str:
    """Return the one spelling (NFKC): an input method's full-width digits are the same digits."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, *, login: str, staff: bool) -> str:
    """Return the hash to store of a new password; raises BadInput with every fault.

    Never fewer than 8 signs for a guardian, 12 for staff; none of the commonest, no run, nothing
    that holds the login. The salt is drawn by the library.
    """
    faults = FaultList()
    found, name = spelled(password), spelled(login).strip().casefold()
    least = SHORTEST_STAFF if staff else SHORTEST_GUARDIAN
    if not least <= len(found) <= LONGEST:
        faults.add("password", f"does not have {least} to {LONGEST} signs", "choose a longer one")
    if _is_obvious(found.casefold()):
        faults.add("password", "is among the first that are guessed", "choose three odd words")
    if len(name) >= _SHORTEST_LOGIN_FOUND and name in found.casefold():
        faults.add("password", "holds the login name", "choose one that has nothing to do with it")
    faults.refuse_if_any()
    return _HASHER.hash(found)


def check_password(stored: str | None, password: str) -> Checked:
    """Verify a typed password against a stored hash; as long a work where there is none.

    Longer texts than `LONGEST` are wrong. Raises argon2's InvalidHashError for a damaged hash.
    """
    typed = spelled(password[: 4 * LONGEST])
    fits = stored is not None and len(typed) <= LONGEST
    try:
        _HASHER.verify(stored or _NOBODY, typed[:LONGEST])
    except VerifyMismatchError:
        return Checked(stored, right=False)
    return Checked(stored, right=fits)


def needs_rehash(stored: str) -> bool:
    """Say whether a stored hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _is_obvious(password: str) -> bool:
    size = len(password)
    if password in _COMMON or len(set(password)) <= 2:
        return True
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(password)}
    repeated = any(password == (password[:unit] * size)[:size] for unit in range(1, 5))
    return repeated or steps in ({1}, {9})  # 1234567890, 987654321, abcdefgh
