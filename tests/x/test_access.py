"""Credentials never show, and cannot smuggle anything into a header."""

import pytest

from tui_desk.x.access import SigningKeys, UserToken, Way


def test_credentials_are_masked() -> None:
    shown = repr(UserToken("s3cr3t-token")) + repr(SigningKeys("s3cr3t-a", "s3cr3t-b", "s3cr3t-c", "s3cr3t-d"))
    assert "s3cr3t" not in shown


@pytest.mark.parametrize("value", ["", "two words", "line\n", "line\r\nX-Evil: 1", "naïve", "\x00"])
def test_what_cannot_stand_in_a_header_is_no_credential(value: str) -> None:
    with pytest.raises(ValueError, match="copy it again") as problem:
        UserToken(value)
    assert not value or value not in str(problem.value)
    with pytest.raises(ValueError, match="access_token_secret"):
        SigningKeys("a", "b", "c", value)


@pytest.mark.parametrize("address", ["", "api.x.com", "ftp://api.x.com", "https://", "https://api.x.com/2"])
def test_an_address_is_a_scheme_and_a_host(address: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        Way(base_url=address)
