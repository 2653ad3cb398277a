"""In which document does Streamlit's program start? Its own, told where it lies, in our looks."""

from functools import cache
from pathlib import Path

from streamlit import file_util

# A roof over a door: browsers ask for it on every page, and log a failure where there is none.
ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    b'rx="6" fill="#17606a"/><path d="M6 15 16 7l10 8M9 14v11h14V14M14 25v-6h4v6" fill="none" '
    b'stroke="#fff" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round"/></svg>'
)
_STYLE = Path(__file__).parent / "page.css"


@cache
def document(base: str) -> bytes:
    """Return Streamlit's page for every path below `base`.

    Without being told its base, the program asks for its health below the page first and logs a
    failure in the browser's console.
    """
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    told = "window.__streamlit = {BACKEND_BASE_URL: at, MAIN_PAGE_BASE_URL: at}"
    script = f'<script>{{const at = location.origin + "{base}"; {told}}}</script>'
    style = f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
    page = page.replace('<html lang="en">', '<html lang="zh-Hans">', 1)
    return page.replace("<head>", f"<head>{script}{style}", 1).encode()
