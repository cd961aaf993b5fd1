/* token-flow.h: where chips stand that flow like words in lines.
 *
 * Only numbers: tens of thousands of chips cost microseconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtTokenPlace:
 * @width: wished, pixels
 * @breaks: whether the next chip begins a new line
 * @x: from the left of the line
 * @line: from 0
 */
typedef struct
{
  int width;
  gboolean breaks;
  int x;
  int line;
} VtTokenPlace;

/* Places @places from @from on (those before are in place already) in lines of
 * @width pixels with @gap between chips. Returns the number of lines. */
int vt_token_flow (GArray *places, guint from, int width, int gap);

/* The first chip of @line or of a later one; the length where there is none. */
guint vt_token_flow_find_line (GArray *places, int line);

/* The chip of @line that stands nearest to @x, or -1. */
int vt_token_flow_find_near (GArray *places, int line, int x);

G_END_DECLS
