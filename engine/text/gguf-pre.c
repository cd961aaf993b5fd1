/* gguf-pre.c: how the byte-level tokenizers of known models cut words.
 *
 * The names are those that GGUF files carry in tokenizer.ggml.pre; the
 * expressions are those of the models' own tokenizer.json files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/gguf-kinds.h"

#define GPT2 "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"
#define SHORT_FORMS "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define TAIL "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define UPPER "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define LOWER "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define BEFORE "[^\\r\\n\\p{L}\\p{N}]?"
/* The cased letters that DeepSeek's expression lists: Unicode's, less these. */
#define DEEPSEEK_LETTERS \
  "\\s?(?:(?![\\x{560}-\\x{588}\\x{10c7}-\\x{10ff}\\x{1c80}-\\x{1c88}\\x{2d00}-\\x{2d2d}\\x{a790}-\\x{a7fa}" \
  "\\x{ab30}-\\x{ab68}\\x{10570}-\\x{105bc}\\x{16e40}-\\x{16e7f}\\x{1d400}-\\x{1df1e}])[\\p{Lu}\\p{Ll}\\p{Lt}])+"

static const VtGgufPre pres[] = {
  { .names = { "default" },
    .regexes = { "[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]" } },
  { .names = { "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano" },
    .regexes = { SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" TAIL },
    .ignore_merges = TRUE,
    .adds_bos = TRUE },
  { .names = { "dbrx", "smaug-bpe", "chatglm-bpe" },
    .regexes = { SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" TAIL } },
  { .names = { "glm4", "glm5" },
    .regexes = { SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" TAIL },
    .ignore_merges = TRUE },
  { .names = { "minicpm5" },
    .regexes = { "\\p{N}{1,3}", SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}+| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" TAIL },
    .ignore_merges = TRUE },
  { .names = { "bailingmoe", "bailingmoe2", "llada-moe" },
    .regexes = { "(?i:'(?:[sdmt]|ll|ve|re))|" BEFORE "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]|"
                 "\\s+(?!\\S)|\\s+" } },
  { .names = { "seed-coder" },
    .regexes = { SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+" TAIL } },
  { .names = { "qwen2", "stablelm2", "deepseek-r1-qwen", "hunyuan", "megrez", "kormo", "f2llmv2",
               "solar-open", "grok-2" },
    .regexes = { SHORT_FORMS "|" BEFORE "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" TAIL } },
  { .names = { "qwen35" },
    .regexes = { SHORT_FORMS "|" BEFORE "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*" TAIL } },
  { .names = { "gpt-2", "gpt2", "mpt", "olmo", "jais", "phi-2", "jina-es", "jina-de", "jina-v1-en", "jina-v2-es",
               "jina-v2-de", "jina-v2-code", "gigachat", "exaone4", "roberta-bpe", "trillion", "granite-docling",
               "a.x-4.0", "mellum", "modern-bert" },
    .regexes = { GPT2 } },
  { .names = { "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2" },
    .regexes = { "\\p{N}", GPT2 } },
  { .names = { "falcon" },
    .regexes = { "[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT2, "[0-9][0-9][0-9]" } },
  { .names = { "deepseek-llm" },
    .regexes = { "[\\r\\n]", DEEPSEEK_LETTERS, "\\s?[!-/:-~！-／：-～‘-‟　-。]+", "\\s+$",
                 "[一-龥ࠀ-一가-퟿]+", "\\p{N}+" } },
  { .names = { "deepseek-coder" },
    .regexes = { "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-퟿]+", "\\p{N}" } },
  { .names = { "deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4" },
    .regexes = { "\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
                 "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|"
                 " ?[\\p{P}\\p{S}]+[\\r\\n]*" TAIL } },
  { .names = { "bloom", "poro-chat", "gpt3-finnish" },
    .regexes = { " ?[^(\\s|.,!?…。，、।۔،)]+" } },
  { .names = { "viking" },
    .regexes = { " ?[^(\\s|.,!?…。，、।۔،)]+", "\\p{N}" } },
  { .names = { "tekken" },
    .regexes = { BEFORE UPPER "*" LOWER "+|" BEFORE UPPER "+" LOWER "*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" TAIL },
    .ignore_merges = TRUE,
    .adds_bos = TRUE },
  { .names = { "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2" },
    .regexes = { BEFORE UPPER "*" LOWER "+" SHORT_FORMS "?|" BEFORE UPPER "+" LOWER "*" SHORT_FORMS
                 "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" TAIL } },
};

const VtGgufPre *
vt_gguf_pre_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pres); i++)
    if (g_strv_contains (pres[i].names, name))
      return &pres[i];
  return NULL;
}
