"""What the product is built with, read from the two lock files and from what the packages say of themselves.

``python deploy/components.py sbom FILE`` writes a bill of materials (CycloneDX 1.6), ``… licences FILE`` the table of
docs/licences.md. Run it in an environment that holds what requirements.lock names.
"""

import argparse
import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Read in the package's own licence file, where its metadata does not say it by its SPDX name.
READ_IN_THE_FILE = {
    "amqp": "BSD-3-Clause",
    "billiard": "BSD-3-Clause",
    "click-plugins": "BSD-3-Clause",
    "django-ninja": "MIT",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "prompt-toolkit": "BSD-3-Clause",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "vine": "BSD-3-Clause",
    "wcwidth": "MIT",
}
# They ask of a product under the MIT licence no more than to be named, and of whoever changes them (LGPL, MPL) to pass
# on that change.
ACCEPTED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1",
    "PSF-2.0",
}  # fmt: skip
SHIPPED = ("@expo-google-fonts/", "govuk-frontend", "plotly.js-")  # what static/build.mjs copies from


@dataclass(frozen=True, slots=True)
class Component:
    """A locked package. ``hashes`` as its lock file has them; ``needs`` are names of the same ``kind``; ``is_direct``
    where the product itself asks for it.
    """

    kind: str  # as in package addresses: "pypi", "npm"
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    needs: tuple[str, ...]
    is_direct: bool

    @property
    def address(self) -> str:
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"

    @property
    def place(self) -> str:
        if self.kind == "pypi":
            return "on the server"
        return "in pages and PDFs" if self.name.startswith(SHIPPED) else "while the assets are built"


def components() -> list[Component]:
    """Everything that the lock files name, in their order."""
    return [*_python_packages(), *_npm_packages()]


def tokens(licence: str) -> set[str]:
    """The licences that an expression names."""
    return set(re.split(r" AND | OR ", licence.strip("()")))


def sbom() -> dict[str, object]:
    """The bill of materials. The same lock files give the same one."""
    found = components()
    addresses = {(each.kind, each.name): each.address for each in found}
    needs = {each.address: [addresses[each.kind, name] for name in each.needs] for each in found}
    direct = sorted(each.address for each in found if each.is_direct)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    product = f"pkg:generic/{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr(found))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": product,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_entry(each) for each in found],
        "dependencies": [
            {"ref": product, "dependsOn": direct},
            *({"ref": address, "dependsOn": sorted(each)} for address, each in needs.items()),
        ],
    }


def licence_table() -> str:
    """The table of docs/licences.md."""
    rows = [f"| {each.name} | {each.licence} | {each.place} |" for each in components()]
    return "\n".join(["| package | licence | runs |", "|---|---|---|", *rows, ""])


def _entry(each: Component) -> dict[str, object]:
    return {
        "type": "library",
        "bom-ref": each.address,
        "name": each.name,
        "version": each.version,
        "purl": each.address,
        "scope": "excluded" if each.place.startswith("while") else "required",
        "licenses": [{"expression": each.licence}],
        # A lock file allows several files of one version, each with its own.
        "properties": [{"name": "pmmi:lock:hash", "value": value} for value in each.hashes],
    }


def _python_packages() -> Iterator[Component]:
    text = (ROOT / "requirements.lock").read_text()
    blocks = re.findall(r"^([\w.-]+)==(\S+) \\\n((?:    .*\n)+)", text, re.MULTILINE)
    wanted_by = {name: re.findall(r"#(?: via)? +([\w.-]+)$", block, re.MULTILINE) for name, _, block in blocks}
    for name, version, block in blocks:
        needs = tuple(need for need, wanting in wanted_by.items() if name in wanting)
        hashes = tuple(f"SHA-256 {value}" for value in re.findall(r"--hash=sha256:(\w+)", block))
        is_direct = "-r requirements.txt" in block
        yield Component("pypi", name, version, _licence_of(name), hashes, needs, is_direct)


def _licence_of(name: str) -> str:
    if name in READ_IN_THE_FILE:
        return READ_IN_THE_FILE[name]
    said = metadata.metadata(name)
    return said.get("License-Expression") or said.get("License") or "not said"


def _npm_packages() -> Iterator[Component]:
    packages = json.loads((ROOT / "static" / "package-lock.json").read_text())["packages"]
    direct = packages.pop("")["dependencies"]
    for path, each in packages.items():
        name = path.removeprefix("node_modules/")
        kind, _, digest = each["integrity"].partition("-")
        hashes = (f"{kind.upper().replace('SHA', 'SHA-')} {base64.b64decode(digest).hex()}",)
        needs = (*each.get("dependencies", {}), *each.get("optionalDependencies", {}))
        yield Component("npm", name, each["version"], each["license"], hashes, needs, name in direct)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["sbom", "licences"])
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    if asked.what == "sbom":
        asked.file.parent.mkdir(parents=True, exist_ok=True)
        asked.file.write_text(json.dumps(sbom(), indent=2) + "\n")
    else:
        words = asked.file.read_text().partition("| package |")[0]
        asked.file.write_text(words + licence_table())
    sys.stdout.write(f"written: {asked.file}\n")


if __name__ == "__main__":
    main()
