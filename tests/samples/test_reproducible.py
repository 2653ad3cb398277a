"""Does the generator make the very files that are in the repository?"""

import subprocess
import sys

import pytest

from samples.make_mentougou import make
from samples.mentougou_maker.files import files

from .conftest import FOLDER

ROOT = FOLDER.parents[1]


def test_the_generator_makes_the_files_of_the_repository_byte_for_byte(tmp_path):
    made = make(tmp_path)

    assert {path.name for path in made} == {path.name for path in FOLDER.iterdir()} - {"README.md"}
    for path in made:
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name


def test_the_command_works_from_the_root_of_the_repository(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "samples.make_mentougou", "--out", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert "homes.csv" in done.stdout
    assert (tmp_path / "homes.csv").read_bytes() == (FOLDER / "homes.csv").read_bytes()


def test_the_whole_sample_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000


@pytest.mark.parametrize("name", sorted(files()))
def test_every_file_says_that_it_is_synthetic(name):
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert "合成" in text
    assert "synthetic" in text.lower()
    if name.endswith(".csv"):
        assert all(line.endswith(",合成数据 synthetic") for line in text.splitlines()[1:])


def test_the_readme_of_the_folder_names_every_file():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert all(name in text for name in files())
