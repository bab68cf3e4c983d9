"""The digest that copies, approvals and uploads are recognised by."""

from hashlib import sha256 as reference

from kanagawa.formats.digests import sha256


def test_a_text_has_the_digest_of_its_utf8():
    assert sha256("神奈川") == sha256("神奈川".encode()) == reference("神奈川".encode()).hexdigest()


def test_half_a_character_has_a_digest_too():
    assert sha256("\ud800") != sha256("\ud801")
