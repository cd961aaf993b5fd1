/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/vocab.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/hash.h"

typedef struct
{
  guint32 offset, length; /* length NO_TEXT: no such token */
} Token;

#define NO_TEXT G_MAXUINT32

typedef struct
{
  guint32 tag, id_plus_1; /* 0: free. The tag saves most looks at the text. */
} Slot;

struct _VtVocab
{
  const char *texts; /* where offsets count from */
  GString *owned;    /* those texts, where they are copies */
  Token *tokens;
  gsize n, allocated;
  Slot *slots;
  guint32 mask, used;
  guint64 seed;
};

static VtVocab *
vocab_new (gsize n)
{
  VtVocab *self = g_new0 (VtVocab, 1);
  gsize slots = 16;

  while (slots < 2 * n)
    slots *= 2;
  self->slots = g_new0 (Slot, slots);
  self->mask = slots - 1;
  self->seed = vt_hash_seed ();
  self->allocated = MAX (n, 1);
  self->tokens = g_new (Token, self->allocated);
  return self;
}

VtVocab *
vt_vocab_new (gsize n)
{
  VtVocab *self = vocab_new (MIN (n, VT_VOCAB_MAX));

  self->owned = g_string_sized_new (n * 8);
  self->texts = self->owned->str;
  return self;
}

void
vt_vocab_free (VtVocab *self)
{
  if (self == NULL)
    return;
  if (self->owned != NULL)
    g_string_free (self->owned, TRUE);
  g_free (self->tokens);
  g_free (self->slots);
  g_free (self);
}

/* The slot that holds these bytes, or the free one where they would go. */
static Slot *
find_slot (const VtVocab *self, const char *bytes, gsize length, guint32 *tag)
{
  guint64 hash = vt_hash_bytes (self->seed, bytes, length);
  guint32 at = (guint32) hash & self->mask;

  *tag = hash >> 32;
  for (;; at = (at + 1) & self->mask)
    {
      Slot *slot = &self->slots[at];
      const Token *token;

      if (slot->id_plus_1 == 0)
        return slot;
      token = &self->tokens[slot->id_plus_1 - 1];
      if (slot->tag == *tag && token->length == length
          && memcmp (self->texts + token->offset, bytes, length) == 0)
        return slot;
    }
}

static void
index_token (VtVocab *self, guint32 id)
{
  const Token *token = &self->tokens[id];
  guint32 tag;
  Slot *slot = find_slot (self, self->texts + token->offset, token->length, &tag);

  if (slot->id_plus_1 == 0)
    self->used++;
  *slot = (Slot) { tag, id + 1 };
}

static guint64
load_length (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

VtVocab *
vt_vocab_new_mapped (const guint8 *data, gsize size, gsize n, GError **error)
{
  g_autoptr (VtVocab) self = NULL;
  gsize at = 0;

  if (n > VT_VOCAB_MAX || size >= NO_TEXT)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT,
                           "The tokenizer's vocabulary is larger than any that this version can use.");
      return NULL;
    }
  self = vocab_new (n);
  self->texts = (const char *) data;
  for (; self->n < n; self->n++)
    {
      guint64 length = size - at >= 8 ? load_length (data + at) : 0;

      if (size - at < 8 || length > size - at - 8)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT,
                               "The tokenizer's vocabulary is cut off; the file is damaged.");
          return NULL;
        }
      self->tokens[self->n] = (Token) { at + 8, length };
      at += 8 + length;
      index_token (self, self->n);
    }
  return g_steal_pointer (&self);
}

static void
grow_slots (VtVocab *self)
{
  Slot *old = self->slots;
  gsize n_old = (gsize) self->mask + 1;

  self->slots = g_new0 (Slot, 2 * n_old);
  self->mask = 2 * n_old - 1;
  self->used = 0;
  for (gsize i = 0; i < n_old; i++)
    if (old[i].id_plus_1 != 0)
      index_token (self, old[i].id_plus_1 - 1);
  g_free (old);
}

static void
reserve (VtVocab *self, guint32 id)
{
  if (id >= self->allocated)
    {
      self->allocated = MAX (2 * self->allocated, (gsize) id + 1);
      self->tokens = g_renew (Token, self->tokens, self->allocated);
    }
  while (self->n <= id)
    self->tokens[self->n++] = (Token) { 0, NO_TEXT };
}

gboolean
vt_vocab_add (VtVocab *self, guint32 id, const char *bytes, gsize length)
{
  if (id >= VT_VOCAB_MAX || length > G_MAXINT32 || self->owned->len + length > G_MAXINT32)
    return FALSE;
  reserve (self, id);
  self->tokens[id] = (Token) { self->owned->len, length };
  g_string_append_len (self->owned, bytes, length);
  self->texts = self->owned->str;
  if ((gsize) self->used * 2 > self->mask)
    grow_slots (self);
  index_token (self, id);
  return TRUE;
}

guint
vt_vocab_size (const VtVocab *self)
{
  return self->n;
}

gint32
vt_vocab_find (const VtVocab *self, const char *bytes, gsize length)
{
  guint32 tag;

  return (gint32) find_slot (self, bytes, length, &tag)->id_plus_1 - 1;
}

const char *
vt_vocab_text (const VtVocab *self, guint32 id, gsize *length)
{
  if (id >= self->n || self->tokens[id].length == NO_TEXT)
    {
      *length = 0;
      return NULL;
    }
  *length = self->tokens[id].length;
  return self->texts + self->tokens[id].offset;
}

void
vt_vocab_find_bytes (const VtVocab *self, gint32 ids[256])
{
  for (guint i = 0; i < 256; i++)
    {
      char text[8];

      g_snprintf (text, sizeof text, "<0x%02X>", i);
      ids[i] = vt_vocab_find (self, text, 6);
    }
}
