"""Which season do the spec tests of the workflow play in? The small one, on SQLite."""

from tests.admissions.conftest import season
from tests.service.web.conftest import site

__all__ = ["season", "site"]
