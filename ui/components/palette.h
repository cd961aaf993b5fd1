/* palette.h: colours for labels, told apart by everybody and readable on light
 * and dark grounds because each brings its own text colour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* The ground of label number @index; they repeat after eight. */
GdkRGBA vt_palette_color (guint index);

/* The ground of a score from -1 (orange) over 0 (nearly white) to 1 (blue). */
GdkRGBA vt_palette_score (double score);

/* Of a heat from 0 (night) to 1 (noon): brighter and brighter, so that it reads in grey too. */
GdkRGBA vt_palette_heat (double heat);

/* Black or white, whichever is read better on @ground (WCAG's contrast ratio). */
GdkRGBA vt_palette_text_on (const GdkRGBA *ground);

/* "#rrggbb" for Pango's markup, @hex having room for 8 bytes. */
const char *vt_palette_hex (const GdkRGBA *color, char *hex);

G_END_DECLS
