"""In which document does Streamlit's program start? Its own, told where it lies, in our looks."""

from functools import cache
from pathlib import Path

from streamlit import file_util

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
