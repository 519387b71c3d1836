"""How passwords are kept."""

from __future__ import annotations

import importlib.util

from dxcheck.desk import password


def test_passwords_and_printed_codes_are_hashed_as_slowly_as_is_advised() -> None:
    """Argon2id at RFC 9106's second recommendation, codes at OWASP's; the tests' own are quick (tests/conftest.py), so the module is read once more."""
    spec = importlib.util.find_spec(password.__name__)
    assert spec is not None
    assert spec.loader is not None
    product = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(product)
    assert product.hashed("とても長い合言葉").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert product.hashed_code("abcd-efgh").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert password.hashed("とても長い合言葉").startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert not product._HASHER.check_needs_rehash(product._NOBODY), "whoever tries a name that nobody has waits as long"
