"""Reading what a view answers."""

import re

from django.http import HttpResponse
from django.test import Client


def page(client: Client, url: str, **data: object) -> str:
    """The page at an address, which must be there."""
    answer = client.get(url, data)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def words_of(answer: HttpResponse) -> str:
    """What a person reads on the page: its text without the markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).strip()
