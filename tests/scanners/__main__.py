"""``python -m tests.scanners SCAN FOLDER``: runs one scan with the scanners that are installed in the folder."""

import os
import sys
from importlib import import_module
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
_, scan, folder = sys.argv
sys.exit(import_module(f"tests.scanners.{scan}").main(Path(folder).absolute()))
