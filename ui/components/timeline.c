/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/timeline.h"

#include "ui/components/component.h"

G_DEFINE_INTERFACE (VtTimeline, vt_timeline, GTK_TYPE_WIDGET)

static guint position;

static void
vt_timeline_default_init (VtTimelineInterface *iface)
{
  position = g_signal_new ("position", VT_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                           G_TYPE_DOUBLE);
}

void
vt_timeline_seek (VtTimeline *self, double seconds)
{
  VT_TIMELINE_GET_IFACE (self)->seek (self, seconds);
}

void
vt_timeline_emit_position (VtTimeline *self, double seconds)
{
  g_signal_emit (self, position, 0, seconds);
}

static VtTimeline *
find_below (GtkWidget *widget, GtkWidget *except, const char *id)
{
  if (VT_IS_COMPONENT_VIEW (widget))
    return VT_IS_TIMELINE (widget) && g_strcmp0 (vt_component_view_get_id (VT_COMPONENT_VIEW (widget)), id) == 0
             ? VT_TIMELINE (widget) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      VtTimeline *found = child != except ? find_below (child, NULL, id) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

VtTimeline *
vt_timeline_find (GtkWidget *widget, const char *id)
{
  VtTimeline *found = NULL;

  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL && found == NULL; parent = gtk_widget_get_parent (parent))
    {
      found = find_below (parent, widget, id);
      widget = parent;
    }
  return found;
}
