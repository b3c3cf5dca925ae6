"""Which folders hold the product: found, so that no sweep forgets a new app."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = tuple(sorted(each.parent.name for each in ROOT.glob("*/apps.py")))
"""Every folder of source: the apps, and what knows them all."""
APPS = tuple(name for name in FOLDERS if name != "pmmi")
"""The apps, foundation among them."""
OF_A_COUNCIL = tuple(name for name in APPS if name != "foundation")
"""The apps that hold what is a council's: foundation is what they stand on."""
