"""Forms with a file: what a browser sends comes out byte for byte, and what is no such form gives nothing."""

from hypothesis import given
from hypothesis import strategies as st

from panel_api.routes.multipart import Part, parts_of

BOUNDARY = "----WebKitFormBoundaryAbC123"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def sent(*parts: tuple[str, str | None, bytes]) -> bytes:
    """A body as browsers write it."""
    body = b""
    for name, file, content in parts:
        told = f'; filename="{file}"' if file is not None else ""
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'.encode() + content + b"\r\n"
        )
    return body + f"--{BOUNDARY}--\r\n".encode()


@given(st.binary().filter(lambda content: BOUNDARY.encode() not in content), st.text("abc äé.", max_size=9))
def test_a_file_comes_out_byte_for_byte(content: bytes, name: str) -> None:
    found = parts_of(KIND, sent(("csrf", None, b"mark"), ("file", name, content)))
    assert found == {"csrf": Part(None, b"mark"), "file": Part(name, content)}


@given(st.binary(max_size=200))
def test_whatever_else_comes_is_no_form(body: bytes) -> None:
    assert parts_of("application/x-www-form-urlencoded", body) == {}
    assert parts_of("multipart/form-data", body) == {}
    assert parts_of(KIND, body) == {}


def test_the_end_ends_it_and_the_last_of_a_name_counts() -> None:
    body = sent(("a", None, b"1"), ("a", None, b"2")) + sent(("b", None, b"3"))
    assert parts_of(KIND, body) == {"a": Part(None, b"2")}
    assert parts_of(KIND.replace(BOUNDARY, f'"{BOUNDARY}"'), body) == {"a": Part(None, b"2")}
