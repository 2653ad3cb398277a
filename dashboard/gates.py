"""Which page is for whom? One table; a page that is no row of it, or not for a role, is refused."""

from dataclasses import dataclass

from admissions.roles import Role
from service.api_operations import STAFF

_ENTRY = "today"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path and its module in views/, its symbol, its group, and whose it is."""

    name: str
    icon: str
    group: str
    roles: frozenset[Role]

    @property
    def first(self) -> bool:
        """Say whether it opens when nothing else is asked for."""
        return self.name == _ENTRY

    @property
    def path(self) -> str:
        """Return its last part of the address; "" for the first page."""
        return "" if self.first else self.name


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_HELPING = _for(Role.SCHOOL, Role.SUBDISTRICT, Role.BUREAU, Role.CITY, Role.EXAM_CENTRE)
PAGES: tuple[Page, ...] = (
    Page(_ENTRY, "today", "work", STAFF),
    Page("verification", "fact_check", "work", _for(Role.SCHOOL)),
    Page("arrivals", "how_to_reg", "work", _for(Role.SCHOOL)),
    Page("five_papers", "description", "work", _for(Role.SUBDISTRICT)),
    Page("review", "rule", "work", _for(Role.BUREAU)),
    Page("rosters", "checklist", "work", _for(Role.EXAM_CENTRE)),
    Page("accounts", "badge", "work", _for(Role.ADMIN)),
    Page("duties", "event", "work", _for(Role.SCHOOL, Role.BUREAU, Role.CITY)),
    Page("help_desk", "support_agent", "work", _HELPING),
    Page("desk_code", "key", "work", _for(Role.SCHOOL, Role.BUREAU)),
    Page("overflow", "alt_route", "placing", _for(Role.BUREAU, Role.CITY)),
    Page("junior", "stairs", "placing", _for(Role.SCHOOL, Role.BUREAU, Role.CITY)),
    Page("exceptions", "gavel", "placing", _for(Role.BUREAU)),
    Page("transfers", "swap_horiz", "placing", _for(Role.SCHOOL, Role.BUREAU)),
    Page("petitions", "forum", "public", _for(Role.BUREAU)),
    Page("messages", "sms", "public", _for(Role.BUREAU)),
    Page("publication", "campaign", "public", _for(Role.BUREAU)),
    Page("progress", "moving", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("districts", "map", "planning", _for(Role.CITY)),
    Page("demand", "bar_chart", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("forecast", "trending_up", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("warnings", "warning", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("scenarios", "science", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("accuracy", "track_changes", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("zone_check", "grid_on", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("zone_editor", "brush", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("plan_comparison", "compare", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("siting", "add_location_alt", "planning", _for(Role.BUREAU, Role.CITY)),
    Page("audit", "verified_user", "watching", _for(Role.BUREAU, Role.AUDITOR)),
)
_BY_PATH = {page.path: page for page in PAGES}


def pages_of(role: Role) -> tuple[Page, ...]:
    """Return the pages of a role in their order."""
    return tuple(page for page in PAGES if role in page.roles)


def page_at(path: str, role: Role) -> Page | None:
    """Return the page at the last part of an address, None where there is none for this role."""
    page = _BY_PATH.get(path)
    return page if page is not None and role in page.roles else None
