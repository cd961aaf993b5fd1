"""kinds.py: what kind of thing each of the things is.

Things stand by their first English names. KINDS says of which a question "is it a …?" is answered by yes; DOUBTFUL of
which people would not agree, so that nothing is asked or taught there.

SPDX-License-Identifier: GPL-3.0-or-later
"""
from things import THINGS

NAMES = [names.split("|")[0].split("/")[0] for _, names, *_ in THINGS]
BIRDS = "chick, bird, duck, owl, penguin, flamingo, parrot, rooster, swan"
FRUIT = "apple, banana, pear, peach, lemon, strawberry, pineapple, watermelon"
VEGETABLES = "carrot, broccoli"
TREES = "tree, fir tree, palm tree, christmas tree"
FLOWERS = "tulip, sunflower, flower, rose"
KINDS = {
    "animal": "dog, cat, mouse, hamster, rabbit, fox, bear, panda, koala, tiger, lion, wolf, cow, pig, frog, monkey, horse, zebra, giraffe, "
              "elephant, camel, hedgehog, sheep, kangaroo, squirrel, bat, crocodile, turtle, snake, dinosaur, whale, dolphin, fish, shark, "
              "octopus, crab, snail, butterfly, caterpillar, bee, ladybird, spider, " + BIRDS,
    "bird": BIRDS,
    "insect": "butterfly, caterpillar, bee, ladybird",
    "fruit": FRUIT,
    "vegetable": VEGETABLES,
    "food": f"{FRUIT}, {VEGETABLES}, avocado, tomato, mushroom, pretzel, cheese, egg, hamburger, pizza, doughnut, cookie, cake, cupcake, candy, "
            "lollipop, ice cream",
    "plant": f"{TREES}, {FLOWERS}, cactus, clover",
    "tree": TREES,
    "flower": FLOWERS,
    "vehicle": "car, bus, truck, fire engine, tractor, bicycle, train, airplane, helicopter, rocket, UFO, boat",
    "building": "house, castle",
    "musical instrument": "drum, guitar, trumpet",
    "toy": "teddy bear, kite",
    "clothing": "t-shirt, dress, hat, shoe",
    "ball": "football, basketball",
}
DOUBTFUL = {
    "animal": "unicorn, dragon, teddy bear, alien, snowman", "bird": "bat", "insect": "spider, snail", "fruit": "avocado, tomato, pumpkin",
    "vegetable": "avocado, tomato, mushroom, pumpkin", "food": "cup of coffee, pumpkin", "plant": "leaf, mushroom, carrot, broccoli, pumpkin",
    "tree": "cactus, leaf", "flower": "clover", "vehicle": "ferris wheel", "building": "tent, ferris wheel",
    "musical instrument": "bell, musical note",
    "toy": "football, basketball, balloon, robot, drum, heart, snowman", "clothing": "backpack, crown, umbrella",
    "ball": "globe, planet, sun, moon",
}
# Pairs of which one might be taken for the other's name: no question asks whether a panda is a bear.
ALIKE = ("bear, panda, koala, teddy bear", "fish, shark, whale, dolphin", "horse, unicorn", "dinosaur, dragon", "cake, cupcake", "candy, lollipop",
         "car, truck, fire engine, bus", "leaf, clover", "leaf, tree", "mountain, volcano", "globe, planet", "house, castle", "star, sun",
         "alien, UFO", "rooster, chick",
         "fire, candle", "hat, crown", "mouse, hamster", "planet, moon", "cat, tiger, lion", "dog, wolf, fox", "snowflake, star", BIRDS, TREES,
         FLOWERS)


def numbers(names):
    return frozenset(NAMES.index(name) for name in names.split(", "))


KIND_OF = {kind: numbers(names) for kind, names in KINDS.items()}
DOUBTED = {kind: numbers(names) for kind, names in DOUBTFUL.items()}
LIKE = {thing: frozenset().union(*(numbers(group) for group in ALIKE if NAMES[thing] in group.split(", "))) - {thing} for thing in range(len(THINGS))}
