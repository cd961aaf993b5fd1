/* normalizer-bert.c: what BERT does to a text before it looks for words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/normalizers.h"
#include "engine/text/unicode.h"

typedef struct
{
  gboolean clean, ideographs, strip_accents, lowercase;
} Bert;

static gpointer
bert_load (const VtJsonNode *node, GError **error)
{
  Bert *self = g_new0 (Bert, 1);

  self->clean = vt_json_get_boolean (node, "clean_text", TRUE);
  self->ideographs = vt_json_get_boolean (node, "handle_chinese_chars", TRUE);
  self->lowercase = vt_json_get_boolean (node, "lowercase", TRUE);
  self->strip_accents = vt_json_get_boolean (node, "strip_accents", self->lowercase);
  return self;
}

static gboolean
is_control (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
put_clean (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  if (c == '\t' || c == '\n' || c == '\r')
    vt_aligned_put (to, " ", 1, from, start, end);
  else if (c == 0 || c == 0xfffd || is_control (c))
    return;
  else if (vt_is_space (c))
    vt_aligned_put (to, " ", 1, from, start, end);
  else
    vt_aligned_copy (to, from, start, end);
}

static void
put_ideograph (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  gboolean ideograph = vt_is_ideograph (c);

  if (ideograph)
    vt_aligned_put (to, " ", 1, from, start, end);
  vt_aligned_copy (to, from, start, end);
  if (ideograph)
    vt_aligned_put (to, " ", 1, from, start, end);
}

static void
put_unless_accent (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  if (c < 0x300 || g_unichar_type (c) != G_UNICODE_NON_SPACING_MARK)
    vt_aligned_copy (to, from, start, end);
}

static void
bert_apply (gconstpointer data, VtAligned *buffer)
{
  const Bert *self = data;

  if (self->clean)
    vt_normalize_chars (buffer, put_clean);
  if (self->ideographs)
    vt_normalize_chars (buffer, put_ideograph);
  if (self->strip_accents)
    {
      vt_normalize_form (buffer, G_NORMALIZE_NFD);
      vt_normalize_chars (buffer, put_unless_accent);
    }
  if (self->lowercase)
    vt_normalize_chars (buffer, vt_put_lower);
}

const VtNormalizerClass vt_normalizer_bert = {
  .stage = { "BertNormalizer", bert_load, g_free }, .apply = bert_apply,
};
