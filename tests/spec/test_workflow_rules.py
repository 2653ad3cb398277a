"""S1–S78, the rules of the workflow that need no store: the pack, eligibility, papers, calendar."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from admissions.calendar import SHANGHAI, duties_of, roll_frozen, windows_of
from admissions.category import Category, categorise, preference_of
from admissions.eligibility import AgeAnswer, age_answer
from admissions.papers import IssuerLevel, Paper, PaperKind, check_papers, papers_needed
from admissions.people import FIELDS, Anchor, Entry, HukouKind, PreferenceKind, TreatedAs
from admissions.policy import builtin_policy
from admissions.policy_terms import Prohibition, forbidden_in
from tests.admissions.entries import city_entry, entry, non_local_entry

POLICY = builtin_policy("mentougou_2013")
CURRENT = builtin_policy("beijing_current")
WINDOWS = windows_of(POLICY)
DUTIES = {duty.code: duty for duty in duties_of(POLICY)}
SATURDAY = date(2013, 6, 15)


def faults(child: Entry, *papers: Paper, on: date = SATURDAY) -> set[tuple[str, str]]:
    needs = papers_needed(child, categorise(child, POLICY), POLICY)
    return {
        (fault.need, str(fault.code)) for fault in check_papers(needs, papers, on, child, POLICY)
    }


def test_s01_the_law_stands_above_the_city_and_the_city_above_the_district():
    """S1 法律依据：法律在前，市级规定高于区级规定，逐条注明出处。"""
    ranks = [basis.rank for basis in POLICY.legal_basis]

    assert ranks == sorted(ranks)
    assert (min(ranks), max(ranks)) == (1, 4)
    assert all(basis.cite for basis in POLICY.legal_basis)


def test_s06_a_child_born_on_31_august_2007_is_of_age_and_one_born_the_next_day_is_not():
    """S6 年满6周岁：2007年8月31日出生者适龄，9月1日出生者不适龄。"""
    assert age_answer(date(2007, 8, 31), POLICY) is AgeAnswer.OF_AGE
    assert age_answer(date(2007, 9, 1), POLICY) is AgeAnswer.TOO_YOUNG


def test_s53_class_one_begins_on_1_september_2006():
    """S53 类1：2006年9月1日至2007年8月31日；前一日出生者（G4 未规定）由人核定。"""
    assert age_answer(date(2006, 9, 1), POLICY) is AgeAnswer.OF_AGE
    assert age_answer(date(2006, 8, 31), POLICY) is AgeAnswer.OLDER_UNDEFINED
    assert categorise(entry(), POLICY) is Category.ONE


def test_s07_a_child_with_local_hukou_registers_in_the_first_class():
    """S7 本市正式常住户口的适龄儿童均须就近登记：本区户口为第一类。"""
    assert categorise(entry(hukou_kind=HukouKind.DISTRICT), POLICY) is Category.ONE


def test_s54_beijing_hukou_elsewhere_needs_property_here_and_long_residence():
    """S54 类2：京籍、户口不在区，房产在区并且长期居住，两者缺一不可。"""
    assert categorise(city_entry(), POLICY) is Category.TWO
    assert categorise(city_entry(long_resident=False), POLICY).reason == "not_long_resident"


def test_s14_s56_a_child_without_beijing_hukou_may_apply_from_its_actual_home():
    """S14 S56 类3：非京籍儿童可申请，按实际居住地。"""
    assert categorise(non_local_entry(), POLICY) is Category.THREE


@pytest.mark.parametrize("ground", TreatedAs)
def test_s12_seven_grounds_treat_a_child_as_one_with_beijing_hukou(ground):
    """S12 按本市户口对待：七类人员子女，逐一适用。"""
    child = replace(non_local_entry(), treated_as_local=ground)

    assert categorise(child, POLICY) is Category.TWO
    assert len(TreatedAs) == 7


def test_s12_a_paper_of_the_wrong_issuer_does_not_treat_as_local():
    """S12：台胞子女就读批准书须由区县教委开具，乡镇开具的不算。"""
    child = replace(non_local_entry(), treated_as_local=TreatedAs.TAIWAN_COMPATRIOT)
    paper = Paper(PaperKind.TAIWAN_APPROVAL, issuer_level=IssuerLevel.TOWNSHIP, copy=True)
    right = replace(paper, issuer_level=IssuerLevel.DISTRICT)

    def told(shown: Paper) -> set[str]:
        return {need for need, code in faults(child, shown) if code == "wrong_issuer"}

    assert told(paper)
    assert not told(right)


def test_s11_either_the_hukou_or_the_actual_home_is_the_anchor():
    """S11 户口所在地或家庭实际居住地：二者择一。"""
    assert {str(anchor) for anchor in Anchor} == {"hukou", "residence"}


def test_s13_a_preference_counts_only_with_its_paper_verified():
    """S13 同等条件下照顾：证件经核验才算，且只在同等条件下。"""
    child = entry(preference=PreferenceKind.MARTYR)

    assert preference_of(child, (), POLICY) == 0
    assert preference_of(child, (PaperKind.MARTYR_PROOF,), POLICY) == 1


def test_s09_s44_s45_s46_no_field_for_what_is_forbidden_can_exist():
    """S9 S44 S45 S46 禁止面试、考试、竞赛证书、助学款：不可能有这样的字段。"""
    assert {rule.code for rule in POLICY.prohibitions} == set(Prohibition)
    assert not [name for name in FIELDS if forbidden_in(name)]
    assert forbidden_in("exam_result")


def test_s18_the_boarding_medical_paper_is_from_april_on_and_from_a_district_hospital():
    """S18 寄宿体检证明：2013年4月1日起有效，3月31日的无效；区县级以上医院。"""
    child = entry(boarding_school_id="hill")

    def told(day: date, level: IssuerLevel) -> bool:
        paper = Paper(PaperKind.BOARDING_MEDICAL, issuer_level=level, issued_on=day, copy=True)
        return any(need == "boarding_medical" for need, _ in faults(child, paper))

    assert not told(date(2013, 4, 1), IssuerLevel.HOSPITAL_DISTRICT)
    assert told(date(2013, 3, 31), IssuerLevel.HOSPITAL_DISTRICT)
    assert told(date(2013, 4, 1), IssuerLevel.HOSPITAL_LOWER)


def test_s23_a_child_of_the_third_class_shows_five_papers():
    """S23 五证：暂住证、居住证明、就业证明、无监护条件证明、全家户口簿。"""
    asked = {need for need, code in faults(non_local_entry()) if code == "missing"}

    assert len(asked - {"form", "study_certificate"}) == 5


def test_s23_a_paper_banned_since_is_not_asked_today():
    """S23：现行政策包不再索要“户籍地无监护条件证明”。"""
    needs = papers_needed(non_local_entry(), Category.THREE, CURRENT)

    assert CURRENT.is_banned(PaperKind.NO_GUARDIAN_PROOF)
    assert not [need for need in needs for kinds in need.any_of
                if PaperKind.NO_GUARDIAN_PROOF in kinds]  # fmt: skip


def test_s64_a_relocation_contract_must_name_the_parents():
    """S64 回迁协议须含父母姓名。"""
    child = city_entry()
    contract = Paper(PaperKind.RELOCATION_CONTRACT, names=("别人",), copy=True)

    without = faults(child, contract)
    named = faults(child, replace(contract, names=(child.guardian_name,)))

    assert {code for need, code in without - named if need == "property"}


def test_s63_two_days_of_verification_and_the_papers_with_copies():
    """S63 6月15、16日（六、日）验证；原件和复印件都要。"""
    window = WINDOWS["verify"]
    register = Paper(PaperKind.HOUSEHOLD_REGISTER, copy=False)

    assert (window.opens.date(), window.opens.weekday()) == (date(2013, 6, 15), 5)
    assert window.open_at(datetime(2013, 6, 16, 23, 59, 59, tzinfo=SHANGHAI))
    assert not window.open_at(datetime(2013, 6, 17, tzinfo=SHANGHAI))
    assert any(need == "household_register" for need, _ in faults(entry(), register))


def test_s39_one_timetable_in_its_order():
    """S39 统一时间表：登记、初验、审核、通知、报到，依次进行。"""
    names = ("register", "verify", "review", "notice", "arrival")
    opens = [WINDOWS[name].opens for name in names]

    assert opens == sorted(opens)


def test_s60_the_last_moment_of_31_may_is_inside_and_1_june_outside():
    """S60 截止5月31日：最后一微秒在内，6月1日零时在外。"""
    midnight = datetime(2013, 6, 1, tzinfo=SHANGHAI)

    assert WINDOWS["register"].open_at(midnight - timedelta(microseconds=1))
    assert not WINDOWS["register"].open_at(midnight)


def test_s35_the_roll_is_frozen_from_two_weeks_before_term_to_a_month_after():
    """S35 开学前两周、开学后一个月不得手工录入：两端均按日计。"""
    first, after = datetime(2013, 8, 18, tzinfo=SHANGHAI), datetime(2013, 10, 1, tzinfo=SHANGHAI)
    minute = timedelta(minutes=1)
    edges = [first - minute, first, after - minute, after]

    assert [roll_frozen(at, POLICY) for at in edges] == [False, True, True, False]


@pytest.mark.parametrize(
    ("code", "owner"),
    [("teach_leavers", "primary_school"), ("tell_families", "kindergarten"),
     ("broadcast", "bureau"), ("publish_scheme", "bureau"), ("not_registered_list", "bureau"),
     ("publish_zones", "primary_school")],
)  # fmt: skip
def test_s41_s47_s62_s74_s75_s76_the_calendar_reminds_whoever_owes_a_duty(code, owner):
    """S41 S47 S62 S74 S75 S76 人的职责：到日提醒应办的人。"""
    assert owner in {str(one) for one in DUTIES[code].owners}


def test_s50_no_more_is_collected_than_has_a_purpose_and_a_ground():
    """S50 只采集姓名、户籍、住址、年龄等必要信息：每个字段都有目的和依据。"""
    assert set(Entry.__dataclass_fields__) <= set(FIELDS)
    assert all(field.purpose and field.basis for field in FIELDS.values())


def test_s78_two_supervision_telephones_are_named():
    """S78 两个监督电话：69843537、69840444。"""
    assert {contact.telephone.value for contact in POLICY.contacts} == {"69843537", "69840444"}


@pytest.mark.parametrize("number", [f"G{number}" for number in range(1, 10)])
def test_g3_g4_g5_g9_every_gap_is_a_named_parameter_with_its_default(number):
    """G3 G4 G5 G9（及其余空缺）：每处都是有名称的参数，注明“来源文件未规定”。"""
    found = [gap for gap in POLICY.gaps() if gap.number == number]

    assert found
    assert all(gap.text_zh == "来源文件未规定" and gap.name for gap in found)
