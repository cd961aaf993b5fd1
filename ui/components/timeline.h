/* timeline.h: a component that is heard or seen over time, and may be sent to a place in it.
 *
 * Signals:
 *   "position" (double seconds): it is there now, because it plays or was sent there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_TIMELINE (vt_timeline_get_type ())
G_DECLARE_INTERFACE (VtTimeline, vt_timeline, VT, TIMELINE, GtkWidget)

struct _VtTimelineInterface
{
  GTypeInterface parent_interface;
  void (*seek) (VtTimeline *self, double seconds);
};

void vt_timeline_seek (VtTimeline *self, double seconds);

/* For those that implement it. */
void vt_timeline_emit_position (VtTimeline *self, double seconds);

/* The component @id that is nearest to @widget on its page, if it has a timeline;
 * transfer none, or %NULL. */
VtTimeline *vt_timeline_find (GtkWidget *widget, const char *id);

G_END_DECLS
