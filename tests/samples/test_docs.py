"""Do the documents name the commands, columns and packages that there are?"""

import re
import shlex

import pytest
import typer

from samples.mentougou_maker.files import files
from service.cli import app

from .conftest import FOLDER, features, table

ROOT = FOLDER.parents[1]


def commands(readme):
    """Return the program's commands in a README as lists of words, $S filled in."""
    text = (ROOT / readme).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^python3 run\.py (?:jiujin )?(.+)$", text, re.MULTILINE)
    words = [shlex.split(line.replace("$S", "samples/mentougou"), comments=True) for line in lines]
    return [line for line in words if line[0] != "test"]


@pytest.mark.parametrize("words", commands("README.md"), ids=lambda words: " ".join(words[:2]))
def test_every_command_of_the_readme_is_understood_by_the_program(words):
    command, context = typer.main.get_command(app), None
    while hasattr(command, "commands"):
        context = command.make_context(command.name, [words[0]], parent=context)
        command, words = command.commands[words[0]], words[1:]

    understood = command.make_context(command.name, list(words), parent=context)

    assert understood.params
    given = [word for word in words if word.startswith("samples/")]
    assert all((ROOT / path).is_file() for path in given)


def test_both_readmes_give_the_same_commands():
    assert commands("README.md") == commands("README.zh.md")


def test_the_commands_of_the_readme_are_the_daily_ones():
    groups = {"zones", "streets", "forecast"}

    named = {" ".join(line[: 1 + (line[0] in groups)]) for line in commands("README.md")}

    single = {"demo", "lookup", "geocode", "assign", "verify"}
    assert named == single | {"zones check", "zones match", "streets build", "forecast run"}


def test_the_formats_name_every_column_of_the_sample():
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    columns = {c for name in files() if name.endswith(".csv") for c in table(name).columns}
    columns |= {c for name in ("zones.geojson", "schools.geojson") for c in features(name).columns}

    missing = {c for c in columns - {"degrees", "geometry"} if f"`{c}`" not in text}

    assert not missing


def test_every_direct_dependency_has_its_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = [
        line
        for file in ("run.in", "test.in")
        for line in (ROOT / "requirements" / file).read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("-r")
    ]

    assert not [name for name in names if not re.search(rf"\b{re.escape(name)}\b", text)]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/formats.md"])
def test_links_inside_the_repository_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)

    made_by_the_demo = {"docs/images/report.png"}
    gone = [t for t in targets if not (ROOT / page).parent.joinpath(t).exists()]

    assert set(gone) <= made_by_the_demo
