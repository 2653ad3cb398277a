"""May a bureau draw zones stroke by stroke, nothing lost, nobody else in its way?"""

import pytest
from shapely import box

from admissions.roles import Actor, Role
from tests.admissions.season import BUREAU, BUREAU_2, CITY, OTHER_BUREAU, WEST
from tests.service.web.block_town import SIDE, TODAY, Y0, in_degrees, square, write_town
from tests.service.web.site import Site, close, new_site

MIDDLE = square(0).centroid
DRAFTS = "/api/v1/zones/drafts"


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Site:
    folder = tmp_path_factory.mktemp("drafts")
    write_town(folder)
    found = new_site(folder)
    yield found
    close(found)


def begun(town: Site, name: str = "方案一", actor: Actor = BUREAU, **more) -> str:
    answer = town.post(actor, DRAFTS, {"name": name, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def stroke(town: Site, draft: str, after: int, kind: str, actor: Actor = BUREAU, **more):
    return town.post(actor, f"{DRAFTS}/{draft}/strokes", {"after": after, "kind": kind, **more})


def state(town: Site, draft: str, step: int | None = None) -> dict:
    query = "" if step is None else f"?step={step}"
    return town.get(BUREAU, f"{DRAFTS}/{draft}{query}").json()


def school(answer: dict, name: str) -> dict:
    return next(it for it in answer["figures"]["schools"] if it["school_id"] == name)


def test_a_draft_begins_with_the_zones_of_today(town):
    found = state(town, begun(town))

    assert found["assignment"] == TODAY
    assert found["step"] == 1
    assert found["figures"]["years"] == ["", "2014"]
    assert school(found, "west")["children"] == [30, 30]
    assert school(found, "east")["over"] == [0, 7]  # 42 children for 35 places


def test_a_stroke_answers_with_the_figures_after_it(town):
    draft = begun(town)

    told = stroke(town, draft, 1, "paint", blocks=["A03"], school_id="west").json()

    assert (told["step"], told["changed"]) == (2, {"A03": "west"})
    assert school(told, "west")["children"] == [40, 44]
    assert school(told, "west")["over"] == [5, 9]
    assert school(told, "east")["over"] == [0, 0]
    assert told["figures"]["children_moved"] == 10
    assert told["figures"]["enrolled_moved"] == 50
    # 350, 250, 150, 50 m to the middle of the first block: straight lines, ten children each
    assert school(told, "west")["mean_walk_m"] == pytest.approx(150.0, abs=0.2)
    assert "over_capacity" in [it["code"] for it in told["figures"]["warnings"]]


def test_a_zone_in_pieces_is_told_with_its_blocks(town):
    draft = begun(town)

    told = stroke(town, draft, 1, "paint", blocks=["A04"], school_id="west").json()

    apart = [(it["schools"], it["blocks"]) for it in told["figures"]["warnings"]
             if it["code"] == "in_pieces"]  # fmt: skip
    assert apart == [(["east"], ["A03"]), (["west"], ["A04"])]  # each is cut off by the other
    assert school(told, "west")["apart"] == 1


def test_a_dragged_border_gives_whole_blocks_by_their_middle(town):
    draft = begun(town)
    outline = square(0).union(square(1)).union(square(2)).buffer(60, join_style="mitre")

    told = stroke(town, draft, 1, "border", school_id="west", geometry=in_degrees(outline)).json()

    assert told["changed"] == {"A03": "west"}


def test_a_lasso_gives_the_blocks_whose_point_lies_inside(town):
    draft = begun(town)
    half = square(3).union(box(*square(4).bounds[:2], square(4).bounds[0] + 40, Y0 + SIDE))

    told = stroke(town, draft, 1, "lasso", school_id="west", geometry=in_degrees(half)).json()

    assert told["changed"] == {"A03": "west"}  # of A04 the line takes in less than its middle
    assert stroke(town, draft, 2, "undo").json()["changed"] == {"A03": "east"}


def test_a_lasso_around_no_block_is_refused_and_no_step(town):
    draft = begun(town)

    answer = stroke(town, draft, 1, "lasso", school_id="west", geometry=in_degrees(square(9)))

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_inside")
    assert state(town, draft)["step"] == 1


def test_a_locked_block_stays_and_the_stroke_says_so(town):
    draft = begun(town)
    stroke(town, draft, 1, "lock", blocks=["A03"])

    told = stroke(town, draft, 2, "paint", blocks=["A03", "A04"], school_id="west").json()

    assert told["changed"] == {"A04": "west"}
    assert [it["blocks"] for it in told["figures"]["warnings"] if it["code"] == "locked"] == [
        ["A03"]
    ]
    assert state(town, draft)["locked"] == ["A03"]


def test_undo_and_redo_go_back_and_forth(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east")

    back = stroke(town, draft, 2, "undo").json()
    forth = stroke(town, draft, 3, "redo").json()

    assert back["changed"] == {"A02": "west"}
    assert forth["changed"] == {"A02": "east"}


def test_a_service_begun_anew_finds_the_draft_as_it_stood_and_can_still_undo(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east")
    stroke(town, draft, 2, "lock", blocks=["A05"])
    stroke(town, draft, 3, "paint", blocks=["A01"], school_id="east")
    before = state(town, draft)

    town.context.planning._sketches.clear()
    town.context.planning._ground = None
    again = state(town, draft)
    back = stroke(town, draft, 4, "undo").json()

    assert again == before
    assert back["changed"] == {"A01": "west"}


def test_of_two_who_draw_at_once_the_second_is_told(town):
    draft = begun(town)
    assert stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east").status_code == 200

    late = stroke(town, draft, 1, "paint", BUREAU_2, blocks=["A01"], school_id="east")

    assert (late.status_code, late.json()["code"]) == (409, "draft_changed")
    assert state(town, draft)["assignment"]["A01"] == "west"


def test_the_same_stroke_sent_twice_counts_once(town):
    draft, body = begun(town), {"after": 1, "kind": "paint", "blocks": ["A02"], "school_id": "east"}

    answers = [town.post(BUREAU, f"{DRAFTS}/{draft}/strokes", body, key="once-only-1")
               for _ in range(2)]  # fmt: skip

    assert answers[0].json() == answers[1].json()
    assert state(town, draft)["step"] == 2


@pytest.mark.parametrize(("more", "where"), [
    ({"kind": "paint", "blocks": ["B99"], "school_id": "west"}, "block"),
    ({"kind": "paint", "blocks": ["A01"], "school_id": "north"}, "school"),
    ({"kind": "border", "school_id": "west", "geometry": {"type": "Point"}}, "geometry"),
    ({"kind": "border", "school_id": "west", "geometry": in_degrees(MIDDLE)}, "geometry"),
    ({"kind": "lock", "blocks": ["B99"]}, "block"),
])  # fmt: skip
def test_what_the_district_does_not_know_is_named_and_nothing_is_kept(town, more, where):
    draft = begun(town)

    answer = stroke(town, draft, 1, **more)

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["where"] == where
    assert state(town, draft)["step"] == 1


def test_a_revision_is_kept_with_its_note_and_can_be_branched_from(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east")
    saved = town.post(BUREAU, f"{DRAFTS}/{draft}/save", {"after": 2, "note": "征求意见稿"}).json()
    stroke(town, draft, saved["step"], "paint", blocks=["A01"], school_id="east")

    branch = begun(town, "方案一之二", BUREAU_2, draft_id=draft, step=saved["step"])
    found = state(town, branch)

    assert state(town, draft)["revisions"][0]["note"] == "征求意见稿"
    assert found["assignment"] == TODAY | {"A02": "east"}
    assert (found["draft"]["parent_id"], found["draft"]["parent_step"]) == (draft, 3)
    assert found["draft"]["author"] == BUREAU_2.account_id


def test_an_earlier_step_can_be_read_as_it_stood(town):
    draft = begun(town)
    stroke(town, draft, 1, "paint", blocks=["A02"], school_id="east")

    assert state(town, draft, 1)["assignment"] == TODAY
    assert state(town, draft)["assignment"]["A02"] == "east"


def test_remarks_stand_with_the_draft(town):
    draft = begun(town)

    town.post(BUREAU_2, f"{DRAFTS}/{draft}/comments", {"body": "城子街一侧过河不便。"})

    remarks = state(town, draft)["comments"]
    assert [(it["author"], it["body"]) for it in remarks] == [
        (BUREAU_2.account_id, "城子街一侧过河不便。")]  # fmt: skip


def test_the_city_reads_and_draws_nothing(town):
    draft = begun(town)

    assert town.get(CITY, f"{DRAFTS}/{draft}").status_code == 200
    assert stroke(town, draft, 1, "undo", CITY).status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/zones/blocks", "/api/v1/zones/blocks.geojson"])
def test_another_district_sees_neither_blocks_nor_drafts(town, path):
    draft = begun(town)

    assert town.get(OTHER_BUREAU, path).status_code == 404
    assert town.get(OTHER_BUREAU, f"{DRAFTS}/{draft}").status_code == 404
    assert town.get(OTHER_BUREAU, DRAFTS).json()["drafts"] == []
    assert town.get(WEST, DRAFTS).status_code == 403


def test_a_draft_of_other_blocks_is_refused_and_not_guessed_at(tmp_path):
    write_town(tmp_path)
    town = new_site(tmp_path)
    draft = begun(town)
    blocks = tmp_path / "blocks.geojson"
    blocks.write_text(blocks.read_text().replace('"A05"', '"A99"'))

    answer = town.get(BUREAU, f"{DRAFTS}/{draft}")
    close(town)

    assert (answer.status_code, answer.json()["code"]) == (409, "blocks_changed")


def test_a_district_without_blocks_is_told_what_to_put_where(tmp_path):
    town = new_site(tmp_path)

    answer = town.get(BUREAU, "/api/v1/zones/blocks")
    close(town)

    assert answer.status_code == 422
    assert "blocks" in answer.json()["faults"][0]["what"]


def test_no_role_but_the_bureau_is_named_for_a_stroke():
    from service.api_routes import operation

    assert operation("stroke").roles == {Role.BUREAU}
