/* normalizers.c: the list of normalizers, and the small ones.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/normalizers.h"

#include <string.h>

#include "engine/text/byte-chars.h"
#include "engine/text/split.h"
#include "engine/text/unicode.h"

void
vt_normalize_chars (VtAligned *buffer, VtCharFunc func)
{
  VtAligned to;

  vt_aligned_init (&to, buffer->origins != NULL);
  for (gsize at = 0; at < buffer->bytes->len;)
    {
      gsize next = at + vt_char_bytes (buffer->bytes->str[at]);

      func (g_utf8_get_char (buffer->bytes->str + at), &to, buffer, at, next);
      at = next;
    }
  vt_aligned_take (buffer, &to);
}

/* Whether a character may combine with the one before it. */
static gboolean
continues (gunichar c)
{
  return c >= 0x300 && (g_unichar_ismark (c) || g_unichar_combining_class (c) != 0 || (c >= 0x1160 && c <= 0x11ff)
                        || c == 0xff9e || c == 0xff9f);
}

/* Where the characters that begin at @at and combine with each other end. */
static gsize
end_of_cluster (const GString *bytes, gsize at)
{
  do
    at += vt_char_bytes (bytes->str[at]);
  while (at < bytes->len && continues (g_utf8_get_char (bytes->str + at)));
  return at;
}

/* Cluster by cluster: a very long text needs no second copy, and each
 * character's origin stays known. */
void
vt_normalize_form (VtAligned *buffer, GNormalizeMode mode)
{
  VtAligned to;

  vt_aligned_init (&to, buffer->origins != NULL);
  for (gsize at = 0; at < buffer->bytes->len;)
    {
      gsize end = end_of_cluster (buffer->bytes, at);
      const char *text = buffer->bytes->str + at;

      if (end - at == 1)
        vt_aligned_copy (&to, buffer, at, end);
      else
        {
          g_autofree char *form = g_utf8_normalize (text, end - at, mode);
          gsize n = form != NULL ? strlen (form) : 0;

          if (form == NULL || (n == end - at && memcmp (form, text, n) == 0))
            vt_aligned_copy (&to, buffer, at, end);
          else
            vt_aligned_put (&to, form, n, buffer, at, end);
        }
      at = end;
    }
  vt_aligned_take (buffer, &to);
}

static void
nfc (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_form (buffer, G_NORMALIZE_NFC);
}

static void
nfd (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_form (buffer, G_NORMALIZE_NFD);
}

static void
nfkc (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_form (buffer, G_NORMALIZE_NFKC);
}

static void
nfkd (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_form (buffer, G_NORMALIZE_NFKD);
}

static const VtNormalizerClass nfc_class = { .stage = { "NFC", NULL, NULL }, .apply = nfc };
static const VtNormalizerClass nfd_class = { .stage = { "NFD", NULL, NULL }, .apply = nfd };
static const VtNormalizerClass nfkc_class = { .stage = { "NFKC", NULL, NULL }, .apply = nfkc };
static const VtNormalizerClass nfkd_class = { .stage = { "NFKD", NULL, NULL }, .apply = nfkd };

void
vt_put_lower (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  if (c == 0x130)
    vt_aligned_put (to, "i\xcc\x87", 3, from, start, end);
  else if (c >= 0x24b6 && c <= 0x24cf) /* circled letters and Roman numerals are no letters to GLib */
    vt_aligned_put_char (to, c + 26, from, start, end);
  else if (c >= 0x2160 && c <= 0x216f)
    vt_aligned_put_char (to, c + 16, from, start, end);
  else
    vt_aligned_put_char (to, g_unichar_tolower (c), from, start, end);
}

static void
lowercase (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_chars (buffer, vt_put_lower);
}

static const VtNormalizerClass lowercase_class = { .stage = { "Lowercase", NULL, NULL }, .apply = lowercase };

static void
put_unless_mark (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  if (!vt_is_mark (c))
    vt_aligned_copy (to, from, start, end);
}

static void
strip_accents (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_chars (buffer, put_unless_mark);
}

static const VtNormalizerClass strip_accents_class = {
  .stage = { "StripAccents", NULL, NULL }, .apply = strip_accents,
};

/* SentencePiece's clean-up of machine translation data. */
static void
put_nmt (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  if ((c >= 1 && c <= 8) || c == 0xb || (c >= 0xe && c <= 0x1f) || c == 0x7f || c == 0x8f || c == 0x9f)
    return;
  if (c == 9 || c == 0xa || c == 0xc || c == 0xd || c == 0x1680 || (c >= 0x200b && c <= 0x200f) || c == 0x2028
      || c == 0x2029 || c == 0x2581 || c == 0xfeff || c == 0xfffd)
    vt_aligned_put (to, " ", 1, from, start, end);
  else
    vt_aligned_copy (to, from, start, end);
}

static void
nmt (gconstpointer data, VtAligned *buffer)
{
  vt_normalize_chars (buffer, put_nmt);
}

static const VtNormalizerClass nmt_class = { .stage = { "Nmt", NULL, NULL }, .apply = nmt };

static void
byte_level (gconstpointer data, VtAligned *buffer)
{
  VtAligned to;

  vt_aligned_init (&to, buffer->origins != NULL);
  for (gsize at = 0; at < buffer->bytes->len; at++)
    vt_aligned_put_char (&to, vt_byte_to_char (buffer->bytes->str[at]), buffer, at, at + 1);
  vt_aligned_take (buffer, &to);
}

static const VtNormalizerClass byte_level_class = { .stage = { "ByteLevel", NULL, NULL }, .apply = byte_level };

typedef struct
{
  gboolean left, right;
} Strip;

static gpointer
strip_load (const VtJsonNode *node, GError **error)
{
  Strip *self = g_new0 (Strip, 1);

  self->left = vt_json_get_boolean (node, "strip_left", TRUE);
  self->right = vt_json_get_boolean (node, "strip_right", TRUE);
  return self;
}

static void
strip_apply (gconstpointer data, VtAligned *buffer)
{
  const Strip *self = data;
  const char *text = buffer->bytes->str;
  gsize start = 0, end = buffer->bytes->len;
  VtAligned to;

  while (self->left && start < end && vt_is_space (g_utf8_get_char (text + start)))
    start += vt_char_bytes (text[start]);
  while (self->right && start < end)
    {
      const char *last = g_utf8_prev_char (text + end);

      if (!vt_is_space (g_utf8_get_char (last)))
        break;
      end = last - text;
    }
  vt_aligned_init (&to, buffer->origins != NULL);
  vt_aligned_copy (&to, buffer, start, end);
  vt_aligned_take (buffer, &to);
}

static const VtNormalizerClass strip_class = { .stage = { "Strip", strip_load, g_free }, .apply = strip_apply };

static gpointer
prepend_load (const VtJsonNode *node, GError **error)
{
  const char *text = vt_json_get_string (node, "prepend", NULL);

  return text != NULL ? g_strdup (text) : vt_stage_damaged (error, "it does not say what to prepend");
}

static void
prepend_apply (gconstpointer data, VtAligned *buffer)
{
  const char *prefix = data;
  VtAligned to;

  if (buffer->bytes->len == 0)
    return;
  vt_aligned_init (&to, buffer->origins != NULL);
  vt_aligned_put (&to, prefix, strlen (prefix), buffer, 0, vt_char_bytes (*buffer->bytes->str));
  vt_aligned_copy (&to, buffer, 0, buffer->bytes->len);
  vt_aligned_take (buffer, &to);
}

static const VtNormalizerClass prepend_class = { .stage = { "Prepend", prepend_load, g_free }, .apply = prepend_apply };

static void
replace_apply (gconstpointer data, VtAligned *buffer)
{
  const VtReplace *self = data;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (VtSpan));
  gsize at = 0, n = strlen (self->content);
  VtAligned to;

  vt_pattern_find (&self->pattern, buffer->bytes->str, buffer->bytes->len, found);
  if (found->len == 0)
    return;
  vt_aligned_init (&to, buffer->origins != NULL);
  for (guint i = 0; i < found->len; i++)
    {
      VtSpan span = g_array_index (found, VtSpan, i);

      vt_aligned_copy (&to, buffer, at, span.start);
      vt_aligned_put (&to, self->content, n, buffer, span.start, span.end);
      at = span.end;
    }
  vt_aligned_copy (&to, buffer, at, buffer->bytes->len);
  vt_aligned_take (buffer, &to);
}

static const VtNormalizerClass replace_class = {
  .stage = { "Replace", vt_replace_load, vt_replace_free }, .apply = replace_apply,
};

static gpointer
sequence_load (const VtJsonNode *node, GError **error)
{
  return vt_stage_load_list (vt_json_get (node, "normalizers"), vt_normalizer_load, error);
}

static void
sequence_free (gpointer data)
{
  g_array_unref (data);
}

static void
sequence_apply (gconstpointer data, VtAligned *buffer)
{
  const GArray *list = data;

  for (guint i = 0; i < list->len; i++)
    vt_normalizer_apply (&g_array_index (list, VtStage, i), buffer);
}

static const VtNormalizerClass sequence_class = {
  .stage = { "Sequence", sequence_load, sequence_free }, .apply = sequence_apply,
};

static const VtStageClass *const classes[] = {
  &vt_normalizer_bert.stage,
  &vt_normalizer_precompiled.stage,
  &byte_level_class.stage,
  &lowercase_class.stage,
  &nfc_class.stage,
  &nfd_class.stage,
  &nfkc_class.stage,
  &nfkd_class.stage,
  &nmt_class.stage,
  &prepend_class.stage,
  &replace_class.stage,
  &sequence_class.stage,
  &strip_class.stage,
  &strip_accents_class.stage,
  NULL,
};

gboolean
vt_normalizer_load (VtStage *self, const VtJsonNode *node, GError **error)
{
  return vt_stage_load (self, node, classes, "normalizer", error);
}

void
vt_normalizer_apply (const VtStage *self, VtAligned *buffer)
{
  if (self->klass != NULL)
    ((const VtNormalizerClass *) self->klass)->apply (self->data, buffer);
}
