"""Which operations are there, for which roles, on which objects? The one table; deny by default.

A route that is no row of it does not exist: `app.create_app` adds API routes from here alone.
"""

from service import api_guardian, api_lookup, api_results, api_sessions, api_sheets
from service.api_operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *api_lookup.OPERATIONS,
    *api_sessions.OPERATIONS,
    *api_guardian.OPERATIONS,
    *api_results.OPERATIONS,
    *api_sheets.OPERATIONS,
)


def operation(name: str) -> Operation:
    """Return one operation; KeyError for a name that is none."""
    return _BY_NAME[name]


_BY_NAME = {row.name: row for row in OPERATIONS}
