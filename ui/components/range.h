/* range.h: the minimum, maximum and step of a number or slider.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-component.h"

G_BEGIN_DECLS

/* The number of @property within @low … @high, or @fallback where it is not set. */
double vt_range_number (const VtSpaceComponent *component, const char *property, double fallback,
                        double low, double high);

/* An adjustment of "minimum", "maximum" and "step", made sensible: swapped where
 * upside down, @minimum, @maximum and a step where there is none. Transfer floating. */
GtkAdjustment *vt_range_adjustment (const VtSpaceComponent *component, double minimum, double maximum);

/* Decimals needed to show multiples of @step, 0 to 12. */
int vt_range_digits (double step);

/* A number, or a text that is one; %FALSE for all else and for what is not finite. */
gboolean vt_range_read (VtValue *value, double *number);

G_END_DECLS
