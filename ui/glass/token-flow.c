/* token-flow.c: where chips stand that flow like words in lines.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/glass/token-flow.h"

static VtTokenPlace *
place_at (GArray *places, guint i)
{
  return &g_array_index (places, VtTokenPlace, i);
}

int
vt_token_flow (GArray *places, guint from, int width, int gap)
{
  int x = 0, line = 0;

  if (from > 0)
    {
      VtTokenPlace *last = place_at (places, from - 1);
      line = last->breaks ? last->line + 1 : last->line;
      x = last->breaks ? 0 : last->x + MIN (last->width, width) + gap;
    }
  for (guint i = from; i < places->len; i++)
    {
      VtTokenPlace *place = place_at (places, i);
      int wide = MIN (place->width, width);

      if (x > 0 && x + wide > width)
        {
          x = 0;
          line++;
        }
      place->x = x;
      place->line = line;
      x = place->breaks ? 0 : x + wide + gap;
      line += place->breaks ? 1 : 0;
    }
  return places->len > 0 ? place_at (places, places->len - 1)->line + 1 : 0;
}

guint
vt_token_flow_find_line (GArray *places, int line)
{
  guint low = 0, high = places->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (place_at (places, middle)->line < line)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

int
vt_token_flow_find_near (GArray *places, int line, int x)
{
  int best = -1, distance = G_MAXINT;

  for (guint i = vt_token_flow_find_line (places, line); i < places->len && place_at (places, i)->line == line; i++)
    {
      int away = ABS (place_at (places, i)->x - x);
      if (away < distance)
        {
          best = (int) i;
          distance = away;
        }
    }
  return best;
}
