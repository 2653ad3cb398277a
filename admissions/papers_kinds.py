"""Which papers may be shown, and who issues them?"""

from enum import StrEnum


class PaperKind(StrEnum):
    """The papers the source names; no other paper can be asked for or noted."""

    REGISTRATION_FORM = "registration_form"  # ① 报名表
    HOUSEHOLD_REGISTER = "household_register"  # ② 户口簿, (S23) 全家户口簿
    DEED = "deed"  # ③ 房产证
    RELOCATION_CONTRACT = "relocation_contract"  # ③ 回迁协议
    PUBLIC_HOUSING_LEASE = "public_housing_lease"  # 公房租赁合同
    LONG_RESIDENCE_PROOF = "long_residence_proof"  # 长期居住地证明 (S17)
    BOARDING_MEDICAL = "boarding_medical"  # 体检证明 (S18)
    TEMPORARY_PERMIT = "temporary_permit"  # 暂住证 (S23)
    RESIDENCE_PERMIT = "residence_permit"  # 居住证, 居住登记卡
    RESIDENCE_PROOF = "residence_proof"  # 在京实际住所居住证明 (S23)
    EMPLOYMENT_PROOF = "employment_proof"  # 在京务工就业证明 (S23)
    NO_GUARDIAN_PROOF = "no_guardian_proof"  # 户籍地无监护条件证明 (S23)
    STUDY_CERTIFICATE = "study_certificate"  # 就读证明 (S56)
    TAIWAN_APPROVAL = "taiwan_approval"  # 台胞子女就读批准书 (S12)
    POSTDOCTORAL_INTRODUCTION = "postdoctoral_introduction"  # 博士后研究人员子女介绍信
    POSTDOCTORAL_ENTRY_LETTER = "postdoctoral_entry_letter"  # 进站函
    MILITARY_DEPENDANT_PROOF = "military_dependant_proof"  # 随军家属证明
    MILITARY_ID = "military_id"  # 现役军人证件
    OVERSEAS_CHINESE_PROOF = "overseas_chinese_proof"  # 华侨来京接受义务教育证明信
    KINSHIP_PROOF = "kinship_proof"  # 子女关系证明信
    PARENT_HUKOU_CARD = "parent_hukou_card"  # 父(或母)本市常住户口登记卡
    WORK_RESIDENCE_PERMIT = "work_residence_permit"  # 北京市工作居住证
    ZHONGJIAN_BAOHUA_PROOF = "zhongjian_baohua_proof"  # 中建保华子女身份证明
    MARTYR_PROOF = "martyr_proof"  # 烈士子女身份证明 (S13)
    TAIWAN_STUDENT_PROOF = "taiwan_student_proof"  # 台籍学生身份证明
    OVERSEAS_CHINESE_IDENTITY = "overseas_chinese_identity"  # 华侨子女身份证明
    SOLDIER_PROOF = "soldier_proof"  # 现役军人子女身份证明
    MODEL_WORKER_PROOF = "model_worker_proof"  # 全国劳动模范子女身份证明


class IssuerLevel(StrEnum):
    """On what level the issuer of a paper stands."""

    STATE = "state"  # 全国博士后管委会
    CITY = "city"  # 市人力社保部门
    DISTRICT = "district"  # 区县教委、区县侨办
    TOWNSHIP = "township"  # 乡镇人民政府、街道办事处
    MILITARY_BRIGADE = "military_brigade"  # 部队师（旅）级政治部
    HOSPITAL_CITY = "hospital_city"  # 本市市级以上医院
    HOSPITAL_DISTRICT = "hospital_district"  # 本市区县级医院
    HOSPITAL_LOWER = "hospital_lower"  # 社区卫生服务中心, below a district's hospital
    HOSPITAL_ELSEWHERE = "hospital_elsewhere"  # not in this city
    COMPANY = "company"  # 中建保华
    OTHER = "other"


class ShownTo(StrEnum):
    """Whose desk looks at a paper."""

    SCHOOL = "school"  # 学校初验 (S63)
    SUBDISTRICT = "subdistrict"  # 街道、乡镇审核 (S24)


class NeedScope(StrEnum):
    """What fails when a need is not met: only that, never more."""

    ADMISSION = "admission"  # the registration cannot be taken
    TREATMENT = "treatment"  # not treated as local (S12)
    PREFERENCE = "preference"  # not favoured among equals (S13)
    BOARDING = "boarding"  # no boarding (S18)
    NOTHING = "nothing"  # the desk is told, the child loses nothing


class DocumentList(StrEnum):
    """Which of the source's differing lists of papers is asked for (G5)."""

    S11 = "s11"  # 户口簿 or 房产证, by the anchor
    S17 = "s17"  # 户口簿, and 房产证 or 长期居住地证明
    S63_BY_ANCHOR = "s63_by_anchor"  # ①② of all; ③④ where the residence is the anchor (S11)
    S63_ALL = "s63_all"  # ①–④ of all
