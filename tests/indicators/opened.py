"""Opening pages of measures in tests."""

from django.urls import reverse


def address(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


def page(client, url, **data):
    """The page as text; it has to be there."""
    answer = client.get(url, data)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()
