"""Words that people write into forms: there, not too long, and such as a database can keep."""

from engine.problems import Complaints


def line_given(complaints: Complaints, name: str, text: str, remedy: str, *, most: int = 400) -> str:
    """One line, without what surrounds it; notes what is wrong with it. remedy: what to do where there is nothing."""
    return _given(complaints, name, " ".join(text.split()), remedy, most)


def words_given(complaints: Complaints, name: str, text: str, remedy: str, *, most: int = 4_000) -> str:
    """The same for several lines."""
    return _given(complaints, name, text.replace("\r\n", "\n").strip(), remedy, most)


def text_given(complaints: Complaints, name: str, text: str, *, most: int, remedy: str = "") -> str:
    """A whole text, its lines as they stand, ended by a line's end. remedy: empty where there need be none."""
    if not text.strip() and not remedy:
        return ""
    lines = text.replace("\r\n", "\n").rstrip("\n")
    return _given(complaints, name, lines if lines.strip() else "", remedy, most) + "\n"


def _given(complaints: Complaints, name: str, text: str, remedy: str, most: int) -> str:
    if not text:
        complaints.add(name, "there is nothing here", "words", remedy)
    elif len(text) > most:
        complaints.add(name, f"this is longer than {most:,} characters", f"at most {most:,}", "Shorten it")
    elif any(each == "\0" or "\ud800" <= each <= "\udfff" for each in text):
        complaints.add(name, "this holds a character that cannot be kept", "text", "Write it without that character")
    return text
