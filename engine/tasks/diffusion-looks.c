/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-looks.h"

#include <math.h>
#include <string.h>

#include "engine/formats/json-write.h"
#include "engine/models/grid-positions.h"
#include "engine/tasks/diffusion-picture.h"

/* Masks are no larger; whoever shows them makes them larger. */
#define MOST_SIDE 128

/* How CLIP's vocabulary writes that a word ends. */
#define WORD_END "</w>"

void
vt_draw_looks_begin (VtDraw *draw)
{
  VtDrawLooks *l = &draw->looks;

  l->width = draw->width;
  l->height = draw->height;
  if (draw->run->glass && draw->words.n > 0 && vt_unet_looks_size (draw->d->unet, &l->width, &l->height))
    l->sum = g_new0 (double, (gsize) (l->width * l->height) * draw->words.n);
}

float *
vt_draw_looks_new (const VtDraw *draw, guint n)
{
  const VtDrawLooks *l = &draw->looks;

  return l->sum != NULL ? g_new0 (float, (gsize) (l->width * l->height) * draw->words.n * n) : NULL;
}

void
vt_draw_looks_add (VtDraw *draw, const float *looks, guint first, guint n)
{
  guint wanted = draw->guided ? draw->n : 0;
  gsize size = (gsize) (draw->looks.width * draw->looks.height) * draw->words.n;

  if (draw->looks.sum == NULL || wanted < first || wanted >= first + n)
    return;
  looks += (wanted - first) * size;
  for (gsize i = 0; i < size; i++)
    draw->looks.sum[i] += looks[i];
}

/* --- words --- */

/* One word: @n tokens from the prompt's @first on. */
typedef struct
{
  char *text;
  guint first, n;
} Word;

static void
word_clear (gpointer word)
{
  g_free (((Word *) word)->text);
}

/* The word taught afterwards that has @embedding, or %NULL. */
static const char *
taught_word (const VtDiffusion *d, const float *embedding)
{
  for (guint i = 0; d->inversions != NULL && i < d->inversions->len; i++)
    {
      const VtTextInversion *one = g_ptr_array_index (d->inversions, i);

      if (embedding >= one->vectors[0] && embedding < one->vectors[0] + one->n[0] * (gsize) d->text[0]->n_embd)
        return one->word;
    }
  return NULL;
}

/* Whether @token is the last one of its word. */
static gboolean
ends_word (const VtDiffusion *d, const VtPromptToken *token, const VtPromptToken *next)
{
  g_autofree char *text = token->embedding == NULL ? vt_tokenizer_token_text (d->tokenizers[0], token->id) : NULL;

  if (next == NULL)
    return TRUE;
  if (token->embedding != NULL || next->embedding != NULL)
    return (token->embedding != NULL) != (next->embedding != NULL)
           || taught_word (d, token->embedding) != taught_word (d, next->embedding);
  return text == NULL || g_str_has_suffix (text, WORD_END) || vt_tokenizer_is_special (d->tokenizers[0], token->id);
}

static char *
word_text (const VtDiffusion *d, const VtPromptToken *tokens, guint n)
{
  g_autofree gint32 *ids = g_new (gint32, n);
  const char *taught = tokens->embedding != NULL ? taught_word (d, tokens->embedding) : NULL;
  char *text, *end;

  if (taught != NULL)
    return g_strdup (taught);
  for (guint i = 0; i < n; i++)
    ids[i] = tokens[i].id;
  text = g_strstrip (vt_tokenizer_decode (d->tokenizers[0], ids, n, FALSE));
  end = strstr (text, WORD_END);
  if (end != NULL)
    *end = '\0'; /* old tokenizer files do not say that it is no text */
  return text;
}

/* (element-type Word) */
static GArray *
find_words (const VtDiffusion *d, const GArray *tokens)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));
  const VtPromptToken *all = (const VtPromptToken *) (const void *) tokens->data;
  guint first = 0;

  g_array_set_clear_func (words, word_clear);
  for (guint i = 0; i < tokens->len; i++)
    if (ends_word (d, &all[i], i + 1 < tokens->len ? &all[i + 1] : NULL))
      {
        Word word = { word_text (d, all + first, i + 1 - first), first, i + 1 - first };

        g_array_append_val (words, word);
        first = i + 1;
      }
  return words;
}

/* --- masks --- */

/* Where token @i of the prompt stands among the positions of all pieces. */
static gsize
position_of (const VtDiffusion *d, guint i)
{
  guint room = (guint) d->text[0]->n_ctx - 2;

  return i / room * (gsize) d->text[0]->n_ctx + 1 + i % room;
}

/* The looks at @word alone, the mean of its tokens: (width, height). */
static float *
looks_at (const VtDraw *draw, const Word *word)
{
  gsize n = (gsize) (draw->looks.width * draw->looks.height);
  float *map = g_new0 (float, n);

  for (guint k = 0; k < word->n; k++)
    for (gsize i = 0; i < n; i++)
      map[i] += (float) (draw->looks.sum[i * draw->words.n + position_of (draw->d, word->first + k)] / word->n);
  return map;
}

static VtValue *
to_mask (const float *map, guint width, guint height)
{
  gsize n = (gsize) width * height;
  guint8 *mask = g_malloc (n);
  float least = map[0], most = map[0];

  for (gsize i = 1; i < n; i++)
    {
      least = MIN (least, map[i]);
      most = MAX (most, map[i]);
    }
  for (gsize i = 0; i < n; i++)
    mask[i] = most > least ? (guint8) lrintf ((map[i] - least) / (most - least) * 255) : 0;
  return vt_picture_take (mask, width, height, 1);
}

/* In the proportions of the results, which may be a little smaller than what was drawn. */
static VtValue *
make_mask (const VtDraw *draw, const Word *word)
{
  const VtDrawLooks *l = &draw->looks;
  g_autofree float *map = looks_at (draw, word), *large = NULL;
  double scale = MIN ((double) MOST_SIDE / MAX (draw->shown_width, draw->shown_height), 1);
  guint width = MAX ((guint) (draw->shown_width * scale), 1), height = MAX ((guint) (draw->shown_height * scale), 1);

  large = g_new (float, (gsize) width * height);
  vt_grid_positions (map, 1, l->width, l->height, large, width, height);
  return to_mask (large, width, height);
}

static void
write_word (VtJsonWriter *json, const Word *word)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "label");
  vt_json_write_string (json, word->text, -1);
  vt_json_write_end (json, '}');
}

VtValue *
vt_draw_looks_value (const VtDraw *draw, VtValue *picture)
{
  VtValue *text = vt_task_run_input (draw->run, "text");
  g_autoptr(GArray) tokens = NULL, words = NULL;
  g_autoptr(GPtrArray) masks = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  g_autoptr(VtValue) names = NULL, all = NULL;
  VtJsonWriter json = { .text = NULL };

  if (draw->looks.sum == NULL || text == NULL)
    return NULL;
  tokens = vt_diffusion_prompt_tokens (draw->d, 0, vt_value_text (text));
  words = find_words (draw->d, tokens);
  if (words->len == 0)
    return NULL;
  json.text = g_string_new (NULL);
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = &g_array_index (words, Word, i);

      write_word (&json, word);
      g_ptr_array_add (masks, make_mask (draw, word));
    }
  vt_json_write_end (&json, ']');
  names = vt_value_new_json (json.text->str);
  g_string_free (json.text, TRUE);
  all = vt_value_new_list ((VtValue *const *) masks->pdata, masks->len);
  return vt_value_new_list ((VtValue *[]) { picture, names, all }, 3);
}
