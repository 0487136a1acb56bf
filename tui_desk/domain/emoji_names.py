"""Emoji by name: the ones that agents use, by the names people give them, and every other by its Unicode name."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_FOUND = 60
"""So many are found at most."""

_USUAL = """
👍 thumbs up, thumbsup, yes, ok, +1
👎 thumbs down, thumbsdown, no, -1
🙏 thanks, pray, please, folded hands
🙂 slight smile, smile
😊 blush, happy, smile
😀 grinning, grin, happy
😄 laughing smile, big smile
😁 beaming, grin
😅 sweat smile, phew, nervous laugh
😂 joy, tears of joy, lol
🤣 rofl, rolling on the floor
😉 wink
😍 heart eyes, love
🥰 smiling with hearts, adore
😘 kiss, blow a kiss
🤗 hug, hugging
🤩 star struck, wow
😎 cool, sunglasses
😇 halo, innocent, angel
🥳 party face, celebrate
🤔 thinking, hmm
🤨 raised eyebrow, skeptical
😐 neutral
😬 grimace, awkward
😏 smirk
😔 pensive, sad
😕 confused
🙁 slight frown, frown
😟 worried
😢 cry, sad, tear
😭 sob, crying loudly
😞 disappointed
😣 persevere
😫 tired
😴 sleeping, zzz
🥺 pleading, puppy eyes
😮 open mouth, surprised
😱 scream, shocked
😳 flushed, embarrassed
😤 triumph, huff
😠 angry, mad
😡 rage, furious
🤯 mind blown, exploding head
🤷 shrug, dunno
🤦 facepalm
🙄 eye roll, rolling eyes
🤞 fingers crossed, good luck
✌️ victory, peace
👌 ok hand, perfect
🤝 handshake, deal
👏 clap, applause, bravo
🙌 raised hands, hooray, praise
👋 wave, hello, hi, bye
💪 muscle, strong, flex
👀 eyes, looking
👉 point right
👈 point left
👆 point up
👇 point down, below
🫶 heart hands
🤙 call me
✋ raised hand, stop, high five
❤️ heart, love, red heart
🧡 orange heart
💛 yellow heart
💚 green heart
💙 blue heart
💜 purple heart
🖤 black heart
🤍 white heart
💔 broken heart
💕 two hearts
💯 hundred, perfect score
🎉 tada, party, celebration, congratulations
🎊 confetti
🎈 balloon
🎁 gift, present
🎂 birthday, cake
🍀 four leaf clover, luck
🌹 rose
💐 bouquet, flowers
🌸 cherry blossom
🌞 sun with face
☀️ sun, sunny
⛅ partly cloudy
🌧️ rain
⛈️ thunderstorm
❄️ snow, snowflake
🔥 fire, hot
✨ sparkles, shiny
⭐ star
🌟 glowing star
⚡ lightning, power, fast
💡 light bulb, idea
✅ check mark, done, yes
☑️ checked box
✔️ heavy check, tick
❌ cross, no, wrong
❗ exclamation
❓ question
⚠️ warning, caution
🚫 forbidden, not allowed
⛔ no entry
🔴 red circle
🟠 orange circle
🟡 yellow circle
🟢 green circle
🔵 blue circle
ℹ️ information, info
🆕 new
🆗 ok button
🔔 bell, notification
📣 megaphone, announcement
📢 loudspeaker, announcement
📌 pin, pushpin
📍 location, round pin
🔗 link
🔍 magnifying glass, search
🔧 wrench, fix, repair
🛠️ tools, maintenance
⚙️ gear, settings
🔒 lock, secure, private
🔓 unlock
🔑 key
🔋 battery
🔌 plug, power
💻 laptop, computer
🖥️ desktop computer
📱 mobile, phone, smartphone
☎️ telephone, phone
📞 call, receiver
📧 email, mail
✉️ envelope, letter
📨 incoming mail
📩 send a message, dm, direct message
💬 speech bubble, chat, message
📷 camera, photo
📸 screenshot, photo, flash
📎 attachment, paperclip
📄 document, page
📝 note, memo, write
📅 calendar, date
🗓️ calendar, schedule
⏰ alarm clock, reminder
⏳ hourglass, waiting
⌛ time is up, hourglass done
🕐 one o'clock, time
📦 package, parcel, box
🚚 delivery truck, lorry
🚛 heavy truck
🚗 car
🚕 taxi
🚌 bus
🚆 train
🚄 fast train
🚇 metro, underground, subway
🚉 station
✈️ plane, flight, airplane
🛫 departure, take off
🛬 arrival, landing
🛳️ ship
🚲 bicycle, bike
🧳 luggage, suitcase, baggage
🎫 ticket
🎟️ tickets, admission
🏠 house, home
🏢 office
🏬 shop, store
🏨 hotel
🛒 cart, trolley, shopping
🛍️ shopping bags
💳 credit card, payment
💶 euro, money
💷 pound, money
💵 dollar, money
💰 money bag, refund
🧾 receipt, invoice, bill
🏷️ label, price tag, discount
☕ coffee, tea
🍕 pizza
🍽️ plate, meal
🐛 bug
🐶 dog
🐱 cat
🌍 world, earth, globe
🌐 web, internet, globe
🚀 rocket, launch
🏆 trophy, winner
🥇 gold medal, first
👑 crown
🎵 music
📈 chart up, growing
📉 chart down
🔄 refresh, reload, sync
⬆️ arrow up
⬇️ arrow down
➡️ arrow right
⬅️ arrow left
➕ plus
➖ minus
"""

_FIRST, _LAST = 0x1F300, 0x1FAFF


@dataclass(frozen=True, slots=True)
class Emoji:
    """A picture that stands in a text."""

    text: str
    """One grapheme."""
    names: tuple[str, ...]
    """What people call it, the usual name first; in lower case, with spaces between words."""


def find_emoji(typed: str) -> tuple[Emoji, ...]:
    """The emoji an agent may mean, the likeliest first: those called so, beginning so, with words that begin so.

    What is typed may have underscores for spaces, and colons around it. Nothing typed: the usual ones.
    """
    wanted = typed.strip(": ").replace("_", " ").casefold()
    if not wanted:
        return usual_emoji()[:MOST_FOUND]
    ranked = [(rank, emoji) for emoji in (*usual_emoji(), *_others()) if (rank := _rank(emoji, wanted)) is not None]
    return tuple(emoji for _, emoji in sorted(ranked, key=lambda entry: entry[0]))[:MOST_FOUND]


@lru_cache(maxsize=1)
def usual_emoji() -> tuple[Emoji, ...]:
    """The ones that agents use."""
    lines = (line.partition(" ") for line in _USUAL.split("\n") if line)
    return tuple(Emoji(text, tuple(name.strip() for name in names.split(","))) for text, _, names in lines)


@lru_cache(maxsize=1)
def _others() -> tuple[Emoji, ...]:
    """Every other that is a picture on its own: what is wide is shown as one, whatever the font."""
    usual = {emoji.text for emoji in usual_emoji()}
    characters = (chr(number) for number in range(_FIRST, _LAST + 1))
    return tuple(
        Emoji(char, (unicodedata.name(char).lower(),))
        for char in characters
        if char not in usual and unicodedata.category(char) == "So" and unicodedata.east_asian_width(char) == "W"
    )


def _rank(emoji: Emoji, wanted: str) -> int | None:
    """How well a name fits, the smaller the better; None where none does."""
    return min((rank for name in emoji.names for rank in _ranks(name, wanted)), default=None)


def _ranks(name: str, wanted: str) -> Iterator[int]:
    words = name.replace("-", " ").split()
    if wanted in (name, "".join(words)):
        yield 0
    elif name.startswith(wanted):
        yield 1
    elif all(any(word.startswith(part) for word in words) for part in wanted.split()):
        yield 2
