import random
import re
from datetime import date, timedelta

import pytest

from admissions.disclosure import frame_for
from admissions.exports import to_csv
from admissions.masking import mask_name
from geo.faults import BadInput
from tests.admissions.disclosed_rows import named
from tests.admissions.entries import citizen_number

# The second way: plain patterns of the public notice test P1, written without the code's own.
FORBIDDEN = re.compile(
    r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)|@|(?<!\d)20(?:0[5-9]|1\d)-?[01]\d-?[0-3]\d(?!\d)"
    r"|\d+号(?:院|楼)?|单元|\d室"
)
FAMILY = "张王李赵欧诸阿𠮷马刘"
GIVEN = ["小禾", "娜娜", "伟", "不都·买买提", "葛孔明", "阳", "三"]
SCHOOLS = ["大峪第一小学", "育园小学", "城子小学", "永定镇中心小学", "北京第二实验小学分校"]
BATCHES = ["单校划片", "多校划片", "统筹安排", "特殊教育"]


def invented_child(draw: random.Random, at: int) -> dict[str, object]:
    """Return a whole record of a child; the list may take only what its columns name."""
    born = date(2006, 9, 1) + timedelta(days=draw.randrange(365))
    return {
        "registration_no": f"MTG13-{at:06d}",
        "name": draw.choice(FAMILY) + draw.choice(GIVEN),
        "id_number": citizen_number(born, serial=f"{draw.randrange(1000):03d}"),
        "born": born,
        "phone": f"1{draw.randrange(3, 10)}{draw.randrange(10**9):09d}",
        "address": f"新桥大街{draw.randrange(1, 99)}号院{draw.randrange(1, 9)}号楼",
        "school": draw.choice(SCHOOLS),
        "batch": draw.choice(BATCHES),
    }


def as_listed(child: dict[str, object]) -> dict[str, object]:
    kept = {name: child[name] for name in ("registration_no", "school", "batch")}
    return kept | {"masked_name": mask_name(str(child["name"]))}


def test_ten_thousand_admission_lists_hold_no_forbidden_pattern_and_no_whole_name() -> None:
    draw, listed = random.Random(20130601), named("public_admission_list")
    found = names = 0

    for _ in range(10_000):
        children = [invented_child(draw, draw.randrange(10**6)) for _ in range(2)]
        written = to_csv(frame_for(listed, map(as_listed, children))).decode("utf-8-sig")
        found += len(FORBIDDEN.findall(written))
        names += sum(str(child["name"]) in written for child in children)

    assert (found, names) == (0, 0)


def test_a_list_into_which_a_private_value_slips_is_refused_every_time() -> None:
    draw, listed = random.Random(20130602), named("public_admission_list")
    refused = 0

    for at in range(1_000):
        child = invented_child(draw, at)
        slip = str(child[draw.choice(["id_number", "born", "phone", "address", "name"])])
        column = draw.choice(["school", "batch", "masked_name", "registration_no"])
        if slip == child["name"] and column in {"school", "batch"}:
            column = "masked_name"  # a name has no pattern; its own column asks for the masked form
        with pytest.raises(BadInput):
            frame_for(listed, [as_listed(child) | {column: slip}])
        refused += 1

    assert refused == 1_000
