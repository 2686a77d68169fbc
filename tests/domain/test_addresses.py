"""Where a webhook may lead: every way to write an inner address is refused, and what the operator allows is taken."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import NOTHING, Allowed, check, is_public, target_of
from domain.errors import BadInput

_INNER = st.one_of(
    *(
        st.ip_addresses(network=network)
        for network in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
    ),
    *(st.ip_addresses(network=network) for network in ("100.64.0.0/10", "224.0.0.0/4", "240.0.0.0/4", "0.0.0.0/8")),
)
_FORMS = (
    str,
    lambda one: f"{one}.",
    lambda one: str(int(one)),
    lambda one: hex(int(one)),
    lambda one: f"0{int(one):o}",
    lambda one: ".".join(f"0{part:o}" for part in one.packed),
    lambda one: ".".join(hex(part) for part in one.packed),
    lambda one: f"{one.packed[0]}.{int(one) & 0xFFFFFF}",
    lambda one: str(one).replace(".", "。"),
    lambda one: "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in str(one)),
    lambda one: f"[::ffff:{one}]",
    lambda one: f"[64:ff9b::{one}]",
    lambda one: f"[::{one}]",
    lambda one: f"[2002:{one.packed[0]:02x}{one.packed[1]:02x}:{one.packed[2]:02x}{one.packed[3]:02x}::1]",
)


@given(inner=_INNER, form=st.sampled_from(_FORMS))
def test_no_form_of_an_inner_address_is_taken(inner: ipaddress.IPv4Address, form: "type[str]") -> None:
    with pytest.raises(BadInput):
        target_of(f"https://{form(inner)}/")


@given(inner=_INNER)
def test_a_name_that_leads_inside_is_not_called_even_where_it_leads_outside_too(inner: ipaddress.IPv4Address) -> None:
    for found in ([str(inner)], ["1.1.1.1", str(inner)], ["2606:4700::1111", f"::ffff:{inner}"]):
        with pytest.raises(BadInput):
            check(found, "hook.example", 443)


@given(address=st.ip_addresses(v=4))
def test_what_is_called_public_is_so_for_python_too(address: ipaddress.IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        assert check([str(address)], "hook.example", 443) == [str(address)]
    else:
        with pytest.raises(BadInput):
            check([str(address)], "hook.example", 443)


@given(address=st.ip_addresses(v=6))
def test_an_ipv6_address_is_public_only_where_python_says_so_too(address: ipaddress.IPv6Address) -> None:
    assert not is_public(address) or (address.is_global and not address.teredo and not address.sixtofour)


@pytest.mark.parametrize(
    "address",
    [
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2002:a00:1::1",
        "2001:db8::1",
        "fec0::1",
        "100::1",
        "5f00::1",
        "3fff::1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "no address",
        "",
    ],
)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    with pytest.raises(BadInput):
        check([address], "hook.example", 443)


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/",
        "ftp://hook.example/",
        "//hook.example",
        "hook.example",
        "",
        "https://",
        "https:///x",
        "https://user@hook.example/",
        "https://u:p@hook.example/",
        "https://@hook.example/",
        "https://hook.example:0/",
        "https://hook.example:8443/",
        "https://hook.example:99999/",
        "https://hook.example:x/",
        "https://[::1/",
        "https://1.1.1.1\\@10.0.0.1/",
        "https://hook.example/#x",
        "https://hook example/",
        "https://hook.example/\r\nX: y",
        "https://-a.example/",
        "https://a..example/",
        "https://" + "a" * 64 + ".example/",
        "https://hook.example/ä",
        "https://hook.example/" + "a" * 2000,
        "javascript:alert(1)",
        "https://1.2.3/",
        "https://0x/",
        "https://127.1/",
        "https://[fe80::1%25eth0]/",
        "https://[::ffff:127.0.0.1]/",
        "https://%31%30.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(BadInput, match=r"\w"):
        target_of(url)


@given(url=st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}"))
def test_no_text_breaks_it_and_what_is_taken_is_taken_in_its_one_form(url: str) -> None:
    try:
        target = target_of(url)
    except BadInput:
        return
    assert target.url.isascii()
    assert target_of(target.url) == target


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://Hook.Example./a?k=1", "https://hook.example/a?k=1"),
        ("https://hook.example:443", "https://hook.example/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("https://hook.example:80/", "https://hook.example:80/"),
    ],
)
def test_an_address_has_one_form(url: str, form: str) -> None:
    assert target_of(url).url == form


def test_what_may_be_shown_holds_no_path() -> None:
    assert target_of("https://hook.example/services/T0/secret?key=1").shown == "https://hook.example/…"


def test_the_operator_allows_names_addresses_and_networks_with_their_ports() -> None:
    allowed = Allowed.of("crm.local:8080, 10.1.0.0/16, [fd00::1]:9443, 192.168.7.7:8443 ,fd00:1::/32")
    for url in ("http://crm.local:8080/", "http://10.1.2.3/", "https://[fd00::1]:9443/", "https://192.168.7.7:8443/"):
        assert target_of(url, allowed).url == url
    for url in (
        "http://crm.local/",
        "http://10.2.0.1/",
        "https://[fd00::1]/",
        "https://192.168.7.7/",
        "https://[fd00::2]/",
    ):
        with pytest.raises(BadInput):
            target_of(url, allowed)
    assert check(["10.1.2.3"], "crm.example", 443, allowed) == ["10.1.2.3"]
    assert check(["10.9.9.9"], "crm.local", 8080, allowed) == ["10.9.9.9"]
    with pytest.raises(BadInput):
        check(["10.9.9.9"], "crm.local", 443, allowed)


def test_a_star_allows_every_port_of_that_entry_alone() -> None:
    allowed = Allowed.of("127.0.0.1:*, crm.local:*, [fd00::1]:*, 10.1.0.0/16:*")
    for url in ("http://127.0.0.1:8080/", "http://crm.local:9/", "https://[fd00::1]:9443/", "http://10.1.2.3:65535/"):
        assert target_of(url, allowed).url == url
    assert check(["10.1.2.3"], "hook.example", 9443, allowed) == ["10.1.2.3"]
    for url in ("http://127.0.0.2:8080/", "http://crm.example:9/", "https://[fd00::2]:9443/", "https://10.2.0.1:9/"):
        with pytest.raises(BadInput):
            target_of(url, allowed)
    with pytest.raises(BadInput):
        check(["1.1.1.1"], "hook.example", 9443, allowed)


def test_a_name_may_have_an_odd_port_only_where_its_addresses_were_allowed_with_it() -> None:
    allowed = Allowed.of("10.0.0.0/8:8443")
    assert target_of("https://crm.example:8443/", allowed).port == 8443
    assert check(["10.0.0.1"], "crm.example", 8443, allowed) == ["10.0.0.1"]
    with pytest.raises(BadInput):
        check(["1.1.1.1"], "crm.example", 8443, allowed)


@pytest.mark.parametrize("text", ["10.0.0.1/8", "a b", "crm.local:0", "crm.local:99999", "*", "http://x/", "1.2.3"])
def test_an_allow_list_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Allowed.of(text)
    assert Allowed.of(" , ") == NOTHING
