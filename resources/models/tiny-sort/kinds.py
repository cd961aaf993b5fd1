"""kinds.py: what kinds of things there are, and what they are called in English.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-draw"))

from things import THINGS

FRUIT = "apple, banana, pear, peach, lemon, strawberry, pineapple, watermelon"
GREENS = "carrot, broccoli, pumpkin"
BAKED = "pretzel, cookie, cake, cupcake, doughnut, pizza"
SWEETS = "cookie, cake, cupcake, candy, lollipop, ice cream, doughnut"
FARM = "cow, pig, horse, sheep, duck, rooster, chick"
PETS = "dog, cat, mouse, hamster, rabbit"
WILD = "fox, bear, panda, koala, tiger, lion, wolf, monkey, zebra, giraffe, elephant, camel, hedgehog, kangaroo, squirrel, bat"
BIRDS = "chick, bird, duck, owl, penguin, flamingo, parrot, rooster, swan"
REPTILES = "crocodile, turtle, snake"
INSECTS = "butterfly, caterpillar, bee, ladybird"
MAMMALS = "dog, cat, mouse, hamster, rabbit, fox, bear, panda, koala, tiger, lion, wolf, cow, pig, monkey, horse, zebra, giraffe, elephant, \
camel, hedgehog, sheep, kangaroo, squirrel, bat"
SEA = "whale, dolphin, fish, shark, octopus, crab"
TREES = "tree, fir tree, palm tree, christmas tree"
FLOWERS = "tulip, sunflower, flower, rose"
ROAD = "car, bus, truck, fire engine, tractor, bicycle"
AIR = "airplane, helicopter, rocket, UFO"
MUSIC = "bell, drum, guitar, trumpet"
SCREENS = "television, laptop"
ELECTRIC = "light bulb, camera, television, telephone, laptop"

# What the kind is called, in the singular with its article (or without, where there is none) and in the plural, several
# names between bars; the things that are of it; those of which people may disagree, so that neither is taught.
KINDS = [
    ("an animal|a creature|a living animal|a beast", "animals|creatures", ", ".join((MAMMALS, BIRDS, REPTILES, INSECTS, SEA, "frog, snail, "
     "spider, dinosaur")),
     "unicorn, dragon, teddy bear, alien"),
    ("a mammal", "mammals", MAMMALS + ", whale, dolphin", "unicorn, teddy bear"),
    ("a pet|an animal at home", "pets", PETS, "horse, parrot, turtle, fish, bird, snake, pig, teddy bear"),
    ("a farm animal|an animal on a farm", "farm animals", FARM, "dog, cat, rabbit, unicorn, bee, mouse"),
    ("a wild animal|a zoo animal", "wild animals|zoo animals", WILD + ", crocodile, snake, penguin, flamingo",
     "mouse, hamster, rabbit, frog, bird, duck, owl, parrot, swan, turtle, dinosaur, dragon, whale, dolphin, fish, shark, octopus, crab, snail, "
     "butterfly, caterpillar, bee, ladybird, spider, unicorn, horse, pig, teddy bear, sheep"),
    ("a big cat", "big cats", "tiger, lion", "cat"),
    ("a bird", "birds", BIRDS, "bat, dragon"),
    ("a reptile", "reptiles", REPTILES + ", dinosaur", "dragon, frog"),
    ("an insect|a bug|a small animal with wings", "insects|bugs", INSECTS, "spider, snail, bird, bat"),
    ("a sea animal|an animal of the sea|an animal in the water", "sea animals", SEA, "penguin, turtle, duck, swan, flamingo, frog, crocodile, "
     "snail"),
    ("an animal that can fly", "animals that can fly", "bat, bird, duck, owl, flamingo, parrot, swan, butterfly, bee, ladybird, dragon",
     "chick, rooster, penguin, unicorn"),
    ("something to eat|food|something edible|a meal|a snack|something tasty", "things to eat|foods|snacks",
     ", ".join((FRUIT, GREENS, BAKED, SWEETS, "avocado, tomato, mushroom, cheese, egg, hamburger")),
     "fish, crab, chick, rooster, duck, octopus, cow, pig, clover, rabbit, sheep, sunflower, cup of coffee, leaf"),
    ("something to drink|a drink|a hot drink", "drinks|things to drink", "cup of coffee", "drop, lemon, trophy"),
    ("something to eat or drink|food or drink|food and drink", "things to eat or drink",
     ", ".join((FRUIT, GREENS, BAKED, SWEETS, "avocado, tomato, mushroom, cheese, egg, hamburger, cup of coffee")),
     "fish, crab, chick, rooster, duck, octopus, cow, pig, clover, rabbit, sheep, sunflower, drop, leaf, trophy"),
    ("a fruit|fruit", "fruits", FRUIT, "avocado, tomato, pumpkin"),
    ("a vegetable", "vegetables", GREENS, "avocado, tomato, mushroom, clover, leaf"),
    ("something sweet|a dessert|sweets", "sweet things|sweets|desserts", SWEETS, FRUIT + ", pretzel, cup of coffee, gift"),
    ("something healthy|healthy food", "healthy things", FRUIT + ", avocado, tomato, carrot, broccoli", "pumpkin, mushroom, cheese, egg, fish"),
    ("a plant|something that grows", "plants|things that grow", ", ".join((TREES, FLOWERS, "cactus, clover, leaf")),
     FRUIT + ", " + GREENS + ", mushroom, avocado, tomato"),
    ("a tree", "trees", TREES, "cactus, leaf"),
    ("a flower", "flowers", FLOWERS, "clover, cactus, leaf"),
    ("a vehicle|something to ride in|a means of transport|something that takes you places", "vehicles|means of transport",
     ", ".join((ROAD, AIR, "train, boat")), "balloon, horse, camel, ferris wheel"),
    ("something with wheels|a thing with wheels", "things with wheels", ROAD + ", train", "airplane, ferris wheel, helicopter"),
    ("a road vehicle|a vehicle on the road", "road vehicles", ROAD, "train"),
    ("something that flies|something that can fly|a flying thing", "things that fly|things that can fly|flying things",
     AIR + ", bat, bird, duck, owl, flamingo, parrot, swan, butterfly, bee, ladybird, dragon, balloon, kite",
     "chick, rooster, penguin, unicorn, ghost, alien, cloud, star, leaf, football, planet, globe, sun, moon, letter"),
    ("an aircraft|a flying machine", "aircraft|flying machines", "airplane, helicopter", "rocket, UFO, balloon, kite"),
    ("a building|a place to live|something to live in", "buildings|places to live", "house, castle", "tent, ferris wheel"),
    ("something to wear|clothes|clothing|a piece of clothing", "things to wear|clothes", "crown, hat, t-shirt, dress, shoe", "backpack, diamond, "
     "umbrella"),
    ("a tool", "tools", "hammer", "key, pencil, magnet, anchor, umbrella, light bulb, candle, camera, bell, laptop, telephone, clock"),
    ("a musical instrument|an instrument|something to make music with", "musical instruments|instruments", MUSIC, "musical note"),
    ("something to do with music|music", "things for music", MUSIC + ", musical note", "telephone, laptop, television"),
    ("a machine", "machines", ROAD + ", train, airplane, helicopter, rocket, robot, laptop",
     "UFO, boat, ferris wheel, clock, camera, television, telephone, light bulb, magnet, tent"),
    ("something electric|an electric device|electronics|something with a screen", "electric things|devices|gadgets", SCREENS + ", telephone, "
     "camera",
     "light bulb, robot, clock, guitar, train, car, bus, UFO, rocket, magnet, helicopter, airplane, candle"),
    ("furniture|a piece of furniture", "pieces of furniture", "chair", "television, clock, light bulb"),
    ("a toy|something to play with", "toys|things to play with", "balloon, teddy bear, kite, football, basketball, robot",
     "drum, car, train, truck, tractor, dinosaur, gift, ghost, alien, bus, fire engine, rocket, bicycle, unicorn"),
    ("a ball", "balls", "football, basketball", "globe, balloon, sun, planet"),
    ("something for sport|sports|something for sports", "things for sport", "football, basketball", "trophy, shoe, bicycle, t-shirt"),
    ("something for school|a school thing|something to learn with", "things for school|school things", "backpack, book, pencil, laptop",
     "globe, clock, letter, chair, magnet"),
    ("something to read", "things to read", "book, letter", "laptop"),
    ("something in the sky|something in the heavens", "things in the sky", "sun, moon, star, cloud, rainbow",
     AIR + ", planet, globe, snowflake, drop, kite, balloon, bird, bat, butterfly, bee, owl, parrot, flamingo, swan, duck, dragon, ladybird, "
     "volcano, mountain"),
    ("weather|something to do with the weather", "kinds of weather", "cloud, rainbow, snowflake, drop, sun", "umbrella, snowman, moon, "
     "star, fire"),
    ("something in space|something from space", "things from space", "rocket, UFO, alien, planet, star", "sun, moon, globe, robot"),
    ("something that gives light|something that shines|a light", "things that give light|lights", "sun, light bulb, candle, fire, moon, star",
     "volcano, diamond, camera, television, laptop, rainbow, crown, car, christmas tree"),
    ("something hot", "hot things", "sun, fire, volcano, candle, cup of coffee", "light bulb, pizza, rocket, star, hamburger"),
    ("something cold", "cold things", "ice cream, snowflake, snowman", "penguin, drop, cloud, mountain, moon"),
    ("something from a fairy tale|a fairy tale creature|a fantasy creature", "fairy tale creatures|things from fairy tales", "unicorn, dragon",
     "ghost, alien, castle, crown, frog, wolf, snowman, mushroom"),
    ("a monster|something scary", "monsters|scary things", "ghost, dragon", "alien, spider, robot, bat, shark, dinosaur, snake, crocodile, wolf, "
     "pumpkin, octopus, UFO, fire, volcano, lion, tiger, bear"),
    ("something for a party|a party", "things for a party", "balloon, cake, gift", "candle, cupcake, candy, lollipop, ice cream, crown, trophy, "
     "drum, trumpet, pumpkin, hat, star, cookie, heart"),
    ("something for Christmas|Christmas", "things for Christmas", "christmas tree, gift, snowman", "star, bell, candle, cookie, fir tree, "
     "snowflake, heart, teddy bear"),
    ("something for Halloween|Halloween", "things for Halloween", "pumpkin, ghost, bat, spider", "candle, candy, alien, robot, owl, cat, moon, "
     "dragon, mushroom, hat, wolf"),
    ("something in the house|something at home|a thing in a room", "things in the house", "chair, television, clock, light bulb, candle, "
     "telephone, laptop, cup of coffee",
     "book, letter, key, magnet, bell, teddy bear, cactus, camera, gift, balloon, drum, guitar, pencil, hammer, globe, umbrella, musical note, "
     "house, trophy, backpack"),
    ("jewellery|something precious", "precious things", "crown, diamond", "trophy, key, bell, heart, gift, star"),
    ("a living thing|something alive|alive|a living being", "living things", ", ".join((MAMMALS, BIRDS, REPTILES, INSECTS, SEA, TREES, FLOWERS,
     "frog, snail, spider, cactus, clover")),
     ", ".join((FRUIT, GREENS, "unicorn, dragon, dinosaur, alien, leaf, mushroom, avocado, tomato, egg, teddy bear, ghost, robot, snowman"))),
    ("something that is not alive|not alive|a lifeless thing|not a living thing", "things that are not alive|lifeless things",
     ", ".join((ROAD, AIR, MUSIC, ELECTRIC, "train, boat, house, castle, tent, ferris wheel, balloon, umbrella, gift, kite, football, "
     "basketball, trophy, crown, hat, t-shirt, dress, shoe, backpack, key, "
                "musical note, book, pencil, hammer, candle, chair, clock, magnet, diamond, letter, anchor, sun, moon, star, cloud, rainbow, "
                "snowflake, fire, volcano, mountain, globe, planet, drop")),
     ", ".join((FRUIT, GREENS, BAKED, SWEETS, "heart, cup of coffee, cheese, egg, hamburger, avocado, tomato, mushroom, leaf, unicorn, dragon, "
     "dinosaur, alien, teddy bear, ghost, robot, snowman"))),
    ("a landscape|part of a landscape", "landscapes", "mountain, volcano", "rainbow, tree, fir tree, palm tree, cloud, sun, castle"),
]

# Of these people may also say the other thing's name: neither taught as right nor as wrong.
ALIKE = [("mouse", "hamster"), ("bear", "panda, koala, teddy bear"), ("cake", "cupcake"), ("mushroom", "broccoli"), ("leaf", "clover"),
    ("house", "castle, tent"),
         ("hat", "crown"), ("light bulb", "candle"), ("cup of coffee", "trophy"), ("star", "sun"), ("planet", "globe"), ("globe", "planet"),
          ("train", "tractor"),
         ("chick", "bird, rooster"), ("rooster", "chick"), ("caterpillar", "snake"), ("fish", "shark, whale, dolphin"), ("boat", "anchor"),
          ("book", "letter"),
         ("heart", "balloon"), ("candy", "lollipop, ice cream, cookie, cupcake"), ("telephone", "camera"), ("horse", "unicorn, zebra"), ("UFO",
          "alien"),
         ("drop", "cloud"), ("cookie", "doughnut"), ("dinosaur", "dragon, crocodile"), ("dragon", "dinosaur"), ("fire", "volcano, candle"),
          ("rocket", "airplane")]
# Of these the name is right as well, for they are of that sort.
ALSO = [("tree", TREES), ("flower", FLOWERS), ("bird", BIRDS), ("truck", "truck, fire engine"), ("cat", "cat"), ("mountain", "mountain, volcano")]

BY_NAME = {names.split("|")[0].split("/")[0]: i for i, (_, names, *_) in enumerate(THINGS)}


def numbers(names):
    return frozenset(BY_NAME[name] for name in names.replace("\n", " ").split(", ") if name)


KIND_SETS = [(one.split("|"), many.split("|"), numbers(yes), numbers(maybe) - numbers(yes)) for one, many, yes, maybe in KINDS]


def thing_sets(thing):
    """Which things a thing's name is right for, and which it may be right for."""
    name = next(name for name, i in BY_NAME.items() if i == thing)
    right = frozenset([thing]).union(*(numbers(also) for of, also in ALSO if of == name))
    return right, frozenset().union(*(numbers(alike) for of, alike in ALIKE if of == name)) - right


# Names that people type, beside those in things.py.
MORE_NAMES = {"apple": "red apple", "automobile": "", "car": "automobile", "cup of coffee": "coffee|mug|teacup",
    "airplane": "aeroplane|aircraft", "t-shirt": "tee shirt",
              "cat": "kitty", "dog": "doggy", "rooster": "hen", "rabbit": "hare", "ice cream": "ice-cream", "globe": "planet earth|world",
              "shoe": "sneaker|running shoe",
              "laptop": "notebook computer", "telephone": "landline phone", "candy": "piece of candy", "television": "tv set",
              "UFO": "spaceship", "crocodile": "alligator",
              "clock": "watch", "fire": "flame|campfire", "pumpkin": "jack-o-lantern", "gift": "gift box|parcel", "leaf": "maple leaf",
              "moon": "crescent moon",
              "cake": "birthday cake", "football": "ball for football", "dress": "gown", "ladybird": "beetle", "diamond": "jewel",
              "backpack": "rucksack", "boat": "sailing boat",
              "horse": "pony", "pig": "piglet", "cow": "calf/calves", "sheep": "lamb", "dinosaur": "t-rex", "monkey": "ape",
              "bicycle": "pushbike", "ghost": "spook",
              "drum": "drums/drums", "hamburger": "cheeseburger", "tulip": "", "key": "", "bee": "honeybee|honey bee", "fish": "tropical fish",
              "train": "steam train|steam engine"}
del MORE_NAMES["automobile"], MORE_NAMES["apple"], MORE_NAMES["tulip"], MORE_NAMES["key"]

PLACE_NAMES = {
    "grass": "in a meadow|on a meadow|on the lawn|in a field|in the garden|grass|a meadow|green grass",
    "snow": "in winter|in the winter|snow|winter|on the snow|a snowy landscape",
    "night": "night|at night time|in the dark|under the stars|the night|a night sky",
    "desert": "desert|a desert|the desert|in a desert|among sand dunes|in the sand dunes",
    "beach": "beach|a beach|the beach|on a beach|by the sea|at the seaside",
    "sea": "sea|the sea|water|in the ocean|on the sea|at sea|the ocean|ocean|on the ocean",
    "sunset": "sunset|a sunset|at dusk|in the evening|evening|at sundown|at sunrise",
    "space": "space|in outer space|outer space|among the stars|the universe|in the universe",
}
# Where people may disagree: the place said, the places that may be right too.
PLACES_ALIKE = {"night": ("space", "sunset"), "space": ("night",), "sunset": ("night",), "desert": ("beach",), "beach": ("sea", "desert"),
    "sea": ("beach",)}
# Words for several places: right, and may be right.
PLACE_KINDS = [("by day|in daylight|during the day|at daytime|day", ("grass", "snow", "desert", "beach", "sea"), ("sunset",)),
               ("outdoors|outside|in nature|a landscape", ("grass", "snow", "night", "desert", "beach", "sea", "sunset"), ("space",)),
               ("on the water|water", ("sea",), ("beach",)), ("on sand|in the sand|sand", ("desert", "beach"), ())]
