"""Do the zones' ids, dates, levels and school lists say something definite?"""

import difflib
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from zones.cells import date_of, ids_of, is_number, repeated, text_of
from zones.finding import Finding, Kind, Severity
from zones.level import level_of
from zones.plan import in_force
from zones.survey import Survey, same_time


def attribute_findings(survey: Survey) -> Iterator[Finding]:
    """Yield every fault of the attributes of a plan."""
    yield from _ids(survey)
    yield from _levels(survey)
    yield from _dates(survey)
    yield from _school_lists(survey)
    yield from _numbers_as_text(survey)


def _ids(survey: Survey) -> Iterator[Finding]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, zone in enumerate(survey.rows.text("zone_id")):
        rows_of[zone].append(row)
    if not survey.rows.has("zone_id"):
        near = difflib.get_close_matches(
            "zone_id", [name.lower() for name in survey.rows.others], 1
        )
        like = [name for name in survey.rows.others if name.lower() in near]
        hint = f" (is it {like[0]!r}?)" if like else ""
        yield Finding(
            kind=Kind.MISSING_ID, severity=Severity.ERROR, where=survey.rows.source,
            what=f"there is no column zone_id{hint}",
            repair="name the column so, or give --rename COLUMN=zone_id",
        )  # fmt: skip
        return
    for row in rows_of.pop("", []):
        yield Finding(
            kind=Kind.MISSING_ID, severity=Severity.ERROR, what="the zone has no zone_id",
            repair="give it one; a column of another name is given with --rename", **survey.at(row),
        )  # fmt: skip
    for zone, rows in rows_of.items():
        for one, other in combinations(rows, 2):
            if same_time(survey.periods[one], survey.periods[other]):
                yield _same_id(survey, zone, one, other)


def _same_id(survey: Survey, zone: str, one: int, other: int) -> Finding:
    dated = any(day for row in (one, other) for day in survey.periods[row])
    where = f"{survey.rows.where[one]}; {survey.rows.where[other]}"
    if dated:
        kind, what = Kind.OVERLAPPING_VALIDITY, f"zone {zone} is in force twice on the same days"
        repair = "end the earlier version (valid_to) on the day the later one begins (valid_from)"
    else:
        kind, what = Kind.DUPLICATE_ID, f"the zone_id {zone} stands twice"
        repair = "give each zone its own id; several parts of one zone are one MultiPolygon"
    at = max(survey.at(one), survey.at(other), key=lambda at: at["x_m"] or 0) | {"where": where}
    return Finding(kind=kind, severity=Severity.ERROR, what=what, repair=repair, **at)


def _levels(survey: Survey) -> Iterator[Finding]:
    repair = "write primary or junior in a column level, or say --level for the whole file"
    if not survey.rows.has("level"):
        yield Finding(
            Kind.BAD_LEVEL, Severity.ERROR, survey.rows.source, "there is no column level", repair
        )
        return
    for row, text in enumerate(survey.rows.text("level")):
        try:
            level_of(text)
        except ValueError as error:
            yield Finding(
                kind=Kind.BAD_LEVEL, severity=Severity.ERROR, what=str(error), repair=repair,
                **survey.at(row),
            )  # fmt: skip


def _dates(survey: Survey) -> Iterator[Finding]:
    for row, (start, end) in enumerate(survey.periods):
        for column in ("valid_from", "valid_to"):
            try:
                date_of(survey.rows.text(column)[row])
            except ValueError as error:
                yield Finding(
                    kind=Kind.BAD_DATE, severity=Severity.ERROR, what=f"{column} {error}",
                    repair="write the day as 2024-09-01, or leave it empty for no limit",
                    **survey.at(row),
                )  # fmt: skip
        if start is not None and end is not None and end <= start:
            yield Finding(
                kind=Kind.REVERSED_DATES, severity=Severity.ERROR,
                what=f"valid_to {end} is not after valid_from {start}: the zone is never in force",
                repair="swap or correct the dates; valid_to is the first day no longer in force",
                **survey.at(row),
            )  # fmt: skip
    yield from _not_now(survey)


def _not_now(survey: Survey) -> Iterator[Finding]:
    dated = [row for row, period in enumerate(survey.periods) if any(period)]
    day = survey.options.on
    if day is None:
        if dated:
            what = f"{len(dated)} of {len(survey)} zones have dates; every period was checked"
            yield Finding(
                Kind.DATED, Severity.NOTE, survey.rows.source, what, "name one day with --on"
            )
        return
    for row in dated:
        start, end = survey.periods[row]
        if not in_force(start, end, day):
            future = start is not None and day < start
            yield Finding(
                kind=Kind.FUTURE if future else Kind.EXPIRED, severity=Severity.WARNING,
                what=f"not in force on {day}: "
                + (f"begins on {start}" if future else f"ended on {end}"),
                repair="none needed if meant; it was left out of the check of that day",
                **survey.at(row),
            )  # fmt: skip


def _school_lists(survey: Survey) -> Iterator[Finding]:
    if not survey.rows.has("school_ids"):
        yield Finding(
            Kind.NO_SCHOOLS, Severity.WARNING, survey.rows.source, "there is no column school_ids",
            "name the schools of each zone, separated by ';', or --rename the column that does",
        )  # fmt: skip
        return
    for row, text in enumerate(survey.rows.text("school_ids")):
        ids = ids_of(text)
        if not ids:
            yield Finding(
                kind=Kind.NO_SCHOOLS, severity=Severity.ERROR, what="the zone names no school",
                repair="write at least one school id in school_ids", **survey.at(row),
            )  # fmt: skip
        for school in repeated(ids):
            yield Finding(
                kind=Kind.REPEATED_SCHOOL, severity=Severity.WARNING, schools=(school,),
                what=f"school {school} stands twice in school_ids", repair="name it once",
                **survey.at(row),
            )  # fmt: skip


def _numbers_as_text(survey: Survey) -> Iterator[Finding]:
    for column, values in survey.rows.others.items():
        texts = [value.strip() for value in values if isinstance(value, str) and value.strip()]
        present = sum(bool(text_of(value)) for value in values)
        # A leading zero (0101) marks a code, not a number.
        plain = [is_number(text) and not _is_code(text) for text in texts]
        if texts and len(texts) == present and all(plain):
            what = f"column {column}: all {len(texts)} values are numbers written as text"
            repair = f"store the column as numbers; as text, {max(texts)} sorts after every other"
            yield Finding(Kind.NUMBERS_AS_TEXT, Severity.WARNING, survey.rows.source, what, repair)


def _is_code(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text.isdigit()
