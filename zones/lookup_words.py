"""How is the answer of a lookup said, in plain Chinese or English?"""

from collections.abc import Iterable

from zones.lookup import Answer, Candidate, Said

_ZH = {
    Said.ONE_ZONE: "该住址属于招生服务片 {zones}，对应学校：{schools}。",
    Said.SHARED_ZONE: "该住址属于多校划片 {zones}，可对应的学校：{schools}。",
    Said.CONTESTED: "该住址归属未定，可能属于招生服务片 {zones}；"
    "可能的学校：{schools}。由区教委人工确认。",
    Said.OUTSIDE: "该住址不在任何招生服务片内，请联系区教委。",
    Said.NOT_LOCATED: "未能确定该住址的位置，请核对地址或在地图上指出位置。",
    Said.BY_LIST: "依据：公布的地址清单（第 {rows} 行）。",
    Said.BY_POLYGON: "依据：招生服务片地图。",
    Said.NEAR_LINE: "注意：距招生服务片 {line_zone} 的边界约 {line_m} 米，请携带房产证核实。",
    Said.NEAR_OUTER_LINE: "注意：距招生服务片外边界约 {line_m} 米，请携带房产证核实。",
    Said.LIST_DISAGREES: "注意：地图与地址清单不一致，以地址清单为准。",
    Said.LIST_UNCLEAR: "注意：地址清单对该门牌号没有明确规定，由区教委人工确认。",
    Said.NO_PROMISE: "本查询仅说明服务片归属，不代表录取承诺；查询内容不会保存。",
}
_EN = {
    Said.ONE_ZONE: "This address is in service zone {zones}; its school: {schools}.",
    Said.SHARED_ZONE: "This address is in the multi-school zone {zones}; its schools: {schools}.",
    Said.CONTESTED: "It is not certain which zone this address is in: {zones}. Schools in question:"
    " {schools}. The education bureau decides.",
    Said.OUTSIDE: "This address is in no service zone; please ask the education bureau.",
    Said.NOT_LOCATED: "The address could not be located; please correct it or point to it on the"
    " map.",
    Said.BY_LIST: "Decided by the published address list (row {rows}).",
    Said.BY_POLYGON: "Decided by the map of service zones.",
    Said.NEAR_LINE: "Note: about {line_m} m from the line to zone {line_zone}; bring the deed.",
    Said.NEAR_OUTER_LINE: "Note: about {line_m} m from the outer line of all zones; bring the"
    " deed.",
    Said.LIST_DISAGREES: "Note: the map differs from the address list; the list is the rule.",
    Said.LIST_UNCLEAR: "Note: the address list does not settle this number; the education bureau"
    " decides.",
    Said.NO_PROMISE: "This tells the zone, it promises no place. Nothing you typed was kept.",
}
_SENTENCES = {"zh": _ZH, "en": _EN}
_JOINER = {"zh": "、", "en": ", "}
_AIR = {
    "zh": "{name}（直线约 {metres} 米）",
    "en": "{name} (about {metres} m in a straight line)",
}
_METRES = {"zh": "{name}（步行约 {metres} 米）", "en": "{name} (about {metres} m on foot)"}


def say(answer: Answer, language: str = "zh", *, on_foot: bool = True) -> str:
    """Return the answer in sentences, "zh" or "en", one to a line.

    `on_foot`: the distances are walks, not straight lines.
    """
    joiner = _JOINER[language]
    values = {
        "zones": joiner.join(answer.zone_ids),
        "schools": joiner.join(_schools(answer.candidates, language, on_foot=on_foot)),
        "rows": joiner.join(str(row) for row in answer.list_rows),
        "line_m": "" if answer.line_distance_m is None else f"{answer.line_distance_m:.0f}",
        "line_zone": answer.line_zone_id,
    }
    return "\n".join(_SENTENCES[language][key].format(**values) for key in answer.said)


def _schools(candidates: Iterable[Candidate], language: str, *, on_foot: bool) -> list[str]:
    """Name each school once, with its walk where one is known."""
    known = {each.school_id: each for each in candidates}
    return [
        each.name
        if each.metres is None
        else (_METRES if on_foot else _AIR)[language].format(name=each.name, metres=each.metres)
        for each in known.values()
    ]
