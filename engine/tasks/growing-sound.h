/* growing-sound.h: sound that grows at its end while others keep what it was.
 *
 * Every value that was given out stays as it is and costs nothing, and hours of
 * sound take no more memory than minutes (base/growing-bytes.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

typedef struct _VtGrowingSound VtGrowingSound;

/* One channel of @rate samples a second. */
VtGrowingSound *vt_growing_sound_new (guint rate);
void vt_growing_sound_free (VtGrowingSound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGrowingSound, vt_growing_sound_free)

/* Appends @n samples; silence where @samples is %NULL. Fails where the disk is full. */
gboolean vt_growing_sound_append (VtGrowingSound *self, const float *samples, gsize n, GError **error);

/* In samples. */
gsize vt_growing_sound_length (const VtGrowingSound *self);

/* All there is now; transfer full. */
VtValue *vt_growing_sound_value (VtGrowingSound *self, GError **error);

G_END_DECLS
