/* follow-end.c: keep the end of a growing view in sight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/follow-end.h"

/* Pixels from the bottom that still count as being there. */
#define NEAR 24.0

typedef struct
{
  double upper;     /* as of the last change of the bounds */
  gboolean at_end;
  gboolean moving;  /* we move it, not the person */
} Follow;

static double
bottom (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static void
on_value_changed (GtkAdjustment *adjustment, Follow *follow)
{
  /* A shrinking or growing view moves its value too; only a move within the
   * same bounds is the person's. */
  if (!follow->moving && follow->upper == gtk_adjustment_get_upper (adjustment))
    follow->at_end = gtk_adjustment_get_value (adjustment) >= bottom (adjustment) - NEAR;
}

static void
on_changed (GtkAdjustment *adjustment, Follow *follow)
{
  follow->upper = gtk_adjustment_get_upper (adjustment);
  if (!follow->at_end)
    return;
  follow->moving = TRUE;
  gtk_adjustment_set_value (adjustment, bottom (adjustment));
  follow->moving = FALSE;
}

static void
free_follow (gpointer follow, GClosure *closure)
{
  g_free (follow);
}

void
vt_follow_end (GtkScrolledWindow *scrolled)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  Follow *follow = g_new0 (Follow, 1);

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));
  follow->at_end = TRUE;
  follow->upper = gtk_adjustment_get_upper (adjustment);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (on_value_changed), follow);
  g_signal_connect_data (adjustment, "changed", G_CALLBACK (on_changed), follow, free_follow, 0);
}
