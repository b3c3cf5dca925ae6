"""The signature, against one worked out by another program (openssl)."""

from api.rules.signing import signature


def test_it_is_what_openssl_says():
    # printf '%s' '1791970200.{"kind": "report.released"}' | openssl dgst -sha256 -hmac secret
    expected = "v1=" + EXPECTED
    assert signature("secret", 1791970200, '{"kind": "report.released"}') == expected


def test_it_hangs_on_secret_moment_and_body():
    first = signature("secret", 1, "a")
    assert len({first, signature("Secret", 1, "a"), signature("secret", 2, "a"), signature("secret", 1, "b")}) == 4


EXPECTED = "066aaaf378226e7760d5e61be6047080d212302dfe0f17e42a7f32a5e4a202a6"
