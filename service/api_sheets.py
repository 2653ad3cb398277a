"""Which sheets does a guardian print, and is a printed one genuine?

The data is gathered in one transaction; the sheet is set afterwards, in a thread of its own.
"""

from datetime import datetime, timedelta
from typing import Any

from admissions.category import Category
from admissions.forms import (
    Contact,
    FormData,
    NoticeData,
    PaperLine,
    Words,
    admission_notice,
    check_code,
    registration_form,
    short_code,
)
from admissions.homes import HomeFacts
from admissions.papers import Need, ShownTo, papers_needed
from admissions.people import Entry
from admissions.policy_schema import Policy
from admissions.store.applications import Application, get_application, own_entry
from admissions.store.cycles import get_school, policy_of
from admissions.store.homes import get_home
from admissions.store.keys import KeyRing
from admissions.store.placements import placement_of
from admissions.store.transaction import Refused, Tx
from service.api_guardian import GUARDIAN, ONE
from service.api_models import Model
from service.api_operations import ANYONE, Call, Document, Mode, Operation, reading
from service.limits import Priority
from service.pages_words import LANGUAGES, sayer

PDF = "application/pdf"
_UNPRINTED = frozenset({"none", "registered", "entered", "awaiting_subdistrict", "certified",
                        "withdrawn", "lapsed", "nominated"})  # fmt: skip
_NOTIFIED = frozenset({"notified", "enrolled", "no_show", "on_roll"})


def form_data(tx: Tx, call: Call) -> FormData:
    """Gather the form of a confirmed registration (报名表, S61)."""
    found = get_application(tx, call.id)
    if found.stage in _UNPRINTED:
        raise Refused("not_confirmed_yet", "confirm what was entered, then print")
    entry, (home, _) = own_entry(tx, call.id), get_home(tx, call.id)
    policy = policy_of(tx, found.cycle_id)
    needs = [need for need in papers_needed(entry, Category(found.category or "one"), policy)
             if need.shown_to == ShownTo.SCHOOL]  # fmt: skip
    payload, code = seal_of(tx.keys, "form", found.id, tx.now)
    verify = policy.windows.verify
    return FormData(
        made_at=tx.now, title=_title(policy, "form"), authority=authority_of(policy),
        registration_no=found.id, printed_on=day_zh(tx.now), **_personal(entry),
        category=_of("category", str(found.category)), zone_schools=_schools(tx, home),
        papers=tuple(_line(need, policy) for need in needs),
        verify_days=_days(verify.opens.value, verify.closes.value),
        verify_place=_desk(tx, found), contacts=contacts(policy), qr_payload=payload, code=code,
    )  # fmt: skip


def _personal(entry: Entry) -> dict[str, Any]:
    return {
        "child_name": entry.child_name, "id_kind": _of("id_kind", entry.id_kind),
        "id_number": entry.id_number, "born": f"{entry.born:%Y年%-m月%-d日}",
        "guardian_name": entry.guardian_name, "relation": _of("relation", entry.relation),
        "guardian_phone": entry.guardian_phone,
        "hukou_kind": _of("hukou_kind", entry.hukou_kind), "hukou_address": entry.hukou_address,
        "residence_kind": _of("residence_kind", entry.residence_kind),
        "residence_address": entry.residence_address, "anchor": _of("anchor", entry.anchor),
    }  # fmt: skip


def notice_data(tx: Tx, call: Call) -> NoticeData:
    """Gather the notice of admission (入学通知书, S40) of a child whose school has issued it."""
    found = get_application(tx, call.id)
    if found.stage not in _NOTIFIED:
        raise Refused("not_issued_yet", "the school has not issued the notice")
    entry, policy = own_entry(tx, call.id), policy_of(tx, found.cycle_id)
    school = get_school(tx, placement_of(tx, call.id).school_id)
    payload, code = seal_of(tx.keys, "notice", found.id, tx.now)
    arrival = policy.windows.arrival
    return NoticeData(
        made_at=tx.now, title=said("sheets.notice"), authority=authority_of(policy),
        notice_no=found.id, dated=day_zh(tx.now), child_name=entry.child_name,
        registration_no=found.id, school=school.name, school_address="",
        report_at=_days(arrival.opens.value, arrival.closes.value), report_place=school.name,
        papers=(), contacts=contacts(policy), qr_payload=payload, code=code,
    )  # fmt: skip


def seal_of(keys: KeyRing, kind: str, number: str, at: datetime) -> tuple[str, str]:
    """Return path and code by which anybody checks a sheet, without personal data."""
    text = f"{kind}/{number}/{at:%Y%m%d}"
    code = short_code(keys.code_secret(), text)
    return f"/v/{text}/{code}", code


class Genuine(Model):
    """Whether a sheet with this kind, number and day was printed here."""

    genuine: bool


async def genuine(call: Call) -> Genuine:
    """Check the code of a printed sheet; a false one is told like an unknown number."""
    text = "/".join(call.path[part] for part in ("kind", "number", "day"))
    secret = call.context.store.keys.code_secret()
    return Genuine(genuine=check_code(secret, text, call.path["code"]))


def _line(need: Need, policy: Policy) -> PaperLine:
    rules = [policy.paper(kind) for kind in need.any_of[0]]
    return PaperLine(Words(need.zh, need.en), original=any(rule.original for rule in rules),
                     copy=any(rule.copy_handed_in for rule in rules))  # fmt: skip


def _schools(tx: Tx, home: HomeFacts) -> tuple[str, ...]:
    return tuple(get_school(tx, school).name for school in home.school_ids)


def _desk(tx: Tx, found: Application) -> str:
    if found.school_id is None:
        return said("sheets.desk_open").zh
    return get_school(tx, found.school_id).name


def contacts(policy: Policy) -> tuple[Contact, ...]:
    """Return the supervision telephones (S78)."""
    return tuple(Contact(Words(one.zh, one.en), one.telephone.value) for one in policy.contacts)


def day_zh(at: datetime) -> str:
    """Return a day as it is printed."""
    return f"{at:%Y年%-m月%-d日}"


def _days(opens: datetime, closes: datetime) -> Words:
    """Say a half-open period by its first and last day."""
    last = closes - timedelta(microseconds=1)
    return Words(f"{day_zh(opens)}—{last:%-m月%-d日}", f"{opens:%-d %B} – {last:%-d %B %Y}")


def authority_of(policy: Policy) -> Words:
    """Return the name of the office that stands on every sheet."""
    return Words(f"{policy.district_zh}教育委员会",
                 f"{policy.district_en} Education Commission")  # fmt: skip


def _title(policy: Policy, kind: str) -> Words:
    words = said(f"sheets.{kind}")
    return Words(f"{policy.district_zh}{policy.year}年{words.zh}",
                 f"{words.en}, {policy.district_en}, {policy.year}")  # fmt: skip


def _of(what: str, code: str) -> Words:
    return said(f"{what}.{code}")


def said(key: str, **values: object) -> Words:
    """Return a phrase in both languages; KeyError for an unknown key."""
    return Words(*(sayer(language)(key, **values) for language in LANGUAGES))


OPERATIONS = (
    reading("form", f"{ONE}/form.pdf", GUARDIAN, "application", form_data, PDF,
            finish=lambda call, data: Document(registration_form(data), PDF, f"{call.id}.pdf"),
            words="The form to print and sign (S61), once confirmed."),
    reading("notice", f"{ONE}/notice.pdf", GUARDIAN, "application", notice_data, PDF,
            finish=lambda call, data: Document(admission_notice(data), PDF, f"{call.id}.pdf"),
            words="The notice of admission (S40), once issued."),
    Operation("genuine", "GET", "/api/v1/sheets/{kind}/{number}/{day}/{code}", ANYONE, "",
              "read", Mode.OPEN, Genuine, opened=genuine, priority=Priority.LOOKUP,
              words="Is a printed sheet genuine?"),
)  # fmt: skip
