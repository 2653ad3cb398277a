"""Where is each home: by the pair that was given, else by its address? One row in, one row out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coordinates import Given, locate_given
from geo.datum import Datum
from geo.district import District
from geo.geocode import Chain, Criteria, Geocoder, Located, State

GIVEN = "given"
COLUMNS = (
    *("x_m", "y_m", "source", "precision", "score", "state", "note"),
    *("disagreement_m", "looks_like"),
)


@dataclass(frozen=True, slots=True)
class HomeRules:
    """When a home is located.

    `criteria`: which answers to an address count. `disagreement_m`: a pair this far from where the
    register puts its address is listed. `explained_m`: another datum that brings it this near is
    named. `hold_disputed`: leave such a home not located, instead of trusting the declared datum.
    """

    criteria: Criteria = field(default_factory=Criteria)
    disagreement_m: float = 200.0
    explained_m: float = 50.0
    hold_disputed: bool = False


def locate_homes(
    frame: pd.DataFrame,
    district: District,
    geocoder: Geocoder | None,
    rules: HomeRules | None = None,
    *,
    name: str = "homes",
) -> pd.DataFrame:
    """Locate homes by their columns x, y, datum, else by their address; index as in `frame`.

    Returns x_m, y_m (district metres, NaN where not located), source ("given", "gazetteer",
    "amap" …, "" where not located), precision, score, state, note, disagreement_m (NaN: none) and
    looks_like (the datum that would explain it). A given pair wins; its address is only checked,
    and never sent out of the house. Nothing usable: not located, never guessed. Every different
    address is asked once. Raises BadInput for faulty pairs.
    """
    rules = rules or HomeRules()
    given = locate_given(frame, district, name)
    paired = np.isfinite(given.x_m) & np.isfinite(given.y_m)
    out = _blank(frame)
    out.loc[paired, ["x_m", "y_m"]] = np.column_stack([given.x_m, given.y_m])[paired]
    out.loc[paired, ["source", "state"]] = [GIVEN, str(State.FOUND)]
    out.loc[paired, "score"] = 1.0
    out.loc[~paired, "note"] = "no coordinates and no address"
    if "address" in frame.columns and geocoder is not None:
        chain = _as_chain(geocoder, rules.criteria)
        asked = (frame["address"] != "").to_numpy()
        _fill_by_address(out, frame["address"], asked & ~paired, chain)
        _check_pairs(out, frame, asked & paired, chain.locally(), _Pairs(given, district, rules))
    elif geocoder is None:
        out.loc[~paired, "note"] = "no coordinates, and no register to look the address up in"
    return out


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(("x_m", "y_m", "disagreement_m"), np.nan)
    texts = dict.fromkeys(("source", "precision", "note", "looks_like"), "")
    blank = {**numbers, **texts, "score": 0.0, "state": str(State.NOT_FOUND)}
    return pd.DataFrame(blank, index=frame.index)[list(COLUMNS)]


def _as_chain(geocoder: Geocoder, criteria: Criteria) -> Chain:
    """Return a chain under these criteria: it catches the failures of remote geocoders."""
    members: Sequence[Geocoder] = (geocoder,)
    if isinstance(geocoder, Chain):
        members = geocoder.geocoders
    return Chain(tuple(members), criteria)


def _ask(addresses: pd.Series, chain: Chain) -> tuple[NDArray[np.int64], list[Located]]:
    """Ask once for each different address; return the answer's number for each row."""
    codes, unique = pd.factorize(addresses, sort=True)
    return codes.astype(np.int64), [chain.locate(text) for text in unique]


def _fill_by_address(
    out: pd.DataFrame, addresses: pd.Series, rows: NDArray[np.bool_], chain: Chain
) -> None:
    codes, answers = _ask(addresses[rows], chain)
    told = [_told(answer, chain.criteria) for answer in answers]
    table = pd.DataFrame(told, columns=list(COLUMNS[:7]))
    out.loc[rows, list(COLUMNS[:7])] = table.iloc[codes].to_numpy()


def _told(answer: Located, criteria: Criteria) -> tuple[object, ...]:
    note = note_on(answer, criteria)
    if criteria.accept(answer):
        source, precision = answer.source, str(answer.precision)
        return (answer.x_m, answer.y_m, source, precision, answer.score, str(answer.state), note)
    state = State.NOT_FOUND if answer.state is State.FOUND else answer.state
    return (np.nan, np.nan, "", str(answer.precision), answer.score, str(state), note)


def note_on(answer: Located, criteria: Criteria) -> str:
    """Say what is to be known of an answer: why it places no home, who failed or disagreed."""
    failed = "".join(f"; {one.source}: {one.kind}" for one in answer.failures)
    if criteria.accept(answer):
        apart = "".join(
            f"; {one.source} puts it {one.distance_m:.0f} m away" for one in answer.disagreements
        )
        return (failed + apart).removeprefix("; ")
    if answer.state is State.FOUND:
        return f"address found only to the {answer.precision}{failed}"
    return f"address {answer.state}: {answer.reason}{failed}"


@dataclass(frozen=True)
class _Pairs:
    """The pairs that were given, and what they are checked against."""

    given: Given
    district: District
    rules: HomeRules


def _check_pairs(
    out: pd.DataFrame,
    frame: pd.DataFrame,
    rows: NDArray[np.bool_],
    chain: Chain,
    pairs: _Pairs,
) -> None:
    """List the pairs that lie far from where the register puts their address."""
    if not chain.geocoders:
        return
    codes, answers = _ask(frame["address"][rows], chain)
    known = np.array([chain.criteria.accept(one) for one in answers], bool)[codes]
    at = np.flatnonzero(rows)[known]
    there = np.array([(answer.x_m, answer.y_m) for answer in answers]).reshape(-1, 2)[codes][known]
    here = np.column_stack([pairs.given.x_m, pairs.given.y_m])[at]
    distance = np.hypot(*(here - there).T)
    far = distance > pairs.rules.disagreement_m
    if not far.any():
        return
    at, there, distance = at[far], there[far], distance[far]
    rows_apart = frame.iloc[at]
    given = np.column_stack([
        pd.to_numeric(rows_apart[axis]).to_numpy(np.float64) for axis in ("x", "y")
    ])  # fmt: skip
    named, nearer = explaining_datum(given, pairs.district, there, distance, pairs.rules)
    notes = [note_apart(*each) for each in zip(distance, named, nearer, strict=True)]
    _put(out, at, {"disagreement_m": distance.round(1), "looks_like": named, "note": notes})
    if pairs.rules.hold_disputed:
        held = {"x_m": np.nan, "y_m": np.nan, "source": "", "score": 0.0}
        _put(out, at[np.array(named) != ""], {**held, "state": str(State.AMBIGUOUS)})


def _put(out: pd.DataFrame, at: NDArray[np.int64], columns: dict[str, Any]) -> None:
    """Write values into these rows of some columns."""
    for column, values in columns.items():
        column_values = out[column].to_numpy(copy=True)
        column_values[at] = values
        out[column] = column_values


def note_apart(metres: float, datum: str, left_m: float) -> str:
    """Say how far a pair lies from its address, and the datum ("" none) that would explain it."""
    explained = f"; looks like {datum}, as which it would be {left_m:.0f} m away" if datum else ""
    return f"the pair lies {metres:.0f} m from the address in the register{explained}"


def explaining_datum(
    given: NDArray[np.float64],
    district: District,
    there: NDArray[np.float64],
    distance: NDArray[np.float64],
    rules: HomeRules,
) -> tuple[list[str], NDArray[np.float64]]:
    """Return for each pair the datum that brings it within `explained_m`, and how near.

    `given` (n, 2) as it was written, `there` (n, 2) its address in district metres, `distance`
    between them. A datum must at least halve it: what the declared one does explains nothing.
    """
    x, y = given.T
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    x, y = np.where(degrees, x, np.nan), np.where(degrees, y, np.nan)
    best, named = np.minimum(rules.explained_m, distance / 2), np.full(len(given), "", object)
    for datum in Datum:
        x_m, y_m = district.to_metres(x, y, datum)
        away = np.hypot(x_m - there[:, 0], y_m - there[:, 1])
        better = away < best
        best, named = np.where(better, away, best), np.where(better, str(datum), named)
    return named.tolist(), best


def disagreements(located: pd.DataFrame) -> Iterable[tuple[object, str]]:
    """Return (index, note) of the homes whose pair and address disagree, in row order."""
    listed = located[located["disagreement_m"].notna()]
    return zip(listed.index, listed["note"], strict=True)
