"""texts.py: what people might write on a box, and whether a picture goes into it.

A text is a Box, put together at random; whether it is true of a picture follows from what the picture was made of:
NO, MAYBE (people would not agree: neither taught nor counted against it), PARTLY (true, but another text says how many
there are) or YES.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import random
from dataclasses import dataclass

import numpy as np

from kinds import KIND_SETS, MORE_NAMES, PLACE_KINDS, PLACE_NAMES, PLACES_ALIKE, thing_sets
from things import COLOR_NAMES, COLORS, PLACES, SCENES, THINGS, an, plural_english

NO, MAYBE, PARTLY, YES = 0, 1, 2, 3
SENTENCES = ("This is a photo of {}.", "a photo of {}", "a picture of {}", "This is a picture of {}.", "a drawing of {}",
    "This is a drawing of {}.",
             "an image of {}", "This picture shows {}.", "I see {}.", "There is {} in the picture.", "this is {}", "it is {}", "a photo of {}, "
             "a drawing",
             "a photo with {}", "{}.", "picture: {}", "a bad photo of {}", "a small drawing of {}", "a painting of {}",
             "this goes into the box: {}")
# Words that say nothing about these pictures: a text is as true with them as without.
IDLE = ("happy sad bored angry tired funny nice pretty ugly beautiful old new young big small large little huge tiny tall short long "
        "fat thin fast slow cheap expensive good bad clean dirty empty full heavy light soft hard loud quiet famous boring strange "
        "normal real typical simple lovely great modern clever stupid dangerous friendly lonely broken wooden sleeping running flying "
        "cute sweet wild fresh cold warm my your our").split()
# What none of the pictures shows.
NEVER = ("a person|people|a man|a woman|a child|children|a boy|a girl|a baby|a face|a hand|a foot|an eye|a nose|"
         "a teacher|a pupil|a doctor|a policeman|a king|a queen|a knife|a fork|a spoon|a plate|a bottle|a glass|"
         "a table|a bed|a sofa|a door|a window|a wall|a road|a street|a bridge|a city|a village|a school|a church|"
         "a river|a lake|a forest|an island|a stone|a box|a bag|a basket|a rope|a chain|a wheel|an engine|"
         "a motorbike|a scooter|a skateboard|a submarine|a tram|a goat|a donkey|a deer|a seal|a lizard|an ant|a fly|"
         "a mosquito|a worm|an eagle|a pigeon|a peacock|a gorilla|a hippo|a rhino|a leopard|bread|butter|milk|"
         "water to drink|juice|tea|soup|rice|pasta|meat|a sausage|a potato|an onion|a cucumber|a cherry|an orange|"
         "grapes|a plum|a nut|chocolate|honey|trousers|socks|a coat|a scarf|gloves|glasses|a ring|a belt|a skirt|"
         "a piano|a violin|a flute|a saw|a screwdriver|scissors|a ruler|a pen|paper|a printer|a robot arm|a mirror|"
         "a carpet|a curtain|a cupboard|a toothbrush|soap|a towel|a broom|a bucket|a ladder|a flag|a map|a coin|"
         "money|a ticket|a newspaper|a sign|writing|a letter of the alphabet|a number").split("|")
NUMBERS = {1: ("one", "1", "a single", "only one", "just one"), 2: ("two", "2", "exactly two", "a pair of"), 3: ("three", "3", "exactly three")}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
EVERYTHING = frozenset(range(len(THINGS)))


@dataclass
class Box:
    """@right and @perhaps: things; @color: by number, 0 any; @number: how many, 0 any, -1 several; @alone: what is said
    in the singular; @places: right and perhaps; @other: of two things, a Box, and @relation how they stand: 0 any,
    1 beside, 2 the first above, 3 below, 4 the first on the left, 5 on the right."""
    text: str
    right: frozenset = EVERYTHING
    perhaps: frozenset = frozenset()
    color: int = 0
    number: int = 0
    alone: bool = False
    places: tuple = None
    other: object = None
    relation: int = 0


# --- names ---

def names_of(thing):
    names = THINGS[thing][1].split("|")
    return names + [n for n in MORE_NAMES.get(names[0].split("/")[0], "").split("|") if n]


def singular(r, name, color):
    words = f"{color} {name}" if color else name
    choice = r.random()
    if name in ("cheese", "fire"):
        return words if choice < 0.5 else an(words)
    return an(words) if choice < 0.72 else words if choice < 0.92 else "the " + words


def colored(words, color):
    """Puts a colour behind the article."""
    for article in ("an ", "a "):
        if words.startswith(article):
            return an(f"{color} {words[len(article):]}")
    first, space, rest = words.partition(" ")
    return f"{first} {color}{space}{rest}" if first == "something" else f"{color} {words}"


def counted(r, many, color, number):
    words = f"{color} {many}" if color else many
    if number == 0:
        return words
    if number < 0:
        return r.choice(("several ", "some ", "many ")) + words
    return r.choice(NUMBERS[number]) + " " + words


def color_word(r, color):
    name = COLOR_NAMES[color]
    return r.choice((name, name, name, "violet", "lilac")) if name == "purple" else name


# --- boxes ---

def thing_box(r, thing, color=0, number=None, single=False):
    """One thing, or several of it, by one of its names; @single: as one of two."""
    right, perhaps = thing_sets(thing)
    name = r.choice(names_of(thing)) if r.random() < 0.7 else THINGS[thing][1].split("|")[0]
    word = color_word(r, color) if color else None
    many = number is not None
    if number is None and not single:
        number = 0 if r.random() < 0.8 else r.choice((-1, 0, 1, 2, 3))
        many = number != 0 or r.random() < 0.12
    if many and number != 1:
        return Box(counted(r, plural_english(name), word, number), right, perhaps, color, number or -1)
    if number == 1:
        return Box(counted(r, name.split("/")[0], word, 1), right, perhaps, color, 1)
    return Box(singular(r, name.split("/")[0], word), right, perhaps, color, alone=True)


def kind_box(r, kind, color=0, number=None):
    one, many, right, perhaps = KIND_SETS[kind]
    word = color_word(r, color) if color else None
    if number is None and r.random() < 0.78:
        words = r.choice(one) if r.random() < 0.6 else one[0]
        if word:
            words = colored(words, word)
        elif r.random() < 0.15:
            words = words.removeprefix("a ").removeprefix("an ")
        return Box(words, right, perhaps, color, alone=True)
    if number is None:
        number = -1 if r.random() < 0.7 else r.choice((-1, 2, 3))
        if number < 0:
            # "animals" is the name of a box as well
            return Box(f"{word} {r.choice(many)}" if word else r.choice(many), right, perhaps, color, alone=True)
    return Box(counted(r, r.choice(many), word, number), right, perhaps, color, number) if number != 1 else kind_box(r, kind, color)


def color_box(r, color):
    word = color_word(r, color)
    forms = ("{}", "{}", "{}", "something {}", "a {} thing", "{} things", "the colour {}", "the color {}",
             "a {} one", "{} colour", "it is {}", "a {} object")
    return Box(r.choice(forms).format(word), color=color, alone=True)


def place_words(r, place):
    if place in SCENES:
        known = SCENES[place][0]
        return r.choice(known if r.random() < 0.5 else PLACE_NAMES[place].split("|"))
    return r.choice((f"on {place}", f"on {an(place)} background", f"{an(place)} background", f"in front of {place}", f"{place} background"))


def place_box(r, place, before=None):
    """@before: what is there."""
    if place in SCENES and r.random() < 0.15:
        fitting = [kind for kind in PLACE_KINDS if place in kind[1]]
        if fitting:
            words, right, perhaps = r.choice(fitting)
            return with_place(r.choice(words.split("|")), right, perhaps, before if r.random() < 0.3 else None)
    words = place_words(r, place)
    if before is None and r.random() < 0.25:
        before = Box(r.choice(("something", "a thing", "things", "a picture", "a photo")), alone=True)
    if before is not None and place in SCENES:
        words = r.choice(SCENES[place][0])
    elif before is not None:
        words = r.choice((f"on {place}", f"on {an(place)} background"))
    return with_place(words, (place,), PLACES_ALIKE.get(place, ()), before)


def with_place(words, right, perhaps, before):
    places = tuple(frozenset(PLACES.index(p) for p in part) for part in (right, perhaps))
    if before is None:
        return Box(words, places=places)
    return Box(f"{before.text} {words}", before.right, before.perhaps, before.color, before.number, before.alone, places)


def number_box(r, number):
    if number == 1:
        return Box(r.choice(("one thing", "a single thing", "one", "only one thing", "one object")), number=1)
    words = {2: ("two things", "two", "2 things", "a pair", "two objects"), 3: ("three things", "three", "3 things", "three objects")}
    if r.random() < 0.2:
        return Box(r.choice(("several things", "more than one thing", "many things", "several")), number=-1)
    return Box(r.choice(words[number]), number=number)


PAIRED = {0: ("{} and {}", "{} with {}"), 1: ("{} next to {}", "{} beside {}"), 2: ("{} above {}", "{} over {}", "{} on top of {}"),
    3: ("{} below {}", "{} under {}"),
          4: ("{} left of {}", "{} to the left of {}"), 5: ("{} right of {}", "{} to the right of {}")}


def pair_box(r, first, second, relation):
    a, b = (thing_box(r, *x, single=True) for x in (first, second))
    return Box(r.choice(PAIRED[relation]).format(a.text, b.text), a.right, a.perhaps, a.color, other=b, relation=relation)


def nonsense(r):
    return "".join(r.choice(LETTERS) for _ in range(r.randint(3, 8)))


def never_box(r):
    words = nonsense(r) if r.random() < 0.5 else r.choice(NEVER)
    return Box(an(words) if r.random() < 0.5 and " " not in words else words, frozenset())


def idle(r, box):
    """With a word that says nothing, now and then."""
    if r.random() < 0.12 and box.text.split(" ")[0] in ("a", "an", "the"):
        word = r.choice(IDLE) if r.random() < 0.6 else nonsense(r)
        article, rest = box.text.split(" ", 1)
        box.text = f"the {word} {rest}" if article == "the" else an(f"{word} {rest}")
    return box


def in_sentence(r, box):
    if r.random() < 0.6:
        box.text = r.choice(SENTENCES if r.random() < 0.6 else SENTENCES[:4]).format(box.text)
    return box


KINDS_OF = [[k for k, (_, _, right, _) in enumerate(KIND_SETS) if thing in right] for thing in range(len(THINGS))]


def fitting_box(r, labels):
    """A text that is true of a picture."""
    thing, color, other, its, relation, number, place = labels
    number += 1
    if other and r.random() < 0.5:
        thing, color = other - 1, its
    choice, said = r.random(), color if r.random() < 0.45 else 0
    if other and choice < 0.22:
        turned = r.random() < 0.5
        pair = [(labels[0], labels[1] if r.random() < 0.4 else 0), (other - 1, its if r.random() < 0.4 else 0)]
        how = r.choice((0, (1, 2)[relation - 1], (4, 2)[relation - 1]))
        if turned:
            pair, how = pair[::-1], {0: 0, 1: 1, 2: 3, 4: 5}[how]
        return pair_box(r, *pair, how)
    if choice < 0.45:
        box = thing_box(r, thing, said, number if number > 1 and r.random() < 0.5 else None)
    elif choice < 0.72 and KINDS_OF[thing]:
        box = kind_box(r, r.choice(KINDS_OF[thing]), said if r.random() < 0.4 else 0, number if number > 1 and r.random() < 0.4 else None)
    elif choice < 0.82 and color:
        return color_box(r, color)
    elif choice < 0.87:
        return number_box(r, 2 if other else number)
    else:
        return place_box(r, PLACES[place])
    return place_box(r, PLACES[place], box) if r.random() < 0.25 else idle(r, box)


def any_box(r):
    """A text, whatever the pictures show."""
    choice, thing = r.random(), r.randrange(len(THINGS))
    color = r.randrange(1, len(COLOR_NAMES)) if r.random() < 0.35 else 0
    if choice < 0.5:
        return thing_box(r, thing, color)
    if choice < 0.7:
        return kind_box(r, r.randrange(len(KIND_SETS)), color)
    if choice < 0.78:
        return color_box(r, color or r.randrange(1, len(COLOR_NAMES)))
    if choice < 0.86:
        return place_box(r, r.choice(PLACES))
    return never_box(r) if choice < 0.95 else number_box(r, r.randint(1, 3))


def box_for(r, labels=None):
    return in_sentence(r, fitting_box(r, labels) if labels is not None else any_box(r))


# --- what is true ---

def levels_of(things, colors, right, color):
    """How well each slot's thing (pictures) fits each text: 0, 1 (perhaps), 2. @right: (texts, things + 1)."""
    color = color[:, None]
    of_color = np.where((color == 0) | (color == colors[None]), 2, np.where(colors[None] == 0, 1, 0))
    return np.minimum(right[:, things], of_color)


def table(boxes):
    out = np.zeros((len(boxes), len(THINGS) + 1), np.int8)  # the last is no thing
    for row, box in zip(out, boxes):
        row[list(box.right)] = 2
        row[list(box.perhaps)] = 1
    return out


def field(boxes, get):
    return np.array([get(box) for box in boxes])


def pair_truth(boxes, labels, first, second):
    """@first, @second: things and colours of both slots."""
    others = [box.other or Box("", frozenset()) for box in boxes]
    a, b = (table(boxes), field(boxes, lambda x: x.color)), (table(others), field(others, lambda x: x.color))
    straight = np.minimum(levels_of(*first, *a), levels_of(*second, *b))
    crossed = np.minimum(levels_of(*second, *a), levels_of(*first, *b))
    relation, stands = field(boxes, lambda x: x.relation)[:, None], labels[None, :, 4]
    straight = np.where(np.isin(relation, (0, 1, 2, 4)), straight, 0)
    crossed = np.where(np.isin(relation, (0, 1, 3, 5)), crossed, 0)
    agrees = (relation == 0) | ((stands == 2) == np.isin(relation, (2, 3)))
    return np.where(agrees, np.maximum(straight, crossed), 0)


def count_truth(boxes, labels, levels):
    """From how many fit: 0…2, and whether that is only PARTLY what there is."""
    times = labels[None, :, 5] + 1
    sure = sum(np.where(level == 2, times, 0) for level in levels)
    most = sum(np.where(level >= 1, times, 0) for level in levels)
    number = field(boxes, lambda x: x.number)[:, None]
    wanted = np.where(number == -1, (sure >= 2) * 2 + ((sure < 2) & (most >= 1)),
                      np.where((sure == number) & (most == number), 2, (sure <= number) & (number <= most)))
    truth = np.where(number == 0, (sure >= 1) * 2 + ((sure < 1) & (most >= 1)), wanted)
    partly = field(boxes, lambda x: x.alone)[:, None] & (number == 0) & (sure > 1)
    return truth, partly


def place_truth(boxes, labels):
    fits = np.full((len(boxes), len(PLACES)), 2, np.int8)
    for row, box in zip(fits, boxes):
        if box.places is not None:
            row[:] = 0
            row[list(box.places[1])] = 1
            row[list(box.places[0])] = 2
    return fits[:, labels[:, 6]]


GROUND = np.array([COLOR_NAMES.index(place) if place in COLORS else 0 for place in PLACES])


def truth(boxes, labels):
    """(texts, pictures): NO, MAYBE, PARTLY or YES."""
    first, second = (labels[:, 0], labels[:, 1]), (np.where(labels[:, 2] > 0, labels[:, 2] - 1, len(THINGS)), labels[:, 3])
    right, color = table(boxes), field(boxes, lambda x: x.color)
    found, partly = count_truth(boxes, labels, [levels_of(*slot, right, color) for slot in (first, second)])
    paired = field(boxes, lambda x: x.other is not None)[:, None]
    found = np.where(paired, pair_truth(boxes, labels, first, second), found)
    # A red ground makes "red" no lie.
    only_color = field(boxes, lambda x: x.color > 0 and x.right is EVERYTHING)[:, None]
    found = np.where(only_color & (color[:, None] == GROUND[labels[:, 6]][None]), np.maximum(found, 1), found)
    found = np.minimum(found, place_truth(boxes, labels))
    return np.where(found == 2, np.where(partly & ~paired, PARTLY, YES), found)


def sample(number, seed):
    r = random.Random(seed)
    return [box_for(r).text for _ in range(number)]
