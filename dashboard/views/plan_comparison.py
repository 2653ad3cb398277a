"""How do two or three plans stand side by side? Maps, loads, who changes, who could swap."""

from dashboard.access import Visit


def show(visit: Visit) -> None:
    """Show the plans."""
