"""What may the user change on a map? Nothing, the zone of blocks, or the border of a zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoEdit:
    """Features can be clicked and nothing can be changed."""


@dataclass(frozen=True, slots=True)
class PaintEdit:
    """Blocks of `layer_id` are painted by click or drag; they take `colour` until answered.

    `brush` comes back with the painted ids, so that a stroke drawn just before the brush changed
    is still given to the right zone. Shift and drag moves the map.
    """

    layer_id: str
    brush: str
    colour: str


@dataclass(frozen=True, slots=True)
class BorderEdit:
    """The outline of the area `feature_id` of `layer_id` is dragged by its corners."""

    layer_id: str
    feature_id: str


@dataclass(frozen=True, slots=True)
class LassoEdit:
    """An area is drawn around blocks of `layer_id`: in one sweep, or corner by corner.

    A double click, the first corner or Enter closes it, Escape forgets it. It is shown in `colour`
    until answered; `brush` comes back with it. Shift and drag moves the map.
    """

    layer_id: str
    brush: str
    colour: str


EditMode = NoEdit | PaintEdit | LassoEdit | BorderEdit
NO_EDIT = NoEdit()
