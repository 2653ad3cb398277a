"""Which operations are there, for which roles, on which objects? The one table; deny by default.

A route that is no row of it does not exist: `app.create_app` adds API routes from here alone.
"""

from service import (
    api_amendments,
    api_ceremonies,
    api_codes,
    api_desk_codes,
    api_desks,
    api_drafts,
    api_duties,
    api_forecast_tables,
    api_forecasts,
    api_guardian,
    api_junior,
    api_lists,
    api_lookup,
    api_nowcast,
    api_oversight,
    api_petitions,
    api_plans,
    api_publications,
    api_redraws,
    api_results,
    api_rosters,
    api_runs,
    api_scenarios,
    api_sessions,
    api_sheets,
    api_siting,
    api_staff,
    api_staff_views,
    api_statistics,
    api_transfers,
    api_zone_versions,
)
from service.api_operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *api_lookup.OPERATIONS,
    *api_sessions.OPERATIONS,
    *api_codes.OPERATIONS,
    *api_desk_codes.OPERATIONS,
    *api_guardian.OPERATIONS,
    *api_results.OPERATIONS,
    *api_sheets.OPERATIONS,
    *api_lists.OPERATIONS,
    *api_statistics.OPERATIONS,
    *api_staff_views.OPERATIONS,
    *api_desks.OPERATIONS,
    *api_duties.OPERATIONS,
    *api_ceremonies.OPERATIONS,
    *api_runs.OPERATIONS,
    *api_amendments.OPERATIONS,
    *api_rosters.OPERATIONS,
    *api_transfers.OPERATIONS,
    *api_petitions.OPERATIONS,
    *api_publications.OPERATIONS,
    *api_oversight.OPERATIONS,
    *api_staff.OPERATIONS,
    *api_scenarios.OPERATIONS,
    *api_forecasts.OPERATIONS,
    *api_forecast_tables.OPERATIONS,
    *api_drafts.OPERATIONS,
    *api_plans.OPERATIONS,
    *api_redraws.OPERATIONS,
    *api_zone_versions.OPERATIONS,
    *api_nowcast.OPERATIONS,
    *api_junior.OPERATIONS,
    *api_siting.OPERATIONS,
)


def operation(name: str) -> Operation:
    """Return one operation; KeyError for a name that is none."""
    return _BY_NAME[name]


_BY_NAME = {row.name: row for row in OPERATIONS}
