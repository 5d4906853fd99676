"""What is shipped: all that it needs, and nothing else.

That it can be installed, with each extra and with the oldest versions that it claims to
work with, is tried by ``.ci/package``, which needs a package index.
"""

import email
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement

import apivideo_nb as av
from apivideo_nb.local import _NEEDS

ROOT = Path(__file__).parent.parent
WHEEL = f"apivideo_nb-{av.__version__}-py3-none-any.whl"
SDIST = f"apivideo_nb-{av.__version__}"
DIST_INFO = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def files_of(folder):
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build both, the wheel as an installer would: out of the unpacked sdist."""
    place = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(place), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(place / f"{SDIST}.tar.gz") as archive:
        archive.extractall(place, filter="data")
    subprocess.run(
        [*build, "wheel"], cwd=place / SDIST, check=True, capture_output=True
    )
    return place


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(built / WHEEL) as archive:
        yield archive


def test_the_wheel_holds_package_and_tutorials_and_nothing_else(wheel):
    package = files_of("apivideo_nb")
    tutorials = {f"apivideo_nb/{name}" for name in files_of("notebooks")}
    about = {f"{SDIST}.dist-info/{name}" for name in DIST_INFO}
    assert set(wheel.namelist()) == package | tutorials | about
    assert "apivideo_nb/py.typed" in package
    kinds = {PurePosixPath(name).suffix for name in package}
    assert kinds == {".py", ".js", ".css", ".html", ".tsv", ".typed", ".LICENSE"}


def test_the_sdist_holds_what_building_and_testing_need_and_nothing_else(built):
    folders = ("apivideo_nb", "notebooks", "tests", "benchmarks", "docs", "binder")
    files = set.union(*map(files_of, folders))
    beside = {"pyproject.toml", "conftest.py", "LICENSE", "PKG-INFO", ".gitignore"}
    pages = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", ".pre-commit-hooks.yaml"}
    found = {
        path.relative_to(built / SDIST).as_posix()
        for path in (built / SDIST).rglob("*")
        if path.is_file()
    }
    assert found == files | beside | pages


def test_the_wheel_says_what_it_is(wheel):
    about = email.message_from_bytes(wheel.read(f"{SDIST}.dist-info/METADATA"))
    assert about["Name"] == "apivideo-nb"
    assert about["License-Expression"] == "MIT"
    assert about["Requires-Python"] == ">=3.11"
    assert set(about.get_all("Provides-Extra")) == {"sandbox", "lab", "test"}
    assert "Typing :: Typed" in about.get_all("Classifier")
    labels = {url.partition(",")[0] for url in about.get_all("Project-URL")}
    assert labels >= {"Documentation", "Changelog", "Issues", "Source"}
    # a reader of the package index sees the page, so its pictures must be found there
    assert about.get_payload().startswith("# apivideo-nb")


@pytest.mark.parametrize("name", av.__all__)
def test_every_public_name_is_used_where_types_are_checked(name):
    used = (ROOT / "tests" / "typing_api.py").read_text("utf-8")
    assert re.search(rf"\bav\.{name}\b", used)


def test_a_machine_without_the_extra_is_told_all_that_the_local_sandbox_needs(wheel):
    about = email.message_from_bytes(wheel.read(f"{SDIST}.dist-info/METADATA"))
    every = map(Requirement, about.get_all("Requires-Dist"))
    extra = {need.name for need in every if 'extra == "sandbox"' in str(need.marker)}
    # requests, a base dependency, brings the last one
    assert extra == {*_NEEDS.values(), "urllib3"}


def test_every_dependency_names_its_oldest_version(wheel):
    about = email.message_from_bytes(wheel.read(f"{SDIST}.dist-info/METADATA"))
    needs = [
        need for need in about.get_all("Requires-Dist") if "apivideo-nb[" not in need
    ]
    assert needs
    assert [need for need in needs if ">=" not in need] == []
