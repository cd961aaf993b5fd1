/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-prompt.h"

#include <math.h>
#include <string.h>

#define MAX_WEIGHT 10

/* --- weights --- */

/* Where `(… :1.3)` that begins at @open ends, or %NULL; sets what is inside and the weight. */
static const char *
match_weighted (const char *open, gsize *length, float *weight)
{
  const char *colon = NULL, *p;
  char *end;
  double value;

  for (p = open + 1; *p != '\0' && *p != '(' && *p != ')'; p++)
    if (*p == '\\' && p[1] != '\0')
      p++;
    else if (*p == ':')
      colon = p;
  if (*p != ')' || colon == NULL)
    return NULL;
  value = g_ascii_strtod (colon + 1, &end);
  if (end != p || end == colon + 1 || !(value >= 0 && value <= MAX_WEIGHT))
    return NULL;
  *length = (gsize) (colon - open - 1);
  *weight = (float) value;
  return p + 1;
}

/* Backslashes before brackets were only there to keep them. */
static char *
unescape (const char *text, gsize length)
{
  GString *s = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (!(text[i] == '\\' && i + 1 < length && strchr ("()\\", text[i + 1]) != NULL))
      g_string_append_c (s, text[i]);
    else
      g_string_append_c (s, text[++i]);
  return g_string_free (s, FALSE);
}

/* What is being filled. */
typedef struct
{
  const VtDiffusion *d;
  guint which;
  GArray *tokens;
} Tokens;

/* What models fill up with may be written out: SD 2.x takes each “!” for it, as diffusers does. */
static void
add_text (const Tokens *t, const char *text, gsize length, float weight)
{
  g_autofree char *own = g_strndup (text, length);
  g_autoptr(GArray) ids = vt_tokenizer_encode (t->d->tokenizers[t->which], own, -1, VT_ENCODE_PARSE_SPECIAL);

  for (guint i = 0; i < ids->len; i++)
    {
      VtPromptToken token = { g_array_index (ids, gint32, i), weight, NULL };

      g_array_append_val (t->tokens, token);
    }
}

/* The first word taught afterwards in @text, the longest of those there; %NULL for none. */
static const char *
find_taught (const Tokens *t, const char *text, const VtTextInversion **taught)
{
  const char *first = NULL;

  for (guint i = 0; t->d->inversions != NULL && i < t->d->inversions->len; i++)
    {
      const VtTextInversion *one = g_ptr_array_index (t->d->inversions, i);
      const char *at = one->n[t->which] > 0 ? strstr (text, one->word) : NULL;

      if (at == NULL || (first != NULL && (at > first || (at == first && strlen (one->word) <= strlen ((*taught)->word)))))
        continue;
      first = at;
      *taught = one;
    }
  return first;
}

static void
add_part (const Tokens *t, const char *text, gsize length, float weight)
{
  g_autofree char *plain = unescape (text, length);
  const VtTextInversion *taught = NULL;
  const char *rest = plain, *at;

  while ((at = find_taught (t, rest, &taught)) != NULL)
    {
      add_text (t, rest, (gsize) (at - rest), weight);
      for (guint i = 0; i < taught->n[t->which]; i++)
        {
          VtPromptToken token = { 0, weight, taught->vectors[t->which] + i * (gsize) t->d->text[t->which]->n_embd };

          g_array_append_val (t->tokens, token);
        }
      rest = at + strlen (taught->word);
    }
  add_text (t, rest, strlen (rest), weight);
}

GArray *
vt_diffusion_prompt_tokens (const VtDiffusion *d, guint which, const char *text)
{
  Tokens t = { d, which, g_array_new (FALSE, FALSE, sizeof (VtPromptToken)) };
  const char *start = text, *p = text;

  while (*p != '\0')
    {
      gsize length;
      float weight;
      const char *end = *p == '(' ? match_weighted (p, &length, &weight) : NULL;

      if (end == NULL)
        {
          p += *p == '\\' && p[1] != '\0' ? 2 : 1;
          continue;
        }
      add_part (&t, start, (gsize) (p - start), 1);
      add_part (&t, p + 1, length, weight);
      start = p = end;
    }
  add_part (&t, start, (gsize) (p - start), 1);
  return t.tokens;
}

/* --- pieces --- */

static guint
pieces_for (const VtDiffusion *d, guint i, guint n_tokens)
{
  guint room = (guint) d->text[i]->n_ctx - 2;

  return MAX ((n_tokens + room - 1) / room, 1);
}

guint
vt_diffusion_prompt_pieces (const VtDiffusion *d, const char *text)
{
  guint pieces = 1;

  for (guint i = 0; i < d->n_text; i++)
    {
      g_autoptr(GArray) tokens = vt_diffusion_prompt_tokens (d, i, text);

      pieces = MAX (pieces, pieces_for (d, i, tokens->len));
    }
  return pieces;
}

void
vt_diffusion_words_clear (VtDiffusionWords *words)
{
  g_clear_pointer (&words->words, g_free);
  g_clear_pointer (&words->pooled, g_free);
}

/* One piece: its tokens between begin and end, filled up. */
typedef struct
{
  guint n;
  gint32 *ids;
  float *weights;
  const float **embeddings;
} Piece;

static void
piece_clear (Piece *p)
{
  g_free (p->ids);
  g_free (p->weights);
  g_free (p->embeddings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Piece, piece_clear)

static gint32
role_or (gint32 id, gint32 otherwise)
{
  return id != VT_NO_TOKEN ? id : otherwise;
}

static Piece
make_piece (const VtDiffusion *d, guint which, const GArray *tokens, guint index)
{
  const VtClipText *text = d->text[which];
  const VtTokenizer *tokenizer = d->tokenizers[which];
  guint n = (guint) text->n_ctx, room = n - 2, first = index * room;
  gint32 end = role_or (vt_tokenizer_get_eos (tokenizer), 0);
  gint32 fill = d->pad[which] >= 0 ? d->pad[which] : role_or (vt_tokenizer_get_pad (tokenizer), end);
  Piece p = { n, g_new (gint32, n), g_new (float, n), g_new0 (const float *, n) };

  for (guint i = 0; i < n; i++)
    {
      const VtPromptToken *token = i > 0 && i <= room && first + i - 1 < tokens->len
        ? &g_array_index (tokens, VtPromptToken, first + i - 1) : NULL;
      guint used = MIN (tokens->len > first ? tokens->len - first : 0, room);

      p.ids[i] = token != NULL ? token->id : i == 0 ? role_or (vt_tokenizer_get_bos (tokenizer), end) : i == used + 1 ? end : fill;
      p.weights[i] = token != NULL ? token->weight : 1;
      p.embeddings[i] = token != NULL ? token->embedding : NULL;
    }
  return p;
}

/* Weighs each token's state, and brings the whole back to the mean it had, so
 * that a heavy word does not make everything louder. */
static void
weigh (float *hidden, const float *weights, gsize n, gsize width)
{
  double before = 0, after = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < width; k++)
      {
        before += hidden[i * width + k];
        hidden[i * width + k] *= weights[i];
        after += hidden[i * width + k];
      }
  if (fabs (after) < 1e-9 || before == after)
    return;
  for (gsize i = 0; i < n * width; i++)
    hidden[i] *= (float) (before / after);
}

/* Encoder @which's part of the words: columns [@column, @column + its width) of piece @index's rows. */
static gboolean
encode_piece (VtDiffusion *d, guint which, const GArray *tokens, guint index, guint skip, VtDiffusionWords *words, gsize column,
              GError **error)
{
  VtClipText *text = d->text[which];
  g_auto(Piece) p = make_piece (d, which, tokens, index);
  gsize width = (gsize) text->n_embd;
  g_autofree float *hidden = g_new (float, p.n * width);
  float *pooled = words->pooled != NULL && index == 0 && which == d->n_text - 1 ? words->pooled : NULL;

  if (!vt_clip_text_encode (text, p.ids, p.n, p.embeddings, skip + (d->xl ? 1 : 0), !d->xl, hidden, pooled, NULL, NULL, error))
    return FALSE;
  weigh (hidden, p.weights, p.n, width);
  for (gsize i = 0; i < p.n; i++)
    memcpy (words->words + (index * p.n + i) * words->width + column, hidden + i * width, width * sizeof *hidden);
  return TRUE;
}

static gsize
pooled_width (const VtDiffusion *d)
{
  const VtClipText *last = d->text[d->n_text - 1];

  return d->unet->added > 0 ? (gsize) (last->n_projection > 0 ? last->n_projection : last->n_embd) : 0;
}

gboolean
vt_diffusion_prompt_encode (VtDiffusion *d, const char *text, guint pieces, guint skip, VtDiffusionWords *words, GError **error)
{
  gsize column = 0;

  words->width = (gsize) d->unet->words;
  words->n = pieces * (gsize) d->text[0]->n_ctx;
  words->words = g_new0 (float, words->n * words->width);
  words->n_pooled = pooled_width (d);
  words->pooled = words->n_pooled > 0 ? g_new0 (float, words->n_pooled) : NULL;
  for (guint i = 0; text != NULL && i < d->n_text; i++)
    {
      g_autoptr(GArray) tokens = vt_diffusion_prompt_tokens (d, i, text);

      for (guint k = 0; k < pieces; k++)
        if (!encode_piece (d, i, tokens, k, skip, words, column, error))
          return FALSE;
      column += (gsize) d->text[i]->n_embd;
    }
  return TRUE;
}
