"""The product's settings for tests: as the demo, unless a test or the person who runs them says otherwise."""

import os

os.environ.setdefault("PMMI_MODE", "demo")

from pmmi.settings import *  # noqa: F403
