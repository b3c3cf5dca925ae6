"""What is larger than its page takes is refused before any of it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from foundation.uploads import MOST_OF_A_FORM, MOST_OF_A_STRANGER
from indicators.forms.imports import MOST_BYTES
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
UPLOAD = "/indicators/imports/new/"


class Unread:
    """The body of a request that nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def claim(client: Client, path: str, length: int | str) -> tuple[int, str]:
    """The answer to a request that says its body has that length."""
    environment = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    answer = client.post(path, content_type="multipart/form-data; boundary=x", **environment)
    return answer.status_code, answer.text


@pytest.mark.parametrize("path", ["/account/sign-in/", "/account/password/forgotten/", UPLOAD])
@pytest.mark.parametrize("length", [MOST_OF_A_STRANGER + 1, 400_000_000])
def test_a_stranger_sends_little(path: str, length: int):
    status, page = claim(Client(enforce_csrf_checks=True), path, length)
    assert status == 413
    assert "Too much at once" in page


def test_who_is_signed_in_sends_forms_and_a_file_where_one_is_taken():
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert claim(client, "/account/password/", MOST_OF_A_FORM + 1)[0] == 413
    assert claim(client, UPLOAD, MOST_BYTES * 2)[0] == 413
    file = SimpleUploadedFile("figures.csv", b"x" * (MOST_OF_A_FORM + 1))
    answer = client.post(UPLOAD, {"file": file})
    assert answer.status_code == 302, "it is kept, and a worker reads it"


def test_a_length_that_is_no_number_is_nothing():
    assert Client().post("/account/sign-in/", CONTENT_LENGTH="many").status_code in (200, 403)


def test_a_person_sends_so_many_files_in_an_hour(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("foundation.uploads.UPLOADS_AN_HOUR", 3)
    (client, _), (another, _) = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR)

    def send(by: Client) -> int:
        return by.post(UPLOAD, {"file": SimpleUploadedFile("figures.csv", b"nothing")}).status_code

    assert [send(client) for _ in range(4)] == [200, 200, 200, 429]
    assert send(another) == 200
    assert client.get(UPLOAD).status_code == 200
