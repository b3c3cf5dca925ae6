"""What the product is built with: each package is named, under an accepted licence, and in the bill of materials."""

import json
import re
from pathlib import Path

import pytest

from deploy.components import ACCEPTED, READ_IN_THE_FILE, components, licence_table, sbom, tokens

ROOT = Path(__file__).parents[2]


def locked() -> set[str]:
    """Name and version of everything in the lock files, read in another way than the product's own."""
    python = re.findall(r"^([\w.-]+==[^ ]+) ", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    npm = json.loads((ROOT / "static" / "package-lock.json").read_text())["packages"]
    return {*python, *(f"{path[13:]}=={each['version']}" for path, each in npm.items() if path)}


def test_the_list_of_licences_is_that_of_the_lock_files():
    assert (ROOT / "docs" / "licences.md").read_text().endswith(f"\n\n{licence_table()}")
    assert {f"{each.name}=={each.version}" for each in components()} == locked()


@pytest.mark.parametrize("component", components(), ids=lambda each: each.name)
def test_each_licence_is_one_that_was_accepted(component):
    assert tokens(component.licence) <= ACCEPTED


def test_what_was_read_in_a_file_is_of_a_package_that_is_used():
    assert READ_IN_THE_FILE.keys() <= {each.name for each in components()}


def test_the_bill_of_materials_names_each_once_and_who_needs_whom():
    bill = sbom()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {f"{each['name']}=={each['version']}" for each in bill["components"]} == locked()
    assert all(each["properties"] for each in bill["components"])
    needs = {each["ref"].rpartition("@")[0]: each["dependsOn"] for each in bill["dependencies"]}
    assert len(needs) == len(bill["components"]) + 1
    asked_for = {re.sub(r"^pkg:pypi/|@[^@]*$", "", each) for each in needs["pkg:generic/pmmi"] if "pypi" in each}
    named = re.findall(r"^([\w-]+)(?:\[|==)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert asked_for == {name.lower().replace("_", "-") for name in named}
    assert any(each.startswith("pkg:pypi/sqlparse@") for each in needs["pkg:pypi/django"])
