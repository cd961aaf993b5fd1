/* aligned.h: text on its way through a tokenizer, cut into pieces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

/**
 * VtAligned:
 * @bytes: valid UTF-8
 * @origins: (nullable) (element-type VtSpan): for each byte, which bytes of the
 *   user's text it stands for; %NULL where nobody asked
 *
 * Stages of a tokenizer read one buffer and write the next.
 */
typedef struct
{
  GString *bytes;
  GArray *origins;
} VtAligned;

/* An empty one; with origins if @like has them. */
void vt_aligned_init (VtAligned *self, gboolean origins);

void vt_aligned_clear (VtAligned *self);

/* Replaces the contents of @self by those of @by, which is cleared. */
void vt_aligned_take (VtAligned *self, VtAligned *by);

/* Appends user's text that begins at byte @base of the whole. */
void vt_aligned_append_source (VtAligned *self, const char *text, gsize length, gsize base);

/* Appends part of another buffer unchanged. */
void vt_aligned_copy (VtAligned *self, const VtAligned *from, gsize start, gsize end);

/* Appends @text, which stands for bytes @start to @end of @from. */
void vt_aligned_put (VtAligned *self, const char *text, gsize length, const VtAligned *from, gsize start, gsize end);

/* The same for one character. */
void vt_aligned_put_char (VtAligned *self, gunichar c, const VtAligned *from, gsize start, gsize end);

/* What bytes @start to @end stand for in the user's text; empty without origins. */
VtSpan vt_aligned_origin (const VtAligned *self, gsize start, gsize end);

/**
 * VtOutput:
 * @ids: (element-type gint32)
 * @spans: (nullable) (element-type VtSpan)
 *
 * Where models put their tokens.
 */
typedef struct
{
  GArray *ids, *spans;
} VtOutput;

static inline void
vt_output_add (VtOutput *self, gint32 id, const VtAligned *buffer, gsize start, gsize end)
{
  g_array_append_val (self->ids, id);
  if (self->spans != NULL)
    {
      VtSpan span = vt_aligned_origin (buffer, start, end);

      g_array_append_val (self->spans, span);
    }
}

/* Bytes of the UTF-8 character that begins with byte @lead. */
static inline gsize
vt_char_bytes (guint8 lead)
{
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

G_END_DECLS
