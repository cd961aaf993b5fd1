/* palette.c: colours for labels.
 *
 * The eight are tints of Okabe and Ito's colour-blind safe set.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/palette.h"

#include <math.h>

static const guint32 colors[] = { 0x8ecdf0, 0xf4c069, 0x7fd1b6, 0xf2a379, 0xe3aecb, 0xf3ea8b, 0x9dc0e6, 0xc9c9c9 };

static GdkRGBA
from_hex (guint32 rgb)
{
  return (GdkRGBA) { (rgb >> 16 & 255) / 255.0f, (rgb >> 8 & 255) / 255.0f, (rgb & 255) / 255.0f, 1 };
}

GdkRGBA
vt_palette_color (guint index)
{
  return from_hex (colors[index % G_N_ELEMENTS (colors)]);
}

GdkRGBA
vt_palette_score (double score)
{
  GdkRGBA end = from_hex (score < 0 ? 0xe69f00 : 0x56b4e9), white = from_hex (0xf4f4f4);
  float t = (float) CLAMP (fabs (score), 0, 1);

  return (GdkRGBA) { white.red + t * (end.red - white.red), white.green + t * (end.green - white.green),
                     white.blue + t * (end.blue - white.blue), 1 };
}

GdkRGBA
vt_palette_heat (double heat)
{
  static const guint32 stops[] = { 0x08061c, 0x48126a, 0xa82e5f, 0xee7030, 0xfce896 };
  double at = CLAMP (heat, 0, 1) * (G_N_ELEMENTS (stops) - 1);
  guint i = MIN ((guint) at, G_N_ELEMENTS (stops) - 2);
  GdkRGBA a = from_hex (stops[i]), b = from_hex (stops[i + 1]);
  float t = (float) (at - i);

  return (GdkRGBA) { a.red + t * (b.red - a.red), a.green + t * (b.green - a.green), a.blue + t * (b.blue - a.blue), 1 };
}

static double
linear (float channel)
{
  return channel <= 0.04045f ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

GdkRGBA
vt_palette_text_on (const GdkRGBA *ground)
{
  double light = 0.2126 * linear (ground->red) + 0.7152 * linear (ground->green) + 0.0722 * linear (ground->blue);
  /* Contrast with white (1.05 / (L + 0.05)) against that with black ((L + 0.05) / 0.05). */
  return from_hex (1.05 * 0.05 > (light + 0.05) * (light + 0.05) ? 0xffffff : 0x000000);
}

const char *
vt_palette_hex (const GdkRGBA *color, char *hex)
{
  g_snprintf (hex, 8, "#%02x%02x%02x", (guint) rintf (CLAMP (color->red, 0, 1) * 255),
              (guint) rintf (CLAMP (color->green, 0, 1) * 255), (guint) rintf (CLAMP (color->blue, 0, 1) * 255));
  return hex;
}
