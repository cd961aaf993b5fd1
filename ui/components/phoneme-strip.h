/* phoneme-strip.h: the sounds of a sentence as tiles, each as wide as it is long.
 *
 * Signals:
 *   "seek" (double seconds): a tile was pressed; where it begins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_PHONEME_STRIP (vt_phoneme_strip_get_type ())
G_DECLARE_FINAL_TYPE (VtPhonemeStrip, vt_phoneme_strip, VT, PHONEME_STRIP, GtkWidget)

GtkWidget *vt_phoneme_strip_new (void);

/* (element-type VtTimedPart) (nullable): of which a reference is kept. */
void vt_phoneme_strip_set_sounds (VtPhonemeStrip *self, GPtrArray *sounds);

/* The one that is heard now, or -1. */
void vt_phoneme_strip_set_current (VtPhonemeStrip *self, int current);

G_END_DECLS
