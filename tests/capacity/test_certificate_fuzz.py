"""Whatever is done to a result file, the check answers: it neither accepts it nor trips over it."""

import copy

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from .districts import documents, faults
from .strategies import RULES, districts

VALUES = st.sampled_from(
    [None, True, -1, 0, 1, 2, 10**30, 1.5, "", "S1", "C0", "zz", "ab" * 32, [], ["S1"], {}]
)


def places_in(document, path=()):
    """Yield the path of every value in a document."""
    for key in document if isinstance(document, dict) else range(len(document)):
        yield (*path, key)
        if isinstance(document[key], dict | list):
            yield from places_in(document[key], (*path, key))


def edited(document, path, how, value):
    """Return the document with the value at `path` dropped, replaced, or written twice."""
    copied = copy.deepcopy(document)
    holder = copied
    for key in path[:-1]:
        holder = holder[key]
    if how == "drop":
        del holder[path[-1]]
    elif how == "replace":
        holder[path[-1]] = value
    elif isinstance(holder, list):
        holder.insert(path[-1], copy.deepcopy(holder[path[-1]]))
    else:
        holder[value if isinstance(value, str) else "remark"] = copy.deepcopy(holder[path[-1]])
    return copied


EDIT = st.tuples(st.integers(0), st.sampled_from(["drop", "replace", "double"]), VALUES)


def may_differ(path):
    """Say what no check can know: the name of the code, and which proof of a shortage is given."""
    return path[0] in {"code", "stays"}


def _tamper(which, district, rule, edits):
    papers = documents(*district, rule)
    paths = list(places_in(papers[which]))
    for at, how, value in edits:
        path = paths[at % len(paths)]
        paper = edited(papers[which], path, how, value)
        if paper == papers[which] and repr(paper) == repr(papers[which]):
            continue
        event(f"{how} in {path[0]}")
        found = faults(*papers[:which], paper, *papers[which + 1 :])
        assert found or (which == 2 and may_differ(path)), (path, how, value)


@given(
    district=districts(most_children=5), rule=RULES, edits=st.lists(EDIT, min_size=1, max_size=6)
)
@settings(max_examples=200)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["ruleset", "input", "result"])
def test_no_edit_of_a_document_is_accepted_or_trips_the_check(which, district, rule, edits):
    _tamper(which, district, rule, edits)


@pytest.mark.long
@given(
    district=districts(most_children=7), rule=RULES, edits=st.lists(EDIT, min_size=1, max_size=8)
)
@settings(max_examples=2000)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["ruleset", "input", "result"])
def test_no_edit_of_many_documents_is_accepted(which, district, rule, edits):
    _tamper(which, district, rule, edits)
