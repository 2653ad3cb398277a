"""Do the notebooks run from top to bottom, define nothing, and hold no stored output?"""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_SECONDS = 170


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_the_four_notebooks_are_there():
    names = ["01_match", "02_overflow", "03_forecast_accuracy", "04_capacity_plan"]

    assert [path.stem for path in NOTEBOOKS] == names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_output_and_defines_nothing(path):
    for cell in code(path):
        assert cell.outputs == []
        assert cell.execution_count is None
        made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, made) for node in ast.walk(ast.parse(cell.source)))


@pytest.mark.filterwarnings("default")  # the kernel's own machinery, in other processes
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path):
    notebook = read(path)
    folder = {"metadata": {"path": str(FOLDER)}}

    NotebookClient(
        notebook, timeout=LONGEST_SECONDS, kernel_name="python3", resources=folder
    ).execute()

    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
