"""How are a name, a telephone and a document number shown so that they tell nobody who it is?

A masked name is for public lists (S48, S59); a masked telephone or number is for its owner only,
so that a family knows its own again. What cannot be read as the field's usual form shows less,
never more.
"""

import re
import unicodedata

STAR = "*"
_HAN = re.compile("[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_MARKS = frozenset({"Mn", "Me", "Mc"})  # also the selectors that choose a form of a character
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
_MAINLAND_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_HIDDEN_LENGTH = STAR * 3
_SHORTEST_SHOWN = 6

# The compound surnames (复姓) borne today; a name of two characters is never read as one.
_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉梁丘左丘东门"
    "西门南荣第五完颜纳兰叶赫歐陽東方諸葛萬俟聞人鍾離長孫鮮于"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))


def mask_name(name: str) -> str:
    """Mask a name for a public list: 张三 → 张*, 欧阳娜娜 → 欧阳**, 阿不都·买买提 → 阿***.

    The surname and one star for every other character; a name with a dot, in Latin letters or in
    mixed writing shows its first letter and three stars. A single character is hidden whole, and
    so is what does not start with a letter. ValueError for a name without any visible character.
    """
    signs = _characters(name)
    if not signs:
        raise ValueError("a name without any character cannot be masked; ask for the name")
    if all(map(_HAN.match, signs)):
        return _mask_han(signs)
    if len(signs) == 1 or not _is_letter(signs[0]):
        return _HIDDEN_LENGTH
    return signs[0] + _HIDDEN_LENGTH


def is_masked(text: str) -> bool:
    """Say whether a text has the form `mask_name` gives: one letter or a compound surname, stars.

    Every name that `mask_name` masked has it; a whole name, a number and an empty text have not.
    """
    shown = text.rstrip(STAR)
    signs = _characters(shown)
    if shown == text or "".join(signs) != shown or not all(map(_is_letter, signs)):
        return False
    return len(signs) < 2 or shown in COMPOUND_SURNAMES


def mask_phone(phone: str) -> str:
    """Mask a telephone: 13800001234 → 138****1234; any other number shows its last two digits.

    Blanks, hyphens, brackets and full-width digits are read as usual. An empty text stays empty.
    """
    signs = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", phone))
    mobile = _MAINLAND_MOBILE.fullmatch(signs)
    if mobile:
        return f"{mobile[1][:3]}{STAR * 4}{mobile[1][-4:]}"
    shown = signs[-2:] if len(signs) >= _SHORTEST_SHOWN else ""
    return STAR * (len(signs) - len(shown)) + shown


def mask_id(number: str) -> str:
    """Mask a document's number: its first and last sign, a star for each other.

    Region, date of birth and serial of a citizen number are all hidden. A number of fewer than six
    signs is hidden whole; an empty text stays empty.
    """
    signs = unicodedata.normalize("NFKC", number).strip()
    if len(signs) < _SHORTEST_SHOWN:
        return STAR * len(signs)
    return signs[0] + STAR * (len(signs) - 2) + signs[-1]


def _mask_han(signs: list[str]) -> str:
    if len(signs) == 1:
        return STAR
    compound = len(signs) > 2 and "".join(signs[:2]) in COMPOUND_SURNAMES
    shown = 2 if compound else 1
    return "".join(signs[:shown]) + STAR * (len(signs) - shown)


def _is_letter(sign: str) -> bool:
    return sign[0].isalpha() or _HAN.match(sign) is not None


def _characters(name: str) -> list[str]:
    """Split a name into characters as a reader counts them; blanks and hidden signs are none."""
    signs: list[str] = []
    for sign in name:
        kind = unicodedata.category(sign)
        if kind in _MARKS:
            if signs:
                signs[-1] += sign
        elif kind not in _UNSEEN or _HAN.match(sign):
            signs.append(sign)
    return signs
