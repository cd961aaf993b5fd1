"""things.py: what the pictures show, and what people call it in English, German and Spanish.

SPDX-License-Identifier: GPL-3.0-or-later
"""
# The icon's name; English names; German ones with their gender and plural ("-": as the singular); Spanish ones
# with their gender. Several names of one thing stand between bars, a plural that is not regular behind a slash.
THINGS = [
    ("red-apple", "apple", "m Apfel/Äpfel", "f manzana"),
    ("banana", "banana", "f Banane/Bananen", "m plátano"),
    ("pear", "pear", "f Birne/Birnen", "f pera"),
    ("peach", "peach", "m Pfirsich/Pfirsiche", "m melocotón/melocotones"),
    ("lemon", "lemon", "f Zitrone/Zitronen", "m limón/limones"),
    ("strawberry", "strawberry/strawberries", "f Erdbeere/Erdbeeren", "f fresa"),
    ("pineapple", "pineapple", "f Ananas/-", "f piña"),
    ("watermelon", "watermelon|melon", "f Melone/Melonen|f Wassermelone/Wassermelonen", "f sandía"),
    ("avocado", "avocado", "f Avocado/Avocados", "m aguacate"),
    ("tomato", "tomato/tomatoes", "f Tomate/Tomaten", "m tomate"),
    ("carrot", "carrot", "f Möhre/Möhren|f Karotte/Karotten", "f zanahoria"),
    ("broccoli", "broccoli", "m Brokkoli/-", "m brócoli"),
    ("mushroom", "mushroom|toadstool", "m Pilz/Pilze|m Fliegenpilz/Fliegenpilze", "f seta"),
    ("pretzel", "pretzel", "f Brezel/Brezeln", "m pretzel"),
    ("cheese-wedge", "cheese", "m Käse/-", "m queso"),
    ("egg", "egg", "n Ei/Eier", "m huevo"),
    ("hamburger", "hamburger|burger", "m Hamburger/-|m Burger/-", "f hamburguesa"),
    ("pizza", "pizza", "f Pizza/Pizzen", "f pizza"),
    ("doughnut", "doughnut|donut", "m Donut/Donuts", "m dónut/dónuts"),
    ("cookie", "cookie", "m Keks/Kekse", "f galleta"),
    ("birthday-cake", "cake|birthday cake", "m Kuchen/-|f Torte/Torten", "f tarta|m pastel"),
    ("cupcake", "cupcake|muffin", "m Muffin/Muffins", "f magdalena"),
    ("candy", "candy/candies|sweet", "n Bonbon/Bonbons", "m caramelo"),
    ("lollipop", "lollipop", "m Lutscher/-|m Lolli/Lollis", "f piruleta"),
    ("soft-ice-cream", "ice cream|ice cream cone", "n Eis/-", "m helado"),
    ("hot-beverage", "cup of coffee/cups of coffee|cup", "f Tasse/Tassen|m Kaffee/Kaffees", "f taza|m café"),
    ("dog-face", "dog|puppy/puppies", "m Hund/Hunde", "m perro"),
    ("cat-face", "cat|kitten", "f Katze/Katzen", "m gato"),
    ("mouse-face", "mouse/mice", "f Maus/Mäuse", "m ratón/ratones"),
    ("hamster", "hamster", "m Hamster/-", "m hámster/hámsteres"),
    ("rabbit-face", "rabbit|bunny/bunnies", "m Hase/Hasen|n Kaninchen/-", "m conejo"),
    ("fox", "fox", "m Fuchs/Füchse", "m zorro"),
    ("bear", "bear", "m Bär/Bären", "m oso"),
    ("panda", "panda", "m Panda/Pandas", "m panda"),
    ("koala", "koala", "m Koala/Koalas", "m koala"),
    ("tiger-face", "tiger", "m Tiger/-", "m tigre"),
    ("lion", "lion", "m Löwe/Löwen", "m león/leones"),
    ("wolf", "wolf/wolves", "m Wolf/Wölfe", "m lobo"),
    ("cow-face", "cow", "f Kuh/Kühe", "f vaca"),
    ("pig-face", "pig", "n Schwein/Schweine", "m cerdo"),
    ("frog", "frog", "m Frosch/Frösche", "f rana"),
    ("monkey-face", "monkey", "m Affe/Affen", "m mono"),
    ("front-facing-baby-chick", "chick", "n Küken/-", "m pollito"),
    ("unicorn", "unicorn", "n Einhorn/Einhörner", "m unicornio"),
    ("horse", "horse", "n Pferd/Pferde", "m caballo"),
    ("zebra", "zebra", "n Zebra/Zebras", "f cebra"),
    ("giraffe", "giraffe", "f Giraffe/Giraffen", "f jirafa"),
    ("elephant", "elephant", "m Elefant/Elefanten", "m elefante"),
    ("camel", "camel", "n Kamel/Kamele", "m camello"),
    ("hedgehog", "hedgehog", "m Igel/-", "m erizo"),
    ("ewe", "sheep/sheep", "n Schaf/Schafe", "f oveja"),
    ("kangaroo", "kangaroo", "n Känguru/Kängurus", "m canguro"),
    ("chipmunk", "squirrel|chipmunk", "n Eichhörnchen/-", "f ardilla"),
    ("bat", "bat", "f Fledermaus/Fledermäuse", "m murciélago"),
    ("bird", "bird", "m Vogel/Vögel", "m pájaro"),
    ("duck", "duck", "f Ente/Enten", "m pato"),
    ("owl", "owl", "f Eule/Eulen", "m búho"),
    ("penguin", "penguin", "m Pinguin/Pinguine", "m pingüino"),
    ("flamingo", "flamingo", "m Flamingo/Flamingos", "m flamenco"),
    ("parrot", "parrot", "m Papagei/Papageien", "m loro"),
    ("rooster", "rooster|chicken", "m Hahn/Hähne|n Huhn/Hühner", "m gallo"),
    ("swan", "swan", "m Schwan/Schwäne", "m cisne"),
    ("crocodile", "crocodile", "n Krokodil/Krokodile", "m cocodrilo"),
    ("turtle", "turtle|tortoise", "f Schildkröte/Schildkröten", "f tortuga"),
    ("snake", "snake", "f Schlange/Schlangen", "f serpiente"),
    ("t-rex", "dinosaur", "m Dinosaurier/-|m Dino/Dinos", "m dinosaurio"),
    ("dragon", "dragon", "m Drache/Drachen", "m dragón/dragones"),
    ("spouting-whale", "whale", "m Wal/Wale", "f ballena"),
    ("dolphin", "dolphin", "m Delfin/Delfine", "m delfín/delfines"),
    ("tropical-fish", "fish/fish", "m Fisch/Fische", "m pez/peces"),
    ("shark", "shark", "m Hai/Haie", "m tiburón/tiburones"),
    ("octopus", "octopus", "m Krake/Kraken", "m pulpo"),
    ("crab", "crab", "f Krabbe/Krabben", "m cangrejo"),
    ("snail", "snail", "f Schnecke/Schnecken", "m caracol"),
    ("butterfly", "butterfly/butterflies", "m Schmetterling/Schmetterlinge", "f mariposa"),
    ("bug", "caterpillar", "f Raupe/Raupen", "f oruga"),
    ("honeybee", "bee", "f Biene/Bienen", "f abeja"),
    ("lady-beetle", "ladybird|ladybug", "m Marienkäfer/-", "f mariquita"),
    ("spider", "spider", "f Spinne/Spinnen", "f araña"),
    ("deciduous-tree", "tree", "m Baum/Bäume", "m árbol"),
    ("evergreen-tree", "fir tree|fir|pine tree", "f Tanne/Tannen|m Tannenbaum/Tannenbäume", "m pino|m abeto"),
    ("palm-tree", "palm tree|palm", "f Palme/Palmen", "f palmera"),
    ("christmas-tree", "christmas tree", "m Weihnachtsbaum/Weihnachtsbäume|m Christbaum/Christbäume", "m árbol de Navidad"),
    ("cactus", "cactus", "m Kaktus/Kakteen", "m cactus/cactus"),
    ("tulip", "tulip", "f Tulpe/Tulpen", "m tulipán/tulipanes"),
    ("sunflower", "sunflower", "f Sonnenblume/Sonnenblumen", "m girasol"),
    ("blossom", "flower", "f Blume/Blumen", "f flor"),
    ("rose", "rose", "f Rose/Rosen", "f rosa"),
    ("maple-leaf", "leaf/leaves", "n Blatt/Blätter", "f hoja"),
    ("four-leaf-clover", "clover", "n Kleeblatt/Kleeblätter", "m trébol"),
    ("sun", "sun", "f Sonne/Sonnen", "m sol"),
    ("crescent-moon", "moon", "m Mond/Monde", "f luna"),
    ("star", "star", "m Stern/Sterne", "f estrella"),
    ("cloud", "cloud", "f Wolke/Wolken", "f nube"),
    ("rainbow", "rainbow", "m Regenbogen/Regenbögen", "m arcoíris/arcoíris"),
    ("snowflake", "snowflake", "f Schneeflocke/Schneeflocken", "m copo de nieve"),
    ("snowman", "snowman/snowmen", "m Schneemann/Schneemänner", "m muñeco de nieve"),
    ("fire", "fire", "n Feuer/-", "m fuego"),
    ("volcano", "volcano/volcanoes", "m Vulkan/Vulkane", "m volcán/volcanes"),
    ("mountain", "mountain", "m Berg/Berge", "f montaña"),
    ("globe-showing-europe-africa", "globe|earth", "m Globus/Globen|f Erde/Erden", "m globo terráqueo"),
    ("ringed-planet", "planet", "m Planet/Planeten", "m planeta"),
    ("droplet", "drop|water drop", "m Tropfen/-", "f gota"),
    ("automobile", "car", "n Auto/Autos", "m coche"),
    ("bus", "bus/buses", "m Bus/Busse", "m autobús/autobuses"),
    ("delivery-truck", "truck|lorry/lorries", "m Lastwagen/-|m Laster/-", "m camión/camiones"),
    ("fire-engine", "fire engine|fire truck", "n Feuerwehrauto/Feuerwehrautos", "m camión de bomberos/camiones de bomberos"),
    ("tractor", "tractor", "m Traktor/Traktoren", "m tractor"),
    ("bicycle", "bicycle|bike", "n Fahrrad/Fahrräder", "f bicicleta|f bici"),
    ("locomotive", "train|locomotive", "f Lokomotive/Lokomotiven|m Zug/Züge", "f locomotora|m tren"),
    ("airplane", "airplane|plane", "n Flugzeug/Flugzeuge", "m avión/aviones"),
    ("helicopter", "helicopter", "m Hubschrauber/-", "m helicóptero"),
    ("rocket", "rocket", "f Rakete/Raketen", "m cohete"),
    ("flying-saucer", "UFO|flying saucer", "n Ufo/Ufos", "m ovni"),
    ("sailboat", "boat|sailboat|ship", "n Boot/Boote|n Schiff/Schiffe|n Segelboot/Segelboote", "m barco"),
    ("house", "house", "n Haus/Häuser", "f casa"),
    ("castle", "castle", "n Schloss/Schlösser|f Burg/Burgen", "m castillo"),
    ("tent", "tent", "n Zelt/Zelte", "f tienda"),
    ("ferris-wheel", "ferris wheel", "n Riesenrad/Riesenräder", "f noria"),
    ("red-heart", "heart", "n Herz/Herzen", "m corazón/corazones"),
    ("balloon", "balloon", "m Ballon/Ballons|m Luftballon/Luftballons", "m globo"),
    ("umbrella", "umbrella", "m Regenschirm/Regenschirme|m Schirm/Schirme", "m paraguas/paraguas"),
    ("wrapped-gift", "gift|present", "n Geschenk/Geschenke", "m regalo"),
    ("jack-o-lantern", "pumpkin", "m Kürbis/Kürbisse", "f calabaza"),
    ("ghost", "ghost", "m Geist/Geister|n Gespenst/Gespenster", "m fantasma"),
    ("robot", "robot", "m Roboter/-", "m robot/robots"),
    ("alien", "alien", "m Außerirdischer/Außerirdische|n Alien/Aliens", "m extraterrestre|m alien/aliens"),
    ("teddy-bear", "teddy bear|teddy", "m Teddybär/Teddybären|m Teddy/Teddys", "m osito de peluche"),
    ("kite", "kite", "m Winddrachen/-", "f cometa"),
    ("soccer-ball", "football|soccer ball", "m Fußball/Fußbälle", "m balón de fútbol/balones de fútbol"),
    ("basketball", "basketball", "m Basketball/Basketbälle", "m balón de baloncesto/balones de baloncesto"),
    ("trophy", "trophy/trophies", "m Pokal/Pokale", "m trofeo"),
    ("crown", "crown", "f Krone/Kronen", "f corona"),
    ("top-hat", "hat|top hat", "m Hut/Hüte|m Zylinder/-", "m sombrero"),
    ("t-shirt", "t-shirt|shirt", "n T-Shirt/T-Shirts|n Hemd/Hemden", "f camiseta"),
    ("dress", "dress", "n Kleid/Kleider", "m vestido"),
    ("running-shoe", "shoe", "m Schuh/Schuhe|m Turnschuh/Turnschuhe", "m zapato|f zapatilla"),
    ("backpack", "backpack|school bag", "m Rucksack/Rucksäcke|m Schulranzen/-", "f mochila"),
    ("key", "key", "m Schlüssel/-", "f llave"),
    ("bell", "bell", "f Glocke/Glocken", "f campana"),
    ("drum", "drum", "f Trommel/Trommeln", "m tambor"),
    ("guitar", "guitar", "f Gitarre/Gitarren", "f guitarra"),
    ("trumpet", "trumpet", "f Trompete/Trompeten", "f trompeta"),
    ("musical-note", "musical note|note", "f Note/Noten", "f nota"),
    ("closed-book", "book", "n Buch/Bücher", "m libro"),
    ("pencil", "pencil", "m Bleistift/Bleistifte|m Stift/Stifte", "m lápiz/lápices"),
    ("hammer", "hammer", "m Hammer/Hämmer", "m martillo"),
    ("light-bulb", "light bulb|lamp", "f Glühbirne/Glühbirnen|f Lampe/Lampen", "f bombilla|f lámpara"),
    ("candle", "candle", "f Kerze/Kerzen", "f vela"),
    ("chair", "chair", "m Stuhl/Stühle", "f silla"),
    ("alarm-clock", "clock|alarm clock", "m Wecker/-|f Uhr/Uhren", "m despertador|m reloj/relojes"),
    ("camera", "camera", "f Kamera/Kameras|m Fotoapparat/Fotoapparate", "f cámara"),
    ("television", "television|TV", "m Fernseher/-", "m televisor|f televisión/televisiones"),
    ("telephone", "telephone|phone", "n Telefon/Telefone", "m teléfono"),
    ("laptop", "laptop|computer", "m Laptop/Laptops|m Computer/-", "m portátil/portátiles|m ordenador"),
    ("magnet", "magnet", "m Magnet/Magnete", "m imán/imanes"),
    ("gem-stone", "diamond|gem", "m Diamant/Diamanten|m Edelstein/Edelsteine", "m diamante"),
    ("envelope", "letter|envelope", "m Brief/Briefe", "f carta"),
    ("anchor", "anchor", "m Anker/-", "f ancla"),
]

# Colours: how a background of it looks, in German (stem), in Spanish (masculine, feminine, in the plural too).
COLORS = {
    "red": ((222, 60, 60), "rot", ("rojo", "roja", "rojos", "rojas")),
    "orange": ((245, 148, 40), "orangefarben", ("naranja", "naranja", "naranjas", "naranjas")),
    "yellow": ((250, 212, 60), "gelb", ("amarillo", "amarilla", "amarillos", "amarillas")),
    "green": ((70, 170, 80), "grün", ("verde", "verde", "verdes", "verdes")),
    "blue": ((60, 120, 220), "blau", ("azul", "azul", "azules", "azules")),
    "purple": ((140, 80, 190), "lila", ("morado", "morada", "morados", "moradas")),
    "pink": ((245, 150, 190), "rosa", ("rosa", "rosa", "rosas", "rosas")),
    "brown": ((130, 85, 50), "braun", ("marrón", "marrón", "marrones", "marrones")),
    "black": ((30, 30, 34), "schwarz", ("negro", "negra", "negros", "negras")),
    "white": ((255, 255, 255), "weiß", ("blanco", "blanca", "blancos", "blancas")),
}
UNINFLECTED = ("lila", "rosa")

# Where it is, in words; how it looks is in pictures.py.
SCENES = {
    "grass": (("on the grass", "on grass", "in the meadow"), ("auf der Wiese", "im Gras"), ("en la hierba", "en el prado")),
    "snow": (("in the snow", "in snow"), ("im Schnee",), ("en la nieve",)),
    "night": (("at night", "in the night"), ("bei Nacht", "in der Nacht"), ("de noche", "por la noche")),
    "desert": (("in the desert",), ("in der Wüste",), ("en el desierto",)),
    "beach": (("on the beach", "at the beach"), ("am Strand",), ("en la playa",)),
    "sea": (("in the sea", "in the water", "on the water"), ("im Meer", "im Wasser", "auf dem Wasser"), ("en el mar", "en el agua")),
    "sunset": (("at sunset", "in the sunset"), ("bei Sonnenuntergang", "im Abendrot"), ("al atardecer",)),
    "space": (("in space",), ("im Weltraum", "im All"), ("en el espacio",)),
}
PLACES = ["white", *(c for c in COLORS if c != "white"), *SCENES]  # what is behind the things, by number
COLOR_NAMES = [None, *COLORS]
NUMBERS = {2: ("two", "zwei", "dos"), 3: ("three", "drei", "tres")}


def plural_english(name):
    name, _, plural = name.partition("/")
    if plural:
        return plural
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")


def plural_spanish(name):
    name, _, plural = name.partition("/")
    if plural:
        return plural
    first, space, rest = name.partition(" ")
    return first + ("s" if first[-1] in "aeiouáéó" else "es") + space + rest


def an(words):
    return ("an " if words[0] in "aeiou" else "a ") + words


class English:
    """What is said of one thing, of several alike, of two, and where it is."""

    @staticmethod
    def one(r, thing, color, bare=False):
        name = r.choice(THINGS[thing][1].split("|")).split("/")[0]
        words = f"{color} {name}" if color else name
        if bare:
            return words
        return an(words) if r.random() < 0.9 else "the " + words

    @staticmethod
    def some(r, thing, color, number):
        name = plural_english(r.choice(THINGS[thing][1].split("|")))
        return f"{NUMBERS[number][0]} {color + ' ' if color else ''}{name}"

    @staticmethod
    def two(r, pair, how):
        a, b = (English.one(r, *x) for x in pair)
        if how == "and":
            return r.choice((f"{a} and {b}", f"{a} next to {b}", f"{a} beside {b}"))
        if how == "beside":
            return r.choice((f"{a} left of {b}", f"{a} to the left of {b}", f"{b} right of {a}", f"{b} to the right of {a}",
                             f"{a} on the left, {b} on the right"))
        return r.choice((f"{a} above {b}", f"{a} over {b}", f"{b} below {a}", f"{b} under {a}", f"{a} on top of {b}"))

    @staticmethod
    def where(r, place):
        if place in SCENES:
            return r.choice(SCENES[place][0])
        return r.choice((f"on {place}", f"on {an(place)} background"))


class German:
    @staticmethod
    def words(r, thing, color, case):
        gender, name = r.choice(THINGS[thing][2].split("|")).split(" ", 1)
        name = name.split("/")[0]
        if color:
            stem = COLORS[color][1]
            ending = {"m": "er", "f": "e", "n": "es"}[gender] if case == "nominative" else "en"
            name = f"{stem}{'' if stem in UNINFLECTED else ending} {name}"
        return gender, name

    @staticmethod
    def one(r, thing, color, bare=False, case="nominative"):
        gender, words = German.words(r, thing, color, case)
        if bare:
            return words
        article = {"m": "ein", "f": "eine", "n": "ein"} if case == "nominative" else {"m": "einem", "f": "einer", "n": "einem"}
        return f"{article[gender]} {words}"

    @staticmethod
    def some(r, thing, color, number):
        name = r.choice(THINGS[thing][2].split("|")).split(" ", 1)[1]
        single, plural = name.split("/")
        stem = COLORS[color][1] if color else ""
        adjective = f"{stem}{'' if stem in UNINFLECTED else 'e'} " if color else ""
        return f"{NUMBERS[number][1]} {adjective}{single if plural == '-' else plural}"

    @staticmethod
    def two(r, pair, how):
        (a, b), (in_a, in_b) = (German.one(r, *x) for x in pair), (German.one(r, *x, case="dative") for x in pair)
        if how == "and":
            return r.choice((f"{a} und {b}", f"{a} neben {in_b}"))
        if how == "beside":
            return r.choice((f"{a} links von {in_b}", f"{b} rechts von {in_a}", f"links {a}, rechts {b}", f"{a} links neben {in_b}",
                             f"{b} rechts neben {in_a}"))
        return r.choice((f"{a} über {in_b}", f"{b} unter {in_a}", f"oben {a}, unten {b}"))

    @staticmethod
    def where(r, place):
        if place in SCENES:
            return r.choice(SCENES[place][1])
        stem = COLORS[place][1]
        return r.choice((f"auf {stem.capitalize()}", f"auf {stem}{'' if stem in UNINFLECTED else 'em'} Grund"))


class Spanish:
    @staticmethod
    def one(r, thing, color, bare=False):
        gender, name = r.choice(THINGS[thing][3].split("|")).split(" ", 1)
        words = name.split("/")[0]
        if color:
            words += " " + COLORS[color][2][gender == "f"]
        return words if bare else ("un " if gender == "m" else "una ") + words

    @staticmethod
    def some(r, thing, color, number):
        gender, name = r.choice(THINGS[thing][3].split("|")).split(" ", 1)
        return f"{NUMBERS[number][2]} {plural_spanish(name)}" + (" " + COLORS[color][2][2 + (gender == "f")] if color else "")

    @staticmethod
    def two(r, pair, how):
        a, b = (Spanish.one(r, *x) for x in pair)
        if how == "and":
            return r.choice((f"{a} y {b}", f"{a} junto a {b}"))
        if how == "beside":
            return r.choice((f"{a} a la izquierda de {b}", f"{b} a la derecha de {a}", f"{a} a la izquierda, {b} a la derecha"))
        return r.choice((f"{a} encima de {b}", f"{a} sobre {b}", f"{b} debajo de {a}"))

    @staticmethod
    def where(r, place):
        if place in SCENES:
            return r.choice(SCENES[place][2])
        word = COLORS[place][2][0]
        return r.choice((f"sobre {word}", f"sobre fondo {word}"))


def caption(r, things, number, how, place):
    """What a person might write: @things are (thing, colour) pairs, @place None where nothing is said of it."""
    choice = r.random()
    language = English if choice < 0.6 else German if choice < 0.82 else Spanish
    if number > 1:
        what = language.some(r, *things[0], number)
    elif len(things) == 2:
        what = language.two(r, things, how)
    else:
        what = language.one(r, *things[0], bare=r.random() < 0.2)
    return what if place is None else what + " " + language.where(r, place)
