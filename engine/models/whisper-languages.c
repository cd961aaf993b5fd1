/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-languages.h"

#include <string.h>

const VtWhisperLanguage vt_whisper_languages[VT_WHISPER_N_LANGUAGES] = {
  { "en", "english" },    { "zh", "chinese" },     { "de", "german" },      { "es", "spanish" },
  { "ru", "russian" },    { "ko", "korean" },      { "fr", "french" },      { "ja", "japanese" },
  { "pt", "portuguese" }, { "tr", "turkish" },     { "pl", "polish" },      { "ca", "catalan" },
  { "nl", "dutch" },      { "ar", "arabic" },      { "sv", "swedish" },     { "it", "italian" },
  { "id", "indonesian" }, { "hi", "hindi" },       { "fi", "finnish" },     { "vi", "vietnamese" },
  { "he", "hebrew" },     { "uk", "ukrainian" },   { "el", "greek" },       { "ms", "malay" },
  { "cs", "czech" },      { "ro", "romanian" },    { "da", "danish" },      { "hu", "hungarian" },
  { "ta", "tamil" },      { "no", "norwegian" },   { "th", "thai" },        { "ur", "urdu" },
  { "hr", "croatian" },   { "bg", "bulgarian" },   { "lt", "lithuanian" },  { "la", "latin" },
  { "mi", "maori" },      { "ml", "malayalam" },   { "cy", "welsh" },       { "sk", "slovak" },
  { "te", "telugu" },     { "fa", "persian" },     { "lv", "latvian" },     { "bn", "bengali" },
  { "sr", "serbian" },    { "az", "azerbaijani" }, { "sl", "slovenian" },   { "kn", "kannada" },
  { "et", "estonian" },   { "mk", "macedonian" },  { "br", "breton" },      { "eu", "basque" },
  { "is", "icelandic" },  { "hy", "armenian" },    { "ne", "nepali" },      { "mn", "mongolian" },
  { "bs", "bosnian" },    { "kk", "kazakh" },      { "sq", "albanian" },    { "sw", "swahili" },
  { "gl", "galician" },   { "mr", "marathi" },     { "pa", "punjabi" },     { "si", "sinhala" },
  { "km", "khmer" },      { "sn", "shona" },       { "yo", "yoruba" },      { "so", "somali" },
  { "af", "afrikaans" },  { "oc", "occitan" },     { "ka", "georgian" },    { "be", "belarusian" },
  { "tg", "tajik" },      { "sd", "sindhi" },      { "gu", "gujarati" },    { "am", "amharic" },
  { "yi", "yiddish" },    { "lo", "lao" },         { "uz", "uzbek" },       { "fo", "faroese" },
  { "ht", "haitian creole" }, { "ps", "pashto" },  { "tk", "turkmen" },     { "nn", "nynorsk" },
  { "mt", "maltese" },    { "sa", "sanskrit" },    { "lb", "luxembourgish" }, { "my", "myanmar" },
  { "bo", "tibetan" },    { "tl", "tagalog" },     { "mg", "malagasy" },    { "as", "assamese" },
  { "tt", "tatar" },      { "haw", "hawaiian" },   { "ln", "lingala" },     { "ha", "hausa" },
  { "ba", "bashkir" },    { "jw", "javanese" },    { "su", "sundanese" },   { "yue", "cantonese" },
};

const char *
vt_whisper_language_code (const char *word)
{
  g_autofree char *plain = g_ascii_strdown (word, -1);

  g_strdelimit (g_strstrip (plain), "<|>", ' ');
  g_strstrip (plain);
  for (guint i = 0; i < VT_WHISPER_N_LANGUAGES; i++)
    if (strcmp (plain, vt_whisper_languages[i].code) == 0 || strcmp (plain, vt_whisper_languages[i].name) == 0)
      return vt_whisper_languages[i].code;
  /* Names that these languages have elsewhere. */
  return strcmp (plain, "iw") == 0 ? "he" : strcmp (plain, "jv") == 0 ? "jw" : NULL;
}
