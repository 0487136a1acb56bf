"""The query language: what is found, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.client import World

from tui_desk.sandbox.query import QueryError, Term, parse

TEXTS = {
    "plain": ("otto", "My Café order from Bright Loaf is late"),
    "loaf": ("mira_k", "I love brightloaf so much"),
    "tagged": ("otto", "#BrightLoaf never again $BRD"),
    "mention": ("mira_k", "@brightloaf where is my parcel? https://shop.example/track/9?x=1"),
    "dont": ("otto", "please don't stop; OR else"),
    "japanese": ("otto", "昨日パンを買いました"),
}


@pytest.fixture
def ids(world: World) -> dict[int, str]:
    """Names of the posts by id, a small thread among them."""
    platform, found = world.platform, {}
    for name, (handle, text) in TEXTS.items():
        author = platform.user_by_handle(handle)
        assert author is not None
        found[platform.create_post(author.user_id, text, lang="ja" if name == "japanese" else "en").post_id] = name
    root_id = next(post_id for post_id, name in found.items() if name == "mention")
    reply = platform.create_post(world.brand.user_id, "On its way", reply_to=root_id, alt_texts=("a van",))
    quote = platform.create_post(world.bystander.user_id, "look at that", quote_of=root_id)
    repost = platform.repost(world.bystander.user_id, root_id)
    return found | {reply.post_id: "reply", quote.post_id: "quote", repost.post_id: "repost"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cafe", "plain"),
        ("CAFÉ LATE", "plain"),
        ('"bright loaf"', "plain"),
        ('"loaf bright"', ""),
        ("loaf", "plain"),
        ("brightloaf -@brightloaf -is:retweet", "loaf tagged"),
        (
            '("bright loaf" OR brightloaf OR #brightloaf) -@brightloaf -to:brightloaf -from:brightloaf',
            "plain loaf tagged",
        ),
        (
            '(((brightloaf OR "bright loaf" OR #brightloaf) lang:en -"never again") OR ("パンを" lang:ja))'
            " -@brightloaf -from:brightloaf -is:retweet",
            "plain loaf japanese",
        ),
        ("#brightloaf", "tagged"),
        ("$brd", "tagged"),
        ("@BrightLoaf -is:retweet", "mention"),
        ("from:mira_k", "loaf mention"),
        ("from:77", "reply"),
        ("to:mira_k", "reply"),
        ("conversation_id:{mention}", "mention reply"),
        ("in_reply_to_tweet_id:{mention}", "reply"),
        ("quotes_of_tweet_id:{mention}", "quote"),
        ("from:otto is:quote", "quote"),
        ("from:otto is:retweet", "repost"),
        ("from:otto -is:retweet -is:quote lang:en", "plain tagged dont"),
        ("is:reply from:brightloaf", "reply"),
        ("from:otto is:verified lang:ja", "japanese"),
        ("from:mira_k -is:verified has:links", "mention"),
        ("way has:media", "reply"),
        ("url:shop.example -is:retweet", "mention"),
        ('url:"https://shop.example/track" -is:retweet', "mention"),
        ("from:mira_k has:mentions", "mention"),
        ("don't", "dont"),
        ('"or" else', "dont"),
        ("パン", "japanese"),
        ("late OR love parcel", "plain"),
        ("(late OR love) (order OR much)", "plain loaf"),
        ("that", "quote"),
        ("nothing", ""),
    ],
)
def test_a_query_finds(world: World, ids: dict[int, str], query: str, names: str) -> None:
    by_name = {name: post_id for post_id, name in ids.items()}
    parsed = parse(query.format(**by_name))
    found = {ids[post.post_id] for post in world.platform.posts() if parsed.matches(post, world.platform)}
    assert found == set(names.split())


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("", "at least one positive"),
        ("   ", "at least one positive"),
        ("is:reply", "standalone"),
        ("lang:en", "standalone"),
        ("-toast", "standalone"),
        ("-toast -bread is:reply", "standalone"),
        ("toast OR is:reply", "standalone"),
        ("-(toast bread)", "Negating a group"),
        ("(toast", "missing '\\)'"),
        ("toast)", "never opened"),
        ("toast OR", "missing term"),
        ("OR toast", "missing term"),
        ("()", "missing term"),
        ('"unfinished toast', "no viable alternative"),
        ("toast and butter", "Ambiguous use of and"),
        ("toast or butter", "Ambiguous use of or"),
        ("min_faves:5 toast", "invalid operator 'min_faves'"),
        ("near:berlin toast", "invalid operator 'near'"),
        ("toast is:tasty", "invalid field 'is:tasty'"),
        ("toast has:crumbs", "invalid field 'has:crumbs'"),
        ("conversation_id:first", "takes a number"),
        ('from:""', "missing value"),
        ("x" * 513, "exceeds the maximum of 512"),
    ],
)
def test_a_query_is_refused(query: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        parse(query)


def test_the_longest_query_is_accepted() -> None:
    assert parse("x" * 512).root == Term("text", "x" * 512)


@given(st.text(alphabet='ab@#$-:() "ORisfom', max_size=40))
def test_any_query_is_understood_or_refused(text: str) -> None:
    refusal = ""
    try:
        understood = parse(text).root
    except QueryError as error:
        understood, refusal = None, str(error)
    assert (understood is None) is bool(refusal)
