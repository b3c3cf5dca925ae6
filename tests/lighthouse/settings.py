"""The product's settings, with a bare page beside its own."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.lighthouse.urls"
