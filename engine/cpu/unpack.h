/* unpack.h: blocks of quantised weights taken apart: small integers, and a
 * scale and an offset for each group of them.
 *
 * Every quantised type is brought to this one form, which all kernels that
 * work on more than one column share; only the hot types have kernels that
 * multiply a packed block at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"

G_BEGIN_DECLS

#define VT_UNPACK_MAX 256

/**
 * VtUnpacked: one block. Element i is scale[i / group] * q[i] + offset[i / group].
 */
typedef struct
{
  gint8 q[VT_UNPACK_MAX];
  float scale[VT_UNPACK_MAX / 16];
  float offset[VT_UNPACK_MAX / 16];
} VtUnpacked;

/**
 * VtUnpack:
 * @block: elements in a block, 32 or 256
 * @bytes: its size
 * @group: elements that share a scale, 16 or 32
 * @unpack: takes one block apart; %NULL where the type is not quantised
 *
 * Layouts: those of GGML (ggml-common.h describes them).
 */
typedef struct
{
  guint16 block;
  guint16 bytes;
  guint8 group;
  void (*unpack) (const guint8 *block, VtUnpacked *out);
} VtUnpack;

/* By type, for each level of kernels; .unpack is %NULL for plain types. */
extern const VtUnpack vt_unpacks_c[], vt_unpacks_avx2[], vt_unpacks_avx512[], vt_unpacks_amx[];

G_END_DECLS
