"""Does a page with a map run without a browser? As the tests of the views run it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest


def test_a_page_with_a_map_runs_under_apptest_and_nothing_was_done():
    page = AppTest.from_file(str(Path(__file__).with_name("sample_page.py")), default_timeout=30)

    page.run()
    page.run()

    assert not page.exception
    assert [text.value for text in page.text][-1] == "told: nothing"
