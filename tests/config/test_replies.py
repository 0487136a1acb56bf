"""The shipped replies fit and can be sent; a user's own come over them, and a broken one harms no other."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.paths import Paths
from tui_desk.config.replies import FIELDS, MOST_REPLIES, SHIPPED_REPLIES, LoadedReplies, load_replies
from tui_desk.domain.clean import clean
from tui_desk.domain.saved_replies import VARIABLES, SavedReply, fill, placeholders, variables
from tui_desk.x.length import post_length

DOCS = Path(__file__).resolve().parents[2] / "docs" / "saved-replies.md"
NOWHERE = Path("no user file")
LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "ru", "ja")
CODES = ("ack", "ack2", "ack3", "late", "which", "dm", "dmlink", "team", "outage", "solved", "followup", "thanks")
LONGEST_VALUES = {
    "first_name": "Maximiliane-Theodora",
    "wait": "2 days and 12 hours",
    "dm_link": "https://example.com/messages/compose?recipient_id=1234567890123456789",
}
LONGEST_SIGN_OFF = "^" + "W" * 19

Load = Callable[[str], LoadedReplies]


@pytest.fixture
def load_user_replies(tmp_path: Path) -> Load:
    """Loads two shipped replies with a user's file of the given text over them."""
    shipped = tmp_path / "shipped.toml"
    shipped.write_text(
        toml("ack", text="Seen.") + toml("ack", language="de", text="Gesehen.") + toml("dm", text="DM us.")
    )

    def load(text: str) -> LoadedReplies:
        user = tmp_path / "replies.toml"
        user.write_bytes(text.encode(errors="surrogateescape"))
        return load_replies(shipped, user)

    return load


def toml(code: str = "ack", language: str = "en", **fields: str) -> str:
    lines = [f'{name} = "{value}"' for name, value in {"code": code, "language": language, **fields}.items()]
    return "\n".join(["[[reply]]", *lines, "", ""])


def shipped_replies() -> tuple[SavedReply, ...]:
    return load_replies(SHIPPED_REPLIES, NOWHERE).replies


def shown(loaded: LoadedReplies) -> list[str]:
    return [f"{reply.code}/{reply.language}: {reply.text}" for reply in loaded.replies]


SHIPPED = ["ack/en: Seen.", "ack/de: Gesehen.", "dm/en: DM us."]


def test_the_shipped_replies_load_without_a_remark() -> None:
    loaded = load_replies(SHIPPED_REPLIES, NOWHERE)
    assert loaded.problems == ()
    assert {(reply.code, reply.language) for reply in loaded.replies} == {
        (c, lang) for c in CODES for lang in LANGUAGES
    }
    assert all(reply.category and reply.label for reply in loaded.replies)


@pytest.mark.parametrize("values", [{}, LONGEST_VALUES, {"first_name": "Odile"}])
def test_every_shipped_reply_fits_into_a_post_with_its_sign_off(values: dict[str, str]) -> None:
    for reply in shipped_replies():
        length = post_length(f"{fill(reply.text, values)} {LONGEST_SIGN_OFF}")
        assert length.valid, (reply.code, reply.language, length)


def test_a_shipped_reply_can_be_sent_without_knowing_the_customer() -> None:
    for reply in shipped_replies():
        left = placeholders(fill(reply.text, {"dm_link": "https://example.com/dm"}))
        assert left == (), reply
        assert ("dm_link" in variables(reply.text)) is (reply.code == "dmlink"), reply
        assert "http" not in reply.text, reply


@pytest.mark.parametrize("values", [{}, {"first_name": "Odile", "wait": "2 hours", "dm_link": "x"}])
def test_a_filled_reply_reads_like_one_sentence_after_the_other(values: dict[str, str]) -> None:
    for reply in shipped_replies():
        filled = fill(reply.text, values)
        assert not re.search(r"  | [,.]|,[,.!]|^[,. ]|[|]", filled), (reply.code, reply.language, filled)
        assert filled[-1] in ".!?。" or reply.code == "dmlink", filled


def test_no_two_shipped_replies_say_the_same() -> None:
    texts = [reply.text for reply in shipped_replies()]
    assert len(set(texts)) == len(texts)


def test_without_files_there_are_no_replies() -> None:
    assert load_replies(NOWHERE, NOWHERE) == LoadedReplies(())


def test_a_users_reply_is_added_or_replaces(load_user_replies: Load) -> None:
    loaded = load_user_replies(
        toml("hours", text="9 to 6.", label="Opening hours", category="details") + toml("ack", text="On it.")
    )
    assert loaded.problems == ()
    assert shown(loaded) == ["ack/en: On it.", "ack/de: Gesehen.", "dm/en: DM us.", "hours/en: 9 to 6."]
    assert loaded.replies[-1] == SavedReply("hours", "9 to 6.", "en", "details", "Opening hours")


def test_an_empty_text_removes(load_user_replies: Load) -> None:
    loaded = load_user_replies(toml("ack", text=" ") + toml("dm", text=""))
    assert shown(loaded) == ["ack/de: Gesehen."]
    assert loaded.problems == ()


def test_text_of_several_lines(load_user_replies: Load) -> None:
    loaded = load_user_replies(
        '\ufeff[[reply]] # mine\r\ncode="long"\r\nlanguage="en"\r\ntext="""\r\nOne.\r\n\r\nTwo.\r\n"""\r\n'
    )
    assert loaded.problems == ()
    assert loaded.replies[-1].text == "One.\n\nTwo."


WRONG = [
    (toml(code="Ack!", text="x"), "code =", "cannot be typed", "a-z"),
    (toml(code="a" * 21, text="x"), "code =", "cannot be typed", "1 to 20"),
    (toml(code="", text="x"), "code =", "cannot be typed", "1 to 20"),
    (toml(language="en-GB", text="x"), "language =", "not a code", "two small letters"),
    (toml(language="english", text="x"), "language =", "not a code", "two small letters"),
    (toml(), "[[reply]]", "has no text", 'text = "..."'),
    ('[[reply]]\nlanguage = "en"\ntext = "x"\n', "[[reply]]", "has no code", 'code = "..."'),
    ('[[reply]]\ncode = "a"\ntext = "x"\n', "[[reply]]", "has no language", 'language = "..."'),
    ('[[reply]]\ncode = 5\nlanguage = "en"\ntext = "x"\n', "code =", "code is not text", 'code = "..."'),
    ('[[reply]]\ncode = "a"\nlanguage = "en"\ntext = ["x"]\n', "text =", "text is not text", 'text = "..."'),
    (toml(text="x", label="l" * 61), "label =", "label does not fit", "60"),
    (toml(text="x", category="two\\nlines"), "category =", "category does not fit", "one line"),
    (toml(text="x" * 4001), "text =", "too long", "4,000"),
    (toml(text="zero\\u200bwidth"), "text =", "cannot be seen", "instead of pasting"),
    (toml(text="\\u001b[31mred"), "text =", "cannot be seen", "instead of pasting"),
    (toml(text="Hi {first_name"), "text =", "single brace", "double the brace"),
    (toml(text="Hi {frist_name}"), "text =", "no variable {frist_name}", "Did you mean first_name?"),
    (toml(text="Hi {name|there} {first_name}"), "text =", "no variable {name}", "first_name"),
    (toml(text="x").replace('text = "x"', 'text = "x'), "text =", "not valid TOML", "Correct what stands there"),
    (toml("nope", text=""), "code =", "no reply 'nope' in en to remove", "ack"),
    (toml("ackk", text=""), "code =", "to remove", "Did you mean ack?"),
    (toml(text="x").replace("[[reply]]", "[reply]"), "[reply]", "two pairs of brackets", "Write [[reply]]"),
    (toml(text="x").replace("[[reply]]", "[[replies]]"), "[[replies]]", "called 'replies'", "Did you mean reply?"),
    ("reply = 5\n", "reply =", "two pairs of brackets", "Write [[reply]]"),
    ("text = 'x'\n", "text =", "called 'text'", "begins with [[reply]]"),
    (toml(text="caf\udce9"), "text =", "not UTF-8", "Save the file as UTF-8"),
]


@pytest.mark.parametrize(("broken", "at", "title", "sentence"), WRONG)
def test_a_broken_reply_is_left_out_alone(
    load_user_replies: Load, tmp_path: Path, broken: str, at: str, title: str, sentence: str
) -> None:
    text = broken + toml("before", text="B") + "\n\n" + toml("after", text="A")
    if not broken.startswith(("reply", "text", "[reply]", "[[replies]]")):
        text = toml("first", text="F") + text
    loaded = load_user_replies(text)
    (problem,) = loaded.problems
    start = text.index(broken)
    line = text.count("\n", 0, text.index(at, start)) + 1
    assert (problem.file, problem.line) == (tmp_path / "replies.toml", line)
    assert title in problem.title
    assert sentence in problem.sentence
    kept = ["first/en: F"] * text.startswith(toml("first", text="F"))
    assert shown(loaded) == [*SHIPPED, *kept, "before/en: B", "after/en: A"]


def test_the_readers_own_words_name_the_line_in_the_file(load_user_replies: Load) -> None:
    loaded = load_user_replies(toml("fine", text="x") + "[[reply]]\ncode = \n")
    (problem,) = loaded.problems
    assert problem.line == 7
    assert "line 7" in problem.sentence


def test_an_unknown_field_is_a_remark_only(load_user_replies: Load) -> None:
    loaded = load_user_replies(toml("hours", text="9 to 6.", labl="Open"))
    (problem,) = loaded.problems
    assert problem.line == 5
    assert (problem.title, problem.sentence) == ("A reply has no field 'labl'", "Did you mean label?")
    assert shown(loaded)[-1] == "hours/en: 9 to 6."


def test_the_same_reply_twice_in_one_file(load_user_replies: Load) -> None:
    loaded = load_user_replies(toml("hours", text="One.") + toml("hours", text="Two."))
    (problem,) = loaded.problems
    assert problem.line == 7
    assert "twice in en" in problem.title
    assert shown(loaded) == [*SHIPPED, "hours/en: One."]


def test_a_file_of_too_many_replies_is_cut(load_user_replies: Load) -> None:
    text = "".join(toml(f"r{number}", text="x") for number in range(MOST_REPLIES + 5))
    loaded = load_user_replies(text)
    assert [problem.title for problem in loaded.problems] == ["replies.toml has too many [[reply]]"]
    assert len(loaded.replies) == len(SHIPPED) + MOST_REPLIES


def test_what_is_no_file_is_a_problem(paths: Paths) -> None:
    folder = paths.config_file.parent
    loaded = load_replies(SHIPPED_REPLIES, folder)
    assert [problem.file for problem in loaded.problems] == [folder]
    assert loaded.replies == shipped_replies()


LINES = st.sampled_from(
    [
        "[[reply]]",
        "[reply]",
        "[reply.more]",
        'code = "x"',
        "code = 1",
        'language = "en"',
        'text = "Hi {first_name|you}"',
        'text = """',
        '"""',
        "text = {a = 1}",
        "[",
        "\x00",
        "",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.one_of(st.lists(LINES, max_size=12).map("\n".join), st.text(max_size=40)))
def test_no_text_makes_the_reader_raise(load_user_replies: Load, text: str) -> None:
    loaded = load_user_replies(text.encode(errors="replace").decode())
    assert {"ack/de: Gesehen.", "dm/en: DM us."} <= set(shown(loaded))
    assert all(clean(reply.text) == reply.text for reply in loaded.replies)


def test_the_page_on_saved_replies_tells_all() -> None:
    page = DOCS.read_text()
    for code in CODES:
        assert f"`{code}`" in page
    for field in FIELDS:
        assert f"| `{field}` |" in page
    for name, meaning in VARIABLES.items():
        assert f"| `{{{name}}}` | {meaning} |" in page


def test_the_example_on_the_page_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    (tmp_path / "replies.toml").write_text(example)
    loaded = load_replies(SHIPPED_REPLIES, tmp_path / "replies.toml")
    assert loaded.problems == ()
    assert {("hours", "en"), ("ack3", "en")} & {(reply.code, reply.language) for reply in loaded.replies} == {
        ("hours", "en")
    }
