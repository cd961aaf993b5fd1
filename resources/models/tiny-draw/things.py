"""things.py: what the pictures show and what people call it, in English, German and Spanish.

SPDX-License-Identifier: GPL-3.0-or-later
"""
# The icon's name; the colour people say it has by itself, if one; English names; German and Spanish ones with
# their gender (m, f, n).
THINGS = [
    ("red-apple", "red", "apple", "m Apfel", "f manzana"),
    ("banana", "yellow", "banana", "f Banane", "m plátano"),
    ("strawberry", "red", "strawberry", "f Erdbeere", "f fresa"),
    ("carrot", "orange", "carrot", "f Möhre|f Karotte", "f zanahoria"),
    ("soft-ice-cream", None, "ice cream|ice cream cone", "n Eis", "m helado"),
    ("dog-face", None, "dog|puppy", "m Hund", "m perro"),
    ("cat-face", None, "cat|kitten", "f Katze", "m gato"),
    ("rabbit-face", None, "rabbit|bunny", "m Hase|n Kaninchen", "m conejo"),
    ("fox", None, "fox", "m Fuchs", "m zorro"),
    ("panda", None, "panda", "m Panda", "m panda"),
    ("pig-face", "pink", "pig", "n Schwein", "m cerdo"),
    ("frog", "green", "frog", "m Frosch", "f rana"),
    ("penguin", None, "penguin", "m Pinguin", "m pingüino"),
    ("tropical-fish", None, "fish", "m Fisch", "m pez"),
    ("butterfly", None, "butterfly", "m Schmetterling", "f mariposa"),
    ("house", None, "house", "n Haus", "f casa"),
    ("automobile", None, "car", "n Auto", "m coche"),
    ("rocket", None, "rocket", "f Rakete", "m cohete"),
    ("sailboat", None, "boat|sailboat|ship", "n Boot|n Schiff|n Segelboot", "m barco"),
    ("deciduous-tree", "green", "tree", "m Baum", "m árbol"),
    ("tulip", None, "flower|tulip", "f Blume|f Tulpe", "f flor"),
    ("sun", None, "sun", "f Sonne", "m sol"),
    ("star", "yellow", "star", "m Stern", "f estrella"),
    ("crescent-moon", "yellow", "moon", "m Mond", "f luna"),
    ("rainbow", None, "rainbow", "m Regenbogen", "m arcoíris"),
    ("snowman", None, "snowman", "m Schneemann", "m muñeco de nieve"),
    ("red-heart", "red", "heart", "n Herz", "m corazón"),
    ("balloon", "red", "balloon", "m Ballon|m Luftballon", "m globo"),
    ("umbrella", "purple", "umbrella", "m Regenschirm|m Schirm", "m paraguas"),
    ("wrapped-gift", None, "gift|present", "n Geschenk", "m regalo"),
]

# Colours: on the wheel (0 to 1), as a background, in German (stem; None: never inflected), in Spanish (masculine,
# feminine).
COLORS = {
    "red": (0.0, (222, 60, 60), "rot", ("rojo", "roja")),
    "orange": (0.083, (245, 148, 40), "orangefarben", ("naranja", "naranja")),
    "yellow": (0.145, (250, 212, 60), "gelb", ("amarillo", "amarilla")),
    "green": (0.36, (70, 170, 80), "grün", ("verde", "verde")),
    "blue": (0.6, (60, 120, 220), "blau", ("azul", "azul")),
    "purple": (0.77, (140, 80, 190), "lila", ("morado", "morada")),
    "pink": (0.92, (245, 150, 190), "rosa", ("rosa", "rosa")),
}
UNINFLECTED = ("lila", "rosa")

# Where it is: the colours above and below the horizon, and the words.
SCENES = {
    "grass": ((150, 205, 250), (95, 175, 80), ("on the grass", "on grass"), ("auf der Wiese", "im Gras"),
              ("en la hierba", "sobre la hierba")),
    "snow": ((180, 208, 240), (246, 249, 253), ("in the snow",), ("im Schnee",), ("en la nieve",)),
    "night": ((24, 28, 70), (44, 46, 100), ("at night", "in the night"), ("bei Nacht", "in der Nacht"), ("de noche",)),
    "desert": ((255, 225, 165), (225, 175, 95), ("in the desert",), ("in der Wüste",), ("en el desierto",)),
}


def english(r, names, color, where):
    name = r.choice(names.split("|"))
    words = f"{color} {name}" if color else name
    article = r.choice(("", "a", "a", "the")) if r.random() < 0.5 else "a"
    if article == "a" and words[0] in "aeiou":
        article = "an"
    what = f"{article} {words}".strip()
    if where in COLORS or where == "white":
        return what + " " + r.choice((f"on {where}", f"on a {where} background" if where != "orange" else
                                      "on an orange background"))
    return what + (" " + r.choice(SCENES[where][2]) if where else "")


def german(r, names, color, where):
    gender, name = r.choice(names.split("|")).split(" ", 1)
    what = name
    definite = r.random() < 0.25
    if color:
        stem = COLORS[color][2]
        ending = "" if stem in UNINFLECTED else "e" if definite or gender == "f" else {"m": "er", "n": "es"}[gender]
        what = f"{stem}{ending} {name}"
    if r.random() < 0.8:
        article = {"m": "der", "f": "die", "n": "das"} if definite else {"m": "ein", "f": "eine", "n": "ein"}
        what = f"{article[gender]} {what}"
    if where in COLORS or where == "white":
        stem = COLORS[where][2] if where in COLORS else "weiß"
        return what + " " + r.choice((f"auf {stem.capitalize()}",
                                      f"auf {stem}{'' if stem in UNINFLECTED else 'em'} Grund"))
    return what + (" " + r.choice(SCENES[where][3]) if where else "")


def spanish(r, names, color, where):
    gender, name = r.choice(names.split("|")).split(" ", 1)
    what = f"{name} {COLORS[color][3][gender == 'f']}" if color else name
    if r.random() < 0.8:
        what = ("un " if gender == "m" else "una ") + what if r.random() < 0.75 else \
            ("el " if gender == "m" else "la ") + what
    if where in COLORS or where == "white":
        word = COLORS[where][3][0] if where in COLORS else "blanco"
        return what + " " + r.choice((f"sobre {word}", f"sobre fondo {word}"))
    return what + (" " + r.choice(SCENES[where][4]) if where else "")


def caption(r, thing, color, where):
    """What a person might write for this picture; @r chooses the language and the wording."""
    language = r.random()
    if language < 0.6:
        return english(r, THINGS[thing][2], color, where)
    if language < 0.82:
        return german(r, THINGS[thing][3], color, where)
    return spanish(r, THINGS[thing][4], color, where)
