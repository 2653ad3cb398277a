"""How do zones differ for those who see no colour? Each load has its own pattern of lines."""

from service.report_drawing import LACK

PATTERNS = {
    "over": (45, 7, "M0 0V7"),
    LACK: (45, 7, "M0 0V7M0 3.5H7"),
    "full": (90, 6, "M0 0V6"),
    "little": (45, 9, "M0 4V5.5"),
}
"""Turn in degrees, tile in pixels, and the line in it."""


def patterns(prefix: str, unit: str) -> str:
    """Return the SVG patterns, named `<prefix>-<load>`, for drawings of `unit` per pixel."""
    tiles = (
        f'<pattern id="{prefix}-{load}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({turn})scale({unit})" '
        f'data-turn="{turn}"><path class="p-{load}" d="{line}"/></pattern>'
        for load, (turn, size, line) in PATTERNS.items()
    )
    return f"<defs>{''.join(tiles)}</defs>"
