/* normalizers.h: normalizers that have a file of their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/stage.h"

G_BEGIN_DECLS

extern const VtNormalizerClass vt_normalizer_bert, vt_normalizer_precompiled;

/* Rewrites @buffer character by character. */
typedef void (*VtCharFunc) (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end);
void vt_normalize_chars (VtAligned *buffer, VtCharFunc func);

/* Unicode's normalization forms. */
void vt_normalize_form (VtAligned *buffer, GNormalizeMode mode);

/* As vt_normalize_chars() functions: lower case (İ becomes two characters). */
void vt_put_lower (gunichar c, VtAligned *to, const VtAligned *from, gsize start, gsize end);

G_END_DECLS
