/* range.c: the minimum, maximum and step of a number or slider.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/range.h"

#include <math.h>

/* Whole numbers are exact in a double up to here. */
#define LIMIT 1e15

/* A step for a range that has none: 1 for wide ranges, else a hundredth as a
 * power of ten. */
static double
natural_step (double span)
{
  return span >= 100 || span <= 0 ? 1.0 : pow (10, floor (log10 (span / 20)));
}

double
vt_range_number (const VtSpaceComponent *component, const char *property, double fallback, double low,
                 double high)
{
  double number = vt_space_component_get_number (component, property);
  return isfinite (number) ? CLAMP (number, low, high) : fallback;
}

GtkAdjustment *
vt_range_adjustment (const VtSpaceComponent *component, double minimum, double maximum)
{
  double low = vt_range_number (component, "minimum", minimum, -LIMIT, LIMIT);
  double high = vt_range_number (component, "maximum", maximum, -LIMIT, LIMIT);
  double step = vt_range_number (component, "step", 0, 0, LIMIT);

  if (low > high)
    {
      double swap = low;
      low = high;
      high = swap;
    }
  if (!(step > 0))
    step = natural_step (high - low);
  return gtk_adjustment_new (CLAMP (0, low, high), low, high, step, step * 10, 0);
}

int
vt_range_digits (double step)
{
  int digits = 0;

  while (digits < 12 && (rint (step) == 0 || fabs (step - rint (step)) > 1e-6))
    {
      step *= 10;
      digits++;
    }
  return digits;
}

gboolean
vt_range_read (VtValue *value, double *number)
{
  char *end = NULL;

  if (vt_value_type (value) == VT_VALUE_NUMBER)
    *number = vt_value_number (value);
  else if (vt_value_type (value) == VT_VALUE_TEXT)
    *number = g_ascii_strtod (vt_value_text (value), &end);
  else
    return FALSE;
  if (end && (end == vt_value_text (value) || *end != '\0'))
    return FALSE;
  return isfinite (*number);
}
