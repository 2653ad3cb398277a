"""Which colour does a feature get, and what does the legend say? Classes that the caller names."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.faults import BadInput, FaultList


class Mark(StrEnum):
    """The shape by which a point of a class is drawn."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Colours by one attribute, either by breaks of a number or by values of a text.

    With `breaks` (strictly rising), class 0 is below the first break, class i from breaks[i-1]
    (included) to breaks[i] (excluded), the last class from the last break on: one more colour
    than breaks. With `values`, one colour each. `words` name the classes in the legend, in the
    same order; `title` stands above them. `marks`, one per class, are the shapes of a SCHOOLS
    layer, so that a class is not told by colour alone. A feature without the attribute, or with
    a value that is not listed, gets `missing_colour`; it is in the legend only if `missing_word`
    is given.
    """

    attribute: str
    colours: tuple[str, ...]
    words: tuple[str, ...]
    breaks: tuple[float, ...] = ()
    values: tuple[str, ...] = ()
    title: str = ""
    marks: tuple[Mark, ...] = ()
    missing_colour: str = "#e4e4e0"
    missing_word: str = ""

    def __post_init__(self) -> None:
        """Raise BadInput naming everything in which colours, words and classes disagree."""
        faults, where = FaultList(), f"fill of {self.attribute!r}"
        if bool(self.breaks) == bool(self.values) and len(self.colours) != 1:
            faults.add(where, "needs either breaks or values", "give one of the two")
        classes = len(self.values) or len(self.breaks) + 1
        if len(self.colours) != classes:
            what = f"{classes} classes but {len(self.colours)} colours"
            faults.add(where, what, "give one colour per class")
        if len(self.words) != classes:
            what = f"{classes} classes but {len(self.words)} words"
            faults.add(where, what, "give one word per class")
        if self.marks and len(self.marks) != classes:
            what = f"{classes} classes but {len(self.marks)} marks"
            faults.add(where, what, "give one mark per class, or none")
        if len(set(self.values)) < len(self.values):
            faults.add(where, "values are given twice", "give each value once")
        if any(low >= high for low, high in zip(self.breaks, self.breaks[1:], strict=False)):
            faults.add(where, f"breaks {self.breaks} do not rise", "sort them, each once")
        faults.refuse_if_any()


def equal_breaks(low: float, high: float, *, classes: int) -> tuple[float, ...]:
    """Return the classes - 1 breaks that cut [low, high] into equally wide classes."""
    if classes < 1 or not low < high:
        raise BadInput.one(
            "breaks", f"{classes} classes of [{low}, {high}]", "give low < high and one class"
        )
    return tuple(float(cut) for cut in np.linspace(low, high, classes + 1)[1:-1])


def quantile_breaks(numbers: Iterable[float], *, classes: int) -> tuple[float, ...]:
    """Return at most classes - 1 rising breaks with about equally many numbers in each class.

    NaN is left out; equal breaks fall together, so that few distinct numbers give few classes.
    """
    known = np.asarray(list(numbers), dtype=np.float64)
    known = known[~np.isnan(known)]
    if classes < 1 or known.size == 0:
        return ()
    cuts = np.quantile(known, np.linspace(0, 1, classes + 1)[1:-1])
    return tuple(float(cut) for cut in np.unique(cuts) if cut > known.min())
