"""Does anything personal reach a log, a cache or an address?"""

import ast
import logging
import tomllib
from pathlib import Path

from streamlit import error_util

from dashboard import app
from tests.admissions.actions.june import on_desk
from tests.admissions.season import WEST
from tests.dashboard.test_school import opened

FOLDER = Path(app.__file__).parent
CODE = [path for path in sorted(FOLDER.rglob("*.py"))
        if not {"map", "charts"} & set(path.relative_to(FOLDER).parts)]  # fmt: skip


def test_a_defect_is_logged_by_its_place_and_never_by_its_text(caplog, capsys):
    app._keep_texts_out_of_logs()
    try:
        with caplog.at_level(logging.DEBUG):
            error_util.handle_user_script_exception(ValueError("张小禾 110109200703010024"), _noted)
    finally:
        logging.getLogger("streamlit.error_util").disabled = False

    assert "ValueError at" in caplog.text
    for told in (caplog.text, *capsys.readouterr()):
        assert "张小禾" not in told
        assert "110109200703010024" not in told


def _noted(error: Exception) -> bool:
    app._noted(error)
    return True  # nothing is drawn outside a browser


def test_streamlit_neither_phones_home_nor_shows_defects():
    settings = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["runner"]["magicEnabled"] is False
    assert "agent" not in settings


def test_only_public_files_are_kept_in_a_cache_that_users_share():
    kept = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                named = " ".join(ast.unparse(it) for it in node.decorator_list)
                if "cache" in named:
                    kept.add((path.name, node.name))

    assert kept == {
        ("document.py", "document"),  # Streamlit's page
        ("district_map.py", "_features"),  # the public zones and schools
        ("zone_names.py", "_largest"),  # the public blocks of one zone
        ("district_map.py", "_shapes"),  # the same as areas
        ("district_map.py", "_coarse"),  # the same with fewer corners
        ("district_map.py", "_places"),  # the same as text
        ("district_map.py", "_to_degrees"),  # a projection
        ("block_layers.py", "blocks_of"),  # planning blocks, by the bytes an operation has told
        ("zone_check.py", "_checked"),  # findings in the public files
    }


def test_no_page_writes_into_the_address(bench):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)

    page = opened(bench, number)

    assert dict(page.query_params) == {}
    for path in CODE:
        assert "query_params" not in path.read_text(encoding="utf-8"), path.name


def test_opening_a_child_writes_nothing_of_it_into_the_log(bench, caplog, capsys):
    number = on_desk(bench.season, 2)
    bench.sign_in(WEST)

    with caplog.at_level(logging.DEBUG):
        opened(bench, number)

    for told in (caplog.text, *capsys.readouterr()):
        assert "张小禾" not in told
        assert "新桥大街" not in told
