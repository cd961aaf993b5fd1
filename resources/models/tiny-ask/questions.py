"""questions.py: questions that people might ask about a composed picture, with their answers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-draw"))

from kinds import DOUBTED, KIND_OF, LIKE, NAMES
from things import COLOR_NAMES, COLORS, PLACES, SCENES, THINGS, an, plural_english

ALL = [[name.split("/")[0].lower() for name in names.split("|")] for _, names, *_ in THINGS]
PLURALS = [[plural_english(name).lower() for name in names.split("|")] for _, names, *_ in THINGS]
ANSWERS = [names[0] if "-" not in names[0] else names[-1] for names in ALL]  # words alone: BERT's tokens lose what joins them
KIND_PLURALS = {kind: {"food": "foods", "fruit": "fruits", "clothing": "clothes",
                       "butterfly": "butterflies"}.get(kind, kind + "s") for kind in KIND_OF}
WHERE = {"grass": "on the grass", "snow": "in the snow", "night": "outside at night", "desert": "in the desert", "beach": "on the beach",
         "sea": "in the sea", "sunset": "outside at sunset", "space": "in space"}
BEHIND = {"grass": "grass", "snow": "snow", "night": "the night sky", "desert": "the desert", "beach": "the beach", "sea": "the sea",
          "sunset": "the sunset", "space": "space"}
HINTS = {"grass": "green", "snow": "white", "space": "black", "sea": "blue", "night": "dark blue"}
IN_PICTURE = ("", "", "", "", "", "", " in the picture", " in this picture", " here", " in the image", " in the drawing")


def yes(is_so):
    return "yes" if is_so else "no"


class Picture:
    """What the labels of a composed picture say."""

    def __init__(self, labels):
        thing, color, other, its, relation, number, place = (int(x) for x in labels)
        self.things = [(thing, COLOR_NAMES[color])] + ([(other - 1, COLOR_NAMES[its])] if other else [])
        self.above, self.number, self.place = relation == 2, number + 1, PLACES[place]

    @property
    def two(self):
        return len(self.things) == 2

    def has(self, thing):
        return any(t == thing for t, _ in self.things)

    def doubtful(self, thing):
        return any(t in LIKE[thing] for t, _ in self.things)


class Asker:
    """Asks with a random number generator of its own; each method gives a question and its answer, or None where the
    picture has nothing of the kind."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.kinds = {"what": (self.what, 5), "colour": (self.color, 5), "number": (self.number, 3), "is there": (self.there, 5),
                      "is it": (self.it, 3), "one or the other": (self.either, 2), "is it a kind of": (self.kind, 6),
                      "is it red": (self.is_color, 3),
                      "where": (self.where, 3), "background": (self.background, 2), "night or day": (self.time, 2), "next to": (self.beside, 5),
                      "above and below": (self.above, 5), "on the left": (self.side, 3), "is it left of": (self.stands, 2),
                      "which is red": (self.which, 2), "not there": (self.missing, 2)}
        self.names, self.shares = list(self.kinds), [share for _, share in self.kinds.values()]

    # --- words ---

    def pick(self, *wordings):
        return self.r.choice(wordings)

    def name(self, thing):
        return self.r.choice(ALL[thing]) if self.r.random() < 0.3 else ALL[thing][0]

    def names_of(self, thing):
        return self.r.choice(PLURALS[thing]) if self.r.random() < 0.3 else PLURALS[thing][0]

    def the(self, thing):
        return self.pick("the ", "the ", "the ", "the ", "this ", "that ") + self.name(thing)

    def here(self):
        return self.r.choice(IN_PICTURE)

    # --- things ---

    def other(self, picture):
        """A thing that is not there: half of the time one of the same kind as one that is."""
        thing = self.r.choice(picture.things)[0]
        kinds = [kind for kind in KIND_OF.values() if thing in kind]
        for _ in range(20):
            other = self.r.choice(sorted(self.r.choice(kinds))) if kinds and self.r.random() < 0.5 else self.r.randrange(len(THINGS))
            if not picture.has(other) and not picture.doubtful(other):
                return other
        return None

    def other_color(self, picture, color):
        """A wrong one: often that of the ground or of the other thing."""
        near = [c for c in (picture.place, *(c for _, c in picture.things)) if c in COLORS and c != color]
        return self.r.choice(near) if near and self.r.random() < 0.5 else self.r.choice([c for c in COLORS if c != color])

    # --- questions ---

    def what(self, p):
        thing = p.things[0][0]
        kind = [kind for kind, things in KIND_OF.items() if kind not in ("ball", "building", "toy", "clothing") and thing in things]
        if p.number > 1:
            asked = self.pick("what are these", "what are they", "what is this", "what do you see", "what can you see", "what is in the picture",
                              "what are those",
                              "what is shown here", "what does the picture show", "what is there", "what things are these")
            return asked, PLURALS[thing][0]
        if p.two:
            asked = self.pick("what is this", "what do you see", "what can you see", "what is in the picture", "what is in this picture",
                              "what is there",
                              "what are these", "what things are there", "what things do you see", "what does the picture show",
                              "what is shown here", "what can be seen")
            return asked, f"{ANSWERS[thing]} and {ANSWERS[p.things[1][0]]}"
        if kind and self.r.random() < 0.35:
            kind = self.r.choice(kind)
            return self.pick(f"what {kind} is this", f"which {kind} is this", f"what {kind} is it", f"what {kind} do you see",
                             f"what kind of {kind} is this",
                             f"which {kind} is in the picture"), ANSWERS[thing]
        return self.pick("what is this", "what is it", "what is that", "what do you see", "what can you see", "what is in the picture",
                         "what is there", "what's this",
                         "what is in this picture", "what is shown here", "what does the picture show", "what thing is this", "what can be seen",
                         "what is this called", "what is the thing in the picture"), ANSWERS[thing]

    def color(self, p):
        known = [x for x in p.things if x[1]]
        if not known:
            return None
        thing, color = self.r.choice(known)
        word = self.pick("color", "color", "colour")
        if p.number > 1 and self.r.random() < 0.8:
            things = self.names_of(thing)
            return self.pick(f"what {word} are the {things}", f"what {word} do the {things} have", f"which {word} are the {things}",
                             f"what is the {word} of the {things}", f"what {word} are they"), color
        if not p.two and self.r.random() < 0.3:
            return self.pick(f"what {word} is it", f"which {word} is it", f"what {word} is this", f"what {word} does it have",
                             f"what is its {word}"), color
        the = self.the(thing)
        return self.pick(f"what {word} is {the}", f"what {word} is {the}", f"what {word} is {the}", f"which {word} is {the}",
                         f"what {word} does {the} have",
                         f"what is the {word} of {the}", f"which {word} has {the}"), color

    def how_many(self, things):
        return self.pick(f"how many {things} are there", f"how many {things} are there", f"how many {things} do you see",
                         f"how many {things} can you see",
                         f"how many {things} are", f"how many {things} does the picture show", f"count the {things}") + self.here()

    def number(self, p):
        choice = self.r.random()
        if choice < 0.2:
            return self.how_many(self.pick("things", "things", "objects")), str(p.number if not p.two else 2)
        if choice < 0.4:
            near = [k for k, things in KIND_OF.items() if p.things[0][0] in things] or ["animal"]
            kind = self.r.choice(near if self.r.random() < 0.6 else list(KIND_OF))
            if any(t in DOUBTED[kind] for t, _ in p.things):
                return None
            return self.how_many(KIND_PLURALS[kind]), str(sum(t in KIND_OF[kind] for t, _ in p.things) * p.number)
        if choice < 0.5:
            other = self.other(p)
            return other and (self.how_many(self.names_of(other)), "0")
        if p.number == 1 and self.r.random() < 0.5:
            return None
        return self.how_many(self.names_of(self.r.choice(p.things)[0])), str(p.number)

    def there(self, p):
        r, is_so = self.r, self.r.random() < 0.5
        thing, color = r.choice(p.things)
        if color and r.random() < 0.3:  # the right thing in a wrong colour
            said = color if is_so else self.other_color(p, color)
            what = an(f"{said} {self.name(thing)}")
        else:
            thing = thing if is_so else self.other(p)
            if thing is None:
                return None
            what = an(self.name(thing))
            if r.random() < 0.12:
                return self.pick(f"are there any {self.names_of(thing)}", f"are there {self.names_of(thing)}") + self.here(), yes(is_so)
        return self.pick(f"is there {what}", f"is there {what}", f"is there {what}", f"do you see {what}", f"can you see {what}",
                         f"does the picture show {what}",
                         f"can {what} be seen", f"is {what} there") + self.here(), yes(is_so)

    def it(self, p):
        if p.two or p.number > 1:
            return None
        is_so, (thing, color) = self.r.random() < 0.5, p.things[0]
        asked = thing if is_so else self.other(p)
        if asked is None:
            return None
        what = an(self.name(asked))
        return self.pick(f"is it {what}", f"is this {what}", f"is that {what}", f"is this picture of {what}", f"is it really {what}"), yes(is_so)

    def either(self, p):
        r, (thing, color) = self.r, self.r.choice(p.things)
        if r.random() < 0.35 and color and not p.two:
            both, right = [color, self.other_color(p, color)], color
            r.shuffle(both)
            return self.pick("is it", f"is {self.the(thing)}") + f" {both[0]} or {both[1]}", right
        if p.number > 1 or p.two:
            return None
        other = self.other(p)
        if other is None:
            return None
        both = [thing, other]
        r.shuffle(both)
        return self.pick("is it", "is this", "is that") + f" {an(ANSWERS[both[0]])} or {an(ANSWERS[both[1]])}", ANSWERS[thing]

    def kind(self, p):
        r, is_so = self.r, self.r.random() < 0.5
        is_it = [k for k in KIND_OF if any(t in KIND_OF[k] for t, _ in p.things)]
        is_not = [k for k in KIND_OF if not any(t in KIND_OF[k] or t in DOUBTED[k] for t, _ in p.things)]
        choices = is_it if is_so else is_not
        if not choices:
            return None
        kind = r.choice([k for k in choices if k in ("animal", "food", "vehicle", "plant")] or choices) if r.random() < 0.5 else r.choice(choices)
        what = kind if kind in ("food", "clothing") else an(kind)
        there = [f"is there {what}{self.here()}", f"do you see {what}", f"can you see {what}", f"are there any {KIND_PLURALS[kind]}{self.here()}"]
        if p.number > 1:
            return self.pick(*there, f"are these {KIND_PLURALS[kind]}", f"are they {KIND_PLURALS[kind]}"), yes(is_so)
        if p.two:
            return self.pick(*there), yes(is_so)
        more = {"food": ["can you eat it", "can you eat this", "can i eat it", "is it something to eat", "is it food"],
                "vehicle": ["can you drive it"] if not is_so else [],
                "animal": ["is it an animal", "is this an animal"], "clothing": ["can you wear it"],
                "musical instrument": ["can you play music with it", "is it an instrument"]}
        return self.pick(*there[:2], f"is it {what}", f"is this {what}", f"is it {what}", f"is that {what}", f"is it a kind of {kind}",
                         *more.get(kind, [])), yes(is_so)

    def is_color(self, p):
        known = [x for x in p.things if x[1]]
        if not known:
            return None
        is_so, (thing, color) = self.r.random() < 0.5, self.r.choice(known)
        said = color if is_so else self.other_color(p, color)
        if p.number > 1:
            return self.pick(f"are the {self.names_of(thing)} {said}", f"are they {said}", f"are these {self.names_of(thing)} {said}"), yes(is_so)
        if not p.two and self.r.random() < 0.3:
            return self.pick(f"is it {said}", f"is this {said}"), yes(is_so)
        return f"is {self.the(thing)} {said}", yes(is_so)

    def where(self, p):
        if p.two and self.r.random() < 0.7:
            first = self.r.random() < 0.5
            (thing, _), (other, _) = p.things if first else p.things[::-1]
            how = ("above" if first else "below") if p.above else ("left of" if first else "right of")
            return self.pick(f"where is {self.the(thing)}", f"where do you see {self.the(thing)}"), f"{how} the {ANSWERS[other]}"
        if p.place == "white" and self.r.random() < 0.7:
            return None
        answer = WHERE.get(p.place) or f"on {an(p.place)} background"
        if p.two:
            return self.pick("where are they", "where is this", "where are the things", "where was this drawn", "where are these things"), answer
        thing = p.things[0][0]
        if p.number > 1:
            return self.pick(f"where are the {self.names_of(thing)}", "where are they", "where is this"), answer
        return self.pick(f"where is {self.the(thing)}", f"where is {self.the(thing)}", "where is it", "where is this",
                         "where do you see it"), answer

    def background(self, p):
        plain = p.place in COLORS
        if p.place == "white" and self.r.random() < 0.5:
            return None
        word = self.pick("color", "color", "colour")
        if self.r.random() < 0.5 and (plain or p.place in HINTS):
            return self.pick(f"what {word} is the background", f"which {word} is the background", f"what {word} is the ground",
                             f"what {word} is behind it",
                             f"what {word} does the background have", f"what is the {word} of the background"), p.place if plain else HINTS[p.place]
        the = self.the(self.r.choice(p.things)[0])
        return self.pick("what is in the background", "what is in the background", "what is the background", "what is behind it",
                         f"what is behind {the}",
                         "what do you see in the background", "what is around it"), f"only {p.place}" if plain else BEHIND[p.place]

    def time(self, p):
        r, place = self.r, p.place
        light = place in ("grass", "snow", "desert", "beach", "sea")
        choice = r.random()
        if choice < 0.4:
            is_so = r.random() < 0.5
            if (place == "night") != is_so and r.random() < 0.6:  # most pictures show no night
                return None
            return self.pick("is it night", "is it night", "is it at night", "is it night time", "is it dark outside"), yes(place == "night")
        if choice < 0.6:
            if not (light or place == "night"):
                return None
            return (self.pick("is it day or night", "is it night or day"), "day" if light else "night") if r.random() < 0.4 else (
                self.pick("is it day", "is it daytime", "is it bright outside"), yes(light))
        if place not in SCENES:
            return None
        scene = place if r.random() < 0.5 else r.choice(list(SCENES))
        asked = {"grass": ("is it on the grass", "is there grass"), "snow": ("is there snow", "is it winter", "is it in the snow"),
                 "night": ("can you see stars in the sky", "is it night"),
                 "desert": ("is it in the desert", "is this a desert"), "beach": ("is it on the beach", "is it at the beach", "is this a beach"),
                 "sea": ("is it in the sea", "is it in the water", "is it on the water"),
                 "sunset": ("is it sunset", "is the sun setting", "is it evening"),
                 "space": ("is it in space", "is this in space")}[scene]
        asked = self.pick(*asked)
        if asked.startswith("can you see stars") and place == "space" or (asked.startswith("is it night") and place == "space"):
            return None
        return asked, yes(scene == place)

    def beside(self, p):
        r = self.r
        if not p.two:
            if p.number > 1 or r.random() < 0.92:
                return None
            the = self.the(p.things[0][0])
            return self.pick(f"what is next to {the}", f"what is beside {the}", f"what is left of {the}", f"what is right of {the}"), "nothing"
        if p.above:
            return None
        first = r.random() < 0.5
        (thing, _), (other, _) = p.things if first else p.things[::-1]
        the, answer = self.the(thing), ANSWERS[other]
        if r.random() < 0.5:
            return self.pick(f"what is next to {the}", f"what is beside {the}", f"what is next to {the}", f"what stands next to {the}",
                             f"what is near {the}",
                             f"what else is there next to {the}"), answer
        right = r.random() < 0.5 if r.random() < 0.3 else first
        side = "right" if right else "left"
        return self.pick(f"what is {side} of {the}", f"what is to the {side} of {the}",
                         f"what is on the {side} of {the}"), answer if right == first else "nothing"

    def above(self, p):
        r = self.r
        if not p.two:
            if p.number > 1 or r.random() < 0.94:
                return None
            the = self.the(p.things[0][0])
            return self.pick(f"what is above {the}", f"what is below {the}", f"what is under {the}", f"what is over {the}"), "nothing"
        if not p.above:
            return None
        first = r.random() < 0.5
        (thing, _), (other, _) = p.things if first else p.things[::-1]
        below = r.random() < 0.5 if r.random() < 0.2 else first
        the = self.the(thing)
        asked = self.pick("below", "under", "beneath", "underneath") if below else self.pick("above", "over", "on top of")
        return f"what is {asked} {the}", ANSWERS[other] if below == first else "nothing"

    def side(self, p):
        if not p.two:
            return None
        first = self.r.random() < 0.5
        where = self.pick("at the top", "above", "on top") if p.above and first else self.pick("at the bottom", "below") if p.above else (
            "on the left" if first else "on the right")
        if self.r.random() < 0.35 and p.things[not first][1]:
            word = self.pick("color", "colour")
            return f"what {word} is the thing {where}", p.things[not first][1]
        return self.pick(f"what is {where}", f"what is {where}", f"what do you see {where}", f"what is the thing {where}",
                         f"which thing is {where}"), ANSWERS[p.things[not first][0]]

    def stands(self, p):
        if not p.two:
            return None
        first, is_so = self.r.random() < 0.5, self.r.random() < 0.5
        (thing, _), (other, _) = p.things if first else p.things[::-1]
        so, not_so = (("above", "over"), ("below", "under")) if p.above else (("left of", "to the left of"), ("right of", "to the right of"))
        if not first:
            so, not_so = not_so, so
        return f"is {self.the(thing)} {self.pick(*(so if is_so else not_so))} {self.the(other)}", yes(is_so)

    def which(self, p):
        if not p.two or not (p.things[0][1] and p.things[1][1]) or p.things[0][1] == p.things[1][1]:
            return None
        thing, color = self.r.choice(p.things)
        return self.pick(f"what is {color}", f"which thing is {color}", f"what thing is {color}", f"which one is {color}",
                         f"what is the {color} thing"), ANSWERS[thing]

    def missing(self, p):
        """Of what is not there, neither colour nor place can be told."""
        other = self.other(p)
        if other is None:
            return None
        the = "the " + self.name(other)
        return self.pick(f"what color is {the}", f"what colour is {the}", f"where is {the}"), f"there is no {ANSWERS[other]}"

    # --- all of them ---

    def spoken(self, question):
        """As people write: with a question mark or without, sometimes with a word that nobody knows."""
        words = question.split()
        if self.r.random() < 0.05:
            words.insert(self.r.randrange(len(words) + 1), self.pick("please", "now", "[UNK]", "[UNK]"))
        return " ".join(words) + ("" if self.r.random() < 0.25 else " ?")

    def ask(self, picture):
        """(kind, question, answer)."""
        while True:
            kind = self.r.choices(self.names, self.shares)[0]
            found = self.kinds[kind][0](picture)
            if found:
                return kind, self.spoken(found[0]), found[1]
