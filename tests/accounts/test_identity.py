"""The council's look: a colour that can be read on, a crest that is only a picture."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.changes.identity import Look, set_look
from accounts.crests import MOST_BYTES, read_crest
from accounts.models import Event, Identity, Unit
from accounts.queries.identity import colour_problems, council_name
from accounts.roles import Role
from foundation.contrast import contrast
from foundation.refusals import ChangeRefused, Conflict
from tests.factories import acting_as, sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
PAGE = reverse("accounts:identity")
PURPLE = "#4a1a5a"


def drawn(kind="PNG", size=(600, 300)):
    made = BytesIO()
    Image.new("RGB", size, PURPLE).save(made, kind)
    return made.getvalue()


@pytest.fixture
def client():
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def sent(client, crest=None, **typed):
    data = {"name": "Exampleshire Council", "colour": PURPLE, "version": "0", **typed}
    if crest is not None:
        data["picture"] = SimpleUploadedFile("crest", crest)
    return client.post(PAGE, data, follow=True).content.decode()


def test_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#12305c", "#12305c") == 1


@pytest.mark.parametrize("colour", ["#12305c", PURPLE, "#000000"])
def test_a_dark_colour_will_do(colour):
    assert colour_problems(colour) == []


def test_a_pale_colour_is_refused_with_the_numbers():
    assert colour_problems("#ff8800")[0] == "With #ff8800, white text on it has a contrast of 2.4; it needs 7."
    assert colour_problems("#ff8800")[-1] == "Choose a darker colour."
    with pytest.raises(ChangeRefused, match="it needs 7"):
        set_look(by=acting_as(Role.ADMINISTRATOR), at=AT, version=0, look=Look(colour="#888888"))


def test_the_colour_is_in_the_style_sheet_of_every_page(client):
    assert "are saved" in sent(client)
    assert f"--govuk-brand-colour:{PURPLE}" in client.get("/brand.css").content.decode()
    assert Event.objects.get(action="changed").changes == {"colour": ["#12305c", PURPLE]}
    assert client.get("/crest.png").status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_crest_is_written_anew_and_small(client, kind):
    assert "are saved" in sent(client, drawn(kind))
    with Image.open(BytesIO(client.get("/crest.png").content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (192, 96))
    assert "/crest.png?v=1" in client.get("/brand.css").content.decode()
    sent(client, version="1", no_picture="on")
    assert "/crest.png" not in client.get("/brand.css").content.decode()


def test_what_a_picture_hides_is_not_kept():
    assert b"<script>" not in read_crest(drawn() + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "An SVG can hold more than a picture"),
        (b"GIF89a" + b"\0" * 40, "no picture that can be read"),
        (drawn()[:60], "no picture that can be read"),
        (b"\0" * (MOST_BYTES + 1), "at most 1 MB is read"),
        (drawn(size=(4001, 4001)), "at most 4,000 by 4,000 pixels"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_lost(client, content, said):
    page = sent(client, content)
    assert said in page
    assert f'value="{PURPLE}"' in page
    assert not Identity.objects.exists()


def test_a_colour_that_is_none_is_refused(client):
    for typed in ("purple", "#12", "#gggggg"):
        assert "Enter the colour as # and six digits" in sent(client, colour=typed)


def test_two_people_do_not_overwrite_each_other(client):
    by = acting_as(Role.ADMINISTRATOR)
    set_look(by=by, at=AT, version=0, look=Look(colour=PURPLE))
    with pytest.raises(Conflict):
        set_look(by=by, at=AT, version=0, look=Look(colour="#000000"))
    assert "Somebody else saved the look" in sent(client, colour="#000000")


def test_saving_the_same_is_no_change(client):
    sent(client)
    sent(client, version="1")
    assert Event.objects.filter(action="changed").count() == 1


def test_the_name_is_on_every_page_and_the_councils_unit_has_it(client):
    unit = Unit.objects.create(name="Exampleshire Council", kind="council")
    sent(client, name="  Hart\n District  Council ")
    unit.refresh_from_db()
    assert unit.name == council_name() == "Hart District Council"
    assert "Hart District Council</a>" in Client().get("/account/sign-in/").content.decode()
    assert Event.objects.filter(changes__name=["Exampleshire Council", "Hart District Council"]).count() == 2


def test_a_unit_of_another_name_keeps_it_and_the_installations_name_is_not_kept(client):
    unit = Unit.objects.create(name="Hart", kind="council")
    sent(client)
    assert Identity.objects.get().name == ""
    sent(client, name="Hart District Council", version="1")
    unit.refresh_from_db()
    assert unit.name == "Hart"
    assert "Enter the council’s name" in sent(client, name=" ", version="2")
