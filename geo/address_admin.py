"""Which province, city, district, town and community does the front of an address name?"""

import re
from collections.abc import Iterable

from geo.address_places import CITIES, MUNICIPALITIES, NEW_AREAS, PROVINCES

Levels = dict[str, str]


def _any_of(names: Iterable[str]) -> "re.Pattern[str]":
    return re.compile("|".join(sorted(names, key=lambda name: (-len(name), name))))


_PROVINCE = _any_of(PROVINCES)
_CITY = _any_of(CITIES)
_NEW_AREA = _any_of(NEW_AREAS)
_PLAIN_CHAR = r"[^0-9A-Z()\- 、号]"
_COUNTRY = re.compile("中华人民共和国|中国")
_POSTCODE = re.compile(r"[0-9]{6}(?=[^0-9A-Z\-号]{2})")
_ROADS = r"[东西南北中老新前后正横]?(?:路|大?街(?!道)|巷|胡同|大道)"
_NOT_A_ROAD = f"(?!{_ROADS})"
_ROAD_NEXT = re.compile(_ROADS)

# 北京路 and 上海花园 are names; 北京朝阳区 and 浙江温州市 are levels.
_AFTER_SHORT = re.compile(
    r"(?:[^0-9A-Z()\- 、路街道巷号院楼栋村]{1,7}?"
    r"(?:市(?!场)|(?<![小社园校厂新业发住])区|县|旗|自治州|盟|街道|镇|乡|地区))"
)
_DISTRICT_NEXT = re.compile(
    r"[^0-9A-Z()\- 、路街道巷号院楼栋村门内外]{1,5}?"
    r"(?:市(?!场)|(?<![小社园校厂新业发住])区|县(?!镇)|旗)"
)
_DISTRICT = re.compile(
    rf"({_PLAIN_CHAR}{{1,9}}?)(自治县|自治旗|特区|林区|区|县(?!镇)|市(?!场|政|民|郊|中心|委|口)|旗(?!镇))"
)
_BEFORE_AREA = "小社园厂校景库军牧居活发业宅税假理范验作游街片务农辖地技托风流林市"
_NUMERALS = "一二三四五六七八九十"
_LONG_ESTATE = re.compile("花园|家园|小区|社区|新区|大厦|公寓|学院|开发|工业|经济|高新")
_NOT_A_CITY = re.compile("^城$|超$|夜$|菜$|花$|门$|[路街村庄里]")
_TOWN = re.compile(
    rf"({_PLAIN_CHAR}{{1,8}}?)"
    r"(街道办事处|街道|地区办事处|地区|民族乡|(?<=..)镇(?!路|街|巷|村|社区|小区)"
    r"|(?<=..)乡(?!村|亲|音|里|路|街|巷)|苏木)"
)
_NOT_IN_TOWN = re.compile("路|街(?!$)|大道|小区|花园|公寓|大厦|社区|开发|胡同|工业|公司|村委")
_NOT_A_TOWN = re.compile("^[城老水故侨同家古新]$|小$")
_LONG_CITIES = re.compile("浩特$|郭勒$|舒克$|古纳$|果斯$|山口$|门关$|达拉$")
_COMMUNITY = re.compile(
    rf"({_PLAIN_CHAR}{{1,12}}?)"
    r"(社区居民委员会|社区居委会|社区(?!医|卫|服|店|超|活|广)|居民委员会|居委会|村民委员会|村委会"
    rf"|行政村|自然村|村(?!村|委|民|口|镇|庄|卫|小学|中学|头路|桥){_NOT_A_ROAD})"
)
_NOT_IN_COMMUNITY = re.compile("路|街(?!道|坊)|大道|胡同|大厦|公司|工业|开发区|公寓")
_NOT_A_COMMUNITY = re.compile("新$|度假$|农庄$|民俗$|文化$")


def read_admin(text: str) -> tuple[Levels, int]:
    """Read province … community off the front; return them and where the rest begins.

    Levels may be missing, short (门头沟 stays for the gazetteer) or said twice.
    """
    levels: Levels = {}
    start = _skip(_POSTCODE, text, 0)
    start = _skip_country(text, start)
    start = _read_province(text, start, levels)
    start = _read_city(text, start, levels)
    start = _read_district(text, start, levels)
    start = _skip_repeats(text, start, levels)
    start = _read_town(text, start, levels)
    start = _skip_repeats(text, start, levels)
    return levels, _read_community(text, start, levels)


def _skip(pattern: "re.Pattern[str]", text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


# 京门头沟区 is 北京市 门头沟区; 京口区 and 京山县 are themselves.
_ABBREVIATIONS = {"京": "北京市", "津": "天津市", "沪": "上海市", "渝": "重庆市"}
_ABBREVIATED = re.compile(f"[京津沪渝](?={_PLAIN_CHAR}{{2,3}}(?<![小社园新东西南北])[区县])")


def _skip_country(text: str, start: int) -> int:
    """Pass over 中国 before an area; 中国矿业大学 is a name."""
    end = _skip(_COUNTRY, text, start)
    areas = (_PROVINCE, _CITY, _DISTRICT_NEXT)
    return end if any(area.match(text, end) for area in areas) else start


def _read_province(text: str, start: int, levels: Levels) -> int:
    if _ABBREVIATED.match(text, start):
        levels["province"] = levels["city"] = _ABBREVIATIONS[text[start]]
        return start + 1
    found = _PROVINCE.match(text, start)
    if not found:
        return start
    name, end = found.group(), found.end()
    full = PROVINCES[name]
    if name != full and not _short_province_is_a_level(text, end, full):
        return start
    levels["province"] = full
    if full[:-1] in MUNICIPALITIES:
        levels["city"] = full
        again = _PROVINCE.match(text, end)
        if again and PROVINCES[again.group()] == full:
            end = again.end()
        return _skip(_OF_THE_CITY, text, end)
    return end


_OF_THE_CITY = re.compile("市辖区|市(?=[^场]{2,4}[区县])")


def _short_province_is_a_level(text: str, end: int, full: str) -> bool:
    follows = _AFTER_SHORT if full[:-1] in MUNICIPALITIES else _DISTRICT_NEXT
    return bool(_CITY.match(text, end) or follows.match(text, end))


def _read_city(text: str, start: int, levels: Levels) -> int:
    if "city" in levels:
        return start
    found = _CITY.match(text, start)
    if not found:
        return start
    name, end = found.group(), found.end()
    full = CITIES[name]
    if text.startswith(full, end):
        end += len(full)
    elif name != full and not _short_city_is_a_level(text, end, levels):
        return start
    levels["city"] = full
    return _skip(_OF_THE_CITY, text, end)


def _short_city_is_a_level(text: str, end: int, levels: Levels) -> bool:
    if text.startswith(("区", "县"), end) or _ROAD_NEXT.match(text, end):
        return False
    return "province" in levels or bool(_DISTRICT_NEXT.match(text, end))


def _read_district(text: str, start: int, levels: Levels) -> int:
    if area := _NEW_AREA.match(text, start):
        levels["district"] = area.group()
        return area.end()
    found = _DISTRICT.match(text, start)
    if not found or not _is_district(found.group(1), found.group(2), levels):
        return start
    levels["district"] = found.group()
    return found.end()


def _is_district(stem: str, suffix: str, levels: Levels) -> bool:
    if suffix == "旗":
        mongolian = levels.get("province", "").startswith("内蒙古")
        return mongolian or levels.get("city", "").endswith("盟") or stem[-1] in "左右前后中"
    if suffix == "市":
        short = len(stem) in {2, 3} or bool(_LONG_CITIES.search(stem))
        return short and not _NOT_A_CITY.search(stem)
    if suffix == "县":
        return not _LONG_ESTATE.search(stem) and stem not in {"郊", "外"}
    if suffix != "区":
        return True
    directional = stem[-1] in "东西南北" and len(stem) != 2
    too_long = len(stem) > 4 and "族" not in stem
    estate = stem[-1] in _BEFORE_AREA + _NUMERALS + "新" or bool(_LONG_ESTATE.search(stem))
    return not (directional or too_long or estate)


def _skip_repeats(text: str, start: int, levels: Levels) -> int:
    """Pass over levels that are said again: 浙江省杭州市滨江区浙江省杭州市滨江区六和路."""
    for _ in range(6):
        for name in levels.values():
            if text.startswith(name, start):
                start += len(name)
                break
        else:
            return start
    return start


def _read_town(text: str, start: int, levels: Levels) -> int:
    found = _TOWN.match(text, start)
    if not found:
        return start
    stem, suffix = found.groups()
    if suffix.startswith("街道"):
        known = not re.search("大道|小区|花园(?!路)|社区|大厦", stem)
    else:
        known = not (_NOT_IN_TOWN.search(stem) or _NOT_A_TOWN.search(stem))
    if not known:
        return start
    levels["town"] = found.group()
    return found.end()


def _read_community(text: str, start: int, levels: Levels) -> int:
    found = _COMMUNITY.match(text, start)
    if not found:
        return start
    stem, suffix = found.groups()
    if _NOT_IN_COMMUNITY.search(stem) or (suffix == "村" and _NOT_A_COMMUNITY.search(stem)):
        return start
    levels["community"] = found.group()
    return found.end()
