"""What may the user change on a map? Nothing, the zone of a block, or the border of a zone."""

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


EditMode = NoEdit | PaintEdit | BorderEdit
NO_EDIT = NoEdit()
