"""How can anybody see that lots are drawn fairly? What was bound and opened, and when."""

from starlette.responses import Response

from service.api_ceremonies import CeremonyList
from service.api_operations import ANYONE
from service.pages_days import moment
from service.pages_frame import Page, PageRoute


async def lottery(page: Page) -> Response:
    """Show every ceremony of the season."""
    found: CeremonyList = await page.call("ceremonies", cycle_id=page.context.settings.cycle_id)
    return page.show("lottery.html", ceremonies=found.ceremonies[::-1],
                     moment=lambda at: moment(at, page))  # fmt: skip


ROUTES = (PageRoute("GET", "/lottery", ANYONE, "", lottery),)
