/* follow-end.c: keep the end of a growing view in sight.
 *
 * A view moves its own adjustment too: a text view that validates its lines sets
 * it back to keep its first line. So a move counts as the person's only shortly
 * after the pointer or the keys did something; any other move away from the end
 * is undone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/follow-end.h"

/* Pixels from the bottom that still count as being there. */
#define NEAR 24.0
/* Kinetic scrolling goes on for a while; microseconds. */
#define HAND (800 * 1000)

/* Owned by the handlers that use it, in turn. */
typedef struct
{
  GtkAdjustment *adjustment; /* outlives its handlers */
  gint64 touched;            /* when the person last did something here */
  guint stick;               /* source that goes to the end */
  gboolean at_end;
} Follow;

static double
bottom (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static gboolean
on_stick (gpointer data)
{
  Follow *follow = data;

  follow->stick = 0;
  if (follow->at_end)
    gtk_adjustment_set_value (follow->adjustment, bottom (follow->adjustment));
  return G_SOURCE_REMOVE;
}

static void
on_value_changed (GtkAdjustment *adjustment, Follow *follow)
{
  gboolean at_bottom = gtk_adjustment_get_value (adjustment) >= bottom (adjustment) - NEAR;

  if (g_get_monotonic_time () - follow->touched < HAND)
    follow->at_end = at_bottom;
  else if (follow->at_end && !at_bottom && follow->stick == 0)
    follow->stick = g_idle_add (on_stick, follow);
}

static void
on_changed (GtkAdjustment *adjustment, Follow *follow)
{
  if (follow->at_end)
    gtk_adjustment_set_value (adjustment, bottom (adjustment));
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, Follow *follow)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type != GDK_MOTION_NOTIFY || gdk_event_get_modifier_state (event) & GDK_BUTTON1_MASK)
    follow->touched = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_scroll_child (GtkScrolledWindow *scrolled, GtkScrollType type, gboolean horizontal, Follow *follow)
{
  follow->touched = g_get_monotonic_time ();
  return FALSE;
}

static void
clear_follow (gpointer data)
{
  Follow *follow = data;

  g_clear_handle_id (&follow->stick, g_source_remove);
}

static void
unref_follow (gpointer follow, GClosure *closure)
{
  g_rc_box_release_full (follow, clear_follow);
}

static void
connect (gpointer object, const char *signal, GCallback handler, Follow *follow)
{
  g_signal_connect_data (object, signal, handler, g_rc_box_acquire (follow), unref_follow, 0);
}

void
vt_follow_end (GtkScrolledWindow *scrolled)
{
  GtkEventController *events;
  Follow *follow;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));
  events = gtk_event_controller_legacy_new ();
  follow = g_rc_box_new0 (Follow);
  follow->adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  follow->at_end = TRUE;
  follow->touched = -HAND;
  connect (follow->adjustment, "value-changed", G_CALLBACK (on_value_changed), follow);
  connect (follow->adjustment, "changed", G_CALLBACK (on_changed), follow);
  connect (scrolled, "scroll-child", G_CALLBACK (on_scroll_child), follow);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  connect (events, "event", G_CALLBACK (on_event), follow);
  gtk_widget_add_controller (GTK_WIDGET (scrolled), events);
  g_rc_box_release_full (follow, clear_follow);
}
