/* type.h: the element types of tensors and what a block of each looks like.
 *
 * Numbers equal ggml's, so that a GGUF file's type needs no translation.
 * Quantised types store blocks of `block` elements in `bytes` bytes along the
 * innermost dimension; for plain types block is 1.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VT_TYPE_F32 = 0,
  VT_TYPE_F16 = 1,
  VT_TYPE_Q4_0 = 2,
  VT_TYPE_Q4_1 = 3,
  VT_TYPE_Q5_0 = 6,
  VT_TYPE_Q5_1 = 7,
  VT_TYPE_Q8_0 = 8,
  VT_TYPE_Q2_K = 10,
  VT_TYPE_Q3_K = 11,
  VT_TYPE_Q4_K = 12,
  VT_TYPE_Q5_K = 13,
  VT_TYPE_Q6_K = 14,
  VT_TYPE_IQ4_NL = 20,
  VT_TYPE_I8 = 24,
  VT_TYPE_I16 = 25,
  VT_TYPE_I32 = 26,
  VT_TYPE_I64 = 27,
  VT_TYPE_F64 = 28,
  VT_TYPE_BF16 = 30,
  VT_TYPE_COUNT = 31
} VtType;

/**
 * VtTypeInfo:
 * @name: as users see it, "Q4_K"; %NULL for a number that is no type of ours
 * @block: elements in a block
 * @bytes: bytes of a block
 */
typedef struct
{
  const char *name;
  guint16 block;
  guint16 bytes;
} VtTypeInfo;

/* The facts of @type; never %NULL, but .name is %NULL where @type is unknown. */
const VtTypeInfo *vt_type_info (VtType type);

static inline gboolean
vt_type_is_quantised (VtType type)
{
  return vt_type_info (type)->block > 1;
}

/* Bytes of a row of @n elements; @n must be a multiple of the block. */
static inline gsize
vt_type_row_bytes (VtType type, gint64 n)
{
  const VtTypeInfo *info = vt_type_info (type);

  return (gsize) (n / info->block) * info->bytes;
}

G_END_DECLS
