"""The lines that tokenizers are compared on: mixed scripts, emoji, control
characters, code, blanks. The same on every run.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import random
import unicodedata

PHRASES = """The quick brown fox jumps over the lazy dog.
I'm sure they've said it wouldn't work, but we'll see what's what: it's HE'S and WE'LL.
The three primary colors are red, blue, and yellow; 3.14159 is not 22/7!
Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.
Straße, Fußgängerübergänge und Donaudampfschifffahrtsgesellschaftskapitän.
El veloz murciélago hindú comía feliz cardillo y kiwi. ¿Qué pasa, señor? ¡Olé!
Portez ce vieux whisky au juge blond qui fume; l'œuvre d'Agnès naïve coûte 12 €.
À noite, vovô Kowalsky vê o ímã cair no pé do pinguim queixoso.
Pijamalı hasta yağız şoföre çabucak güvendi. İstanbul'da ILIK ılık.
Příliš žluťoučký kůň úpěl ďábelské ódy. Żółć, łódź, źdźbło.
Árvíztűrő tükörfúrógép, Kæmi ný öxi hér ykist þjófum.
Việt Nam: Tiếng Việt có sáu thanh điệu, nghiêng ngả.
Съешь же ещё этих мягких французских булок, да выпей чаю.
Їхати, ґанок, Ўсход, Ђурђевак, Ќе, Љубав.
Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΟΔΟΣ ὀδός ᾧ ᾿Αθῆναι
Ֆիզիկոս Մայրանուշը ծաղկեցնում այգին։
სწრაფი ყავისფერი მელა ახტება ზარმაც ძაღლს
דג סקרן שט בים מאוכזב ולפתע מצא חברה. שָׁלוֹם עֲלֵיכֶם
نص حكيم له سر قاطع وذو شأن عظيم، مكتوب على ثوب أخضر۔ السَّلَامُ عَلَيْكُمْ ١٢٣٤
یہ ایک مثال ہے؛ فارسی شکر است می‌خواهم ۱۲۳
ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश। क्षत्रिय ज्ञान १२३
আমার সোনার বাংলা, আমি তোমায় ভালোবাসি। যুক্তবর্ণ ক্ষ
ਪੰਜਾਬੀ ਬੋਲੀ ગુજરાતી ભાષા தமிழ் மொழி తెలుగు భాష ಕನ್ನಡ ಭಾಷೆ മലയാളം ഭാഷ සිංහල
เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์เดรัจฉาน ๑๒๓
ລາວ ພາສາ မြန်မာဘာသာ ភាសាខ្មែរ ᠮᠣᠩᠭᠣᠯ བོད་ཡིག།
አማርኛ ፊደል ። ትግርኛ ᏣᎳᎩ ᐃᓄᒃᑎᑐᑦ
いろはにほへと ちりぬるを、わかよたれそ つねならむ。カタカナ ｶﾀｶﾅ ヴァイオリン
我能吞下玻璃而不伤身体。我能吞下玻璃而不傷身體，這是測試！「引號」
日本語と中文與한국어 mixed with English, 2024年3月14日。
키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
for (int i = 0; i < 10; i++) { printf("%d\\t%s\\n", i, argv[i]); }
<div class="a b" id='x'>Tom &amp; Jerry &lt;3</div><!-- note -->
{"key": [1, 2.5e-10, true, null], "nested": {"a\\u00e9": "\\\\path\\\\to"}}
SELECT * FROM users WHERE name LIKE '%O''Brien%' AND id >= 0x1F; -- why?
https://www.example.org/path/to/page?query=a%20b&lang=de#anchor mail: foo.bar+baz@mail.example.co.uk
$ git commit -am "fix: don't" && echo $HOME | sed 's/[aeiou]/*/g' >/dev/null 2>&1
x² + y³ ≤ ½·∑ᵢ αᵢ ⊂ ℝⁿ → ∞ ± √2 ≈ 1.41421356237 ∀ε>0 ∃δ
ﬁne oﬃce ＡＢＣ　１２３ ｆｕｌｌｗｉｄｔｈ ① ⅷ ㎏ ㍿ ™ © ® ℃ Å Ω
1 22 333 4444 55555 666666 7,777,777.77 +49 (0)30 123456-78 1e100 0b1010 007
CamelCaseWord snake_case_word SCREAMING_SNAKE kebab-case-word mixedUP iPhone McDonald's O'Neill
Dr. Smith's 3rd visit cost $1,234.56 (approx. €1.100,00) on 12/31/1999 @ 5 p.m.
...!!!???---___***///\\\\\\ ### ~~~ <<< >>> === :-) ;-P ^_^ ¯\\_(ツ)_/¯""".split("\n")

EMOJI = ["😀", "😂", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇪🇸🇺🇸", "1️⃣", "❤️", "👨🏿‍🚀", "🧑‍💻", "☃", "✨", "🤷🏻‍♀️", "🫠", "🀄", "⌛", "©️"]
SPACES = [" ", "  ", "   ", "    ", "\t", "\t\t", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2003", "\u200b",
          "\u2028", "\u2029", "\u0085", "\u180e", "\u202f", "\ufeff", "\x0b", "\x0c", "\u200d", "\u200c"]
CONTROLS = [chr(c) for c in list(range(1, 32)) + [0, 127, 128, 0x85, 0x8f, 0x9f, 0xad, 0x200e, 0x202e, 0x2060, 0xfffd, 0xfffe,
                                                  0xe000, 0x10ffff]]
SPECIALS = ["<s>", "</s>", "<unk>", "<pad>", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "[CLS]", "[SEP]", "[MASK]", "[UNK]",
            "<mask>", "<bos>", "<eos>", "<|begin_of_text|>", "<extra>", "<EXTRA>", "word", "left", "right", "▁", "▁▁", "##ing",
            "<0x0A>", "Ġ", "</w>"]
RANGES = [(0x20, 0x7e), (0xa0, 0xff), (0x100, 0x17f), (0x300, 0x36f), (0x370, 0x3ce), (0x400, 0x45f), (0x5d0, 0x5ea),
          (0x620, 0x66f), (0x904, 0x939), (0x93c, 0x94d), (0xe01, 0xe3a), (0x1100, 0x1112), (0x1161, 0x1175), (0x11a8, 0x11c2),
          (0x1e00, 0x1eff), (0x2000, 0x206f), (0x20a0, 0x20ac), (0x2100, 0x214f), (0x2190, 0x21ff), (0x2460, 0x24ff),
          (0x3041, 0x30ff), (0x4e00, 0x9fa5), (0xac00, 0xd7a3), (0xf900, 0xfa2d), (0xfb00, 0xfb06), (0xfe30, 0xfe4f),
          (0xff01, 0xff9f), (0x10400, 0x1044f), (0x1d400, 0x1d454), (0x1f600, 0x1f64f), (0x20000, 0x2a6d6), (0x2f800, 0x2fa1d)]


def random_char(rng):
    while True:
        low, high = rng.choice(RANGES)
        c = chr(rng.randint(low, high))
        if unicodedata.category(c) != "Cn":
            return c


def words(rng):
    return rng.choice(PHRASES).split(" ")


def line(rng, kind):
    if kind == 0:
        return rng.choice(PHRASES)
    if kind == 1:
        return " ".join(rng.choice(words(rng)) for _ in range(rng.randint(1, 20)))
    if kind == 2:
        return "".join(random_char(rng) for _ in range(rng.randint(1, 30)))
    if kind == 3:
        return "".join(rng.choice([rng.choice(EMOJI), rng.choice(words(rng)), " "]) for _ in range(rng.randint(1, 12)))
    if kind == 4:
        return "".join(rng.choice([rng.choice(CONTROLS), rng.choice(words(rng)), " "]) for _ in range(rng.randint(1, 12)))
    if kind == 5:
        return "".join(rng.choice([rng.choice(SPACES), rng.choice(SPACES), rng.choice(words(rng))])
                       for _ in range(rng.randint(1, 14)))
    if kind == 6:
        return "".join(rng.choice([rng.choice(SPECIALS), rng.choice(SPECIALS), " ", rng.choice(words(rng)), rng.choice(SPACES)])
                       for _ in range(rng.randint(1, 10)))
    if kind == 7:
        text = " ".join(rng.choice(words(rng)) for _ in range(rng.randint(2, 9)))
        return unicodedata.normalize(rng.choice(["NFC", "NFD", "NFKC", "NFKD"]), text)
    if kind == 8:
        return rng.choice([str.upper, str.lower, str.title, str.swapcase])(rng.choice(PHRASES))
    if kind == 9:
        base = rng.choice(words(rng)) or "a"
        return base * rng.randint(2, 30)
    return "".join(rng.choice("'\"sStTrReEvVmMlLdD 0123456789.,aéñ\u0301") for _ in range(rng.randint(1, 40)))


def lines(n=1200):
    rng = random.Random(20261123)
    made = ["", " ", "  ", "\n", "a", " a", "a ", "\0", "é", "e\u0301", "\u0301", "👍"] + list(PHRASES)
    made += ["ab" * 1000, " " * 3000, "日本" * 500, "\n" * 300 + "x", "9" * 500, "a" * 150 + " " + "é" * 120]
    while len(made) < n:
        made.append(line(rng, len(made) % 11))
    return made
