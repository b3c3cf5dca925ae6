"""Where messages may go."""

import pytest

from api.rules.places import all_public, is_public, place_of, problem_of

HOSTS = ["hooks.example.gov.uk", "other.example.gov.uk:8443"]


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.example.gov.uk/pmmi", "https://HOOKS.example.gov.uk:443/", "https://hooks.example.gov.uk?a=1",
        "https://other.example.gov.uk:8443/x",
    ],
)  # fmt: skip
def test_hosts_that_the_settings_name(address):
    assert problem_of(address, HOSTS) == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://hooks.example.gov.uk/", "must begin with https://"),
        ("ftp://hooks.example.gov.uk/", "must begin with https://"),
        ("https:///x", "must begin with https://"),
        ("hooks.example.gov.uk", "must begin with https://"),
        ("https://hooks.example.gov.uk:8443/", "does not name hooks.example.gov.uk:8443"),
        ("https://other.example.gov.uk/", "does not name other.example.gov.uk"),
        ("https://hooks.example.gov.uk.evil.example/", "does not name"),
        ("https://hooks.example.gov.uk@evil.example/", "neither a name, a password"),
        ("https://:pw@hooks.example.gov.uk/", "neither a name, a password"),
        ("https://hooks.example.gov.uk/#x", "neither a name, a password"),
        ("https://127.0.0.1/", "does not name 127.0.0.1"),
        ("https://[::1]/", "does not name ::1"),
        ("https://[::1/", "no address"),
        ("https://hooks.example.gov.uk:99999/", "no address"),
        ("https://hooks.example.gov.uk/a b", "without spaces"),
        ("https://hooks.example.gov.uk/\r\nX: y", "without spaces"),
        ("https://hooks.example.gov.uk/\x00", "without spaces"),
        ("https://höoks.example.gov.uk/", "without spaces"),
        ("https://hooks.example.gov.uk/" + "a" * 300, "at most 300"),
    ],
)
def test_others_are_refused_with_the_reason(address, words):
    assert words in problem_of(address, HOSTS)


def test_without_a_setting_nothing_may_be_told():
    assert "PMMI_WEBHOOK_HOSTS does not name" in problem_of("https://hooks.example.gov.uk/", [])


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://a.example", ("a.example", 443, "/")),
        ("https://A.example:8443/x?y=1", ("a.example", 8443, "/x?y=1")),
    ],
)
def test_a_place_is_host_port_and_path(address, place):
    assert place_of(address) == place


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4009:81f::200e", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::", "ff0e::1",
    ],
)  # fmt: skip
def test_addresses_that_are_none(address):
    assert not is_public(address)


def test_a_name_is_as_good_as_its_worst_address():
    assert all_public(["8.8.8.8", "8.8.4.4"])
    assert not all_public(["8.8.8.8", "10.0.0.1"])
    assert not all_public([])
