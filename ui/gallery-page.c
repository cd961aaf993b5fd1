/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gallery-page.h"

#include <glib/gi18n.h>

#include "engine/tasks/task.h"
#include "ui/gallery-card.h"
#include "ui/gallery-menu.h"

/* What a filter button lets through, beside a medium. */
#define FILTER_ALL "all"
#define FILTER_RECENT "recent"

/* What a space deals with. The first whose values go into or out of its task is the space's own;
 * text goes everywhere, so it is last. */
static const struct
{
  const char *filter, *label;
  VtValueType type;
} media[] = {
  { "sound", N_ ("Sound"), VT_VALUE_AUDIO },
  { "pictures", N_ ("Pictures"), VT_VALUE_IMAGE },
  { "text", N_ ("Text"), VT_VALUE_TEXT },
};

struct _VtGalleryPage
{
  GtkWidget parent_instance;
  GListModel *items;
  GStrv recent;
  char *filter;        /* FILTER_ALL, FILTER_RECENT or a medium's */
  GHashTable *buttons; /* (element-type utf8 GtkToggleButton): by filter */

  GtkWidget *box;
  GtkSearchEntry *search;
  GtkBox *filters;
  GtkFlowBox *flow;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (VtGalleryPage, vt_gallery_page, GTK_TYPE_WIDGET)

static int
recent_rank (VtGalleryPage *self, VtGalleryItem *item)
{
  const char *path = vt_gallery_item_get_summary (item)->path;

  for (int i = 0; self->recent && self->recent[i]; i++)
    if (g_strcmp0 (self->recent[i], path) == 0)
      return i;
  return -1;
}

static gboolean
has_type (const VtPort *ports, VtValueType type)
{
  for (; ports->name; ports++)
    if (ports->type == type)
      return TRUE;
  return FALSE;
}

/* The medium's filter; "text" for a space that runs no task known here. */
static const char *
medium_of (VtGalleryItem *item)
{
  const char *name = vt_gallery_item_get_summary (item)->task;
  const VtTaskClass *task = name ? vt_task_find (name, NULL) : NULL;

  for (guint i = 0; task && i < G_N_ELEMENTS (media); i++)
    if (has_type (task->inputs, media[i].type) || has_type (task->outputs, media[i].type))
      return media[i].filter;
  return "text";
}

static gboolean
passes_filter (VtGalleryPage *self, VtGalleryItem *item)
{
  if (g_str_equal (self->filter, FILTER_ALL))
    return TRUE;
  if (g_str_equal (self->filter, FILTER_RECENT))
    return recent_rank (self, item) >= 0;
  return g_str_equal (self->filter, medium_of (item));
}

static gboolean
is_wanted (VtGalleryPage *self, GtkFlowBoxChild *child)
{
  VtGalleryItem *item = vt_gallery_card_get_item (VT_GALLERY_CARD (child));

  return passes_filter (self, item)
         && vt_gallery_item_matches (item, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* Not by the flow box's filter: that leaves cards in the accessibility tree. */
static void
refilter (VtGalleryPage *self)
{
  GtkFlowBoxChild *child;
  guint n_shown = 0;
  int i;

  for (i = 0; (child = gtk_flow_box_get_child_at_index (self->flow, i)); i++)
    {
      gboolean wanted = is_wanted (self, child);

      gtk_widget_set_visible (GTK_WIDGET (child), wanted);
      n_shown += wanted;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->flow), n_shown > 0 || i == 0);
  gtk_widget_set_visible (self->empty, n_shown == 0 && i > 0);
}

static void
on_search_changed (VtGalleryPage *self)
{
  refilter (self);
}

/* Enter in the search opens the first space that is left. */
static void
on_search_activate (VtGalleryPage *self)
{
  GtkFlowBoxChild *child;

  for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->flow, i)); i++)
    if (is_wanted (self, child))
      {
        gtk_widget_activate (GTK_WIDGET (child));
        return;
      }
}

static void
on_child_activated (VtGalleryPage *self, GtkFlowBoxChild *child)
{
  VtGalleryItem *item = vt_gallery_card_get_item (VT_GALLERY_CARD (child));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-space", "s", vt_gallery_item_get_summary (item)->path);
}

static void
on_filter_toggled (VtGalleryPage *self, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  g_free (self->filter);
  self->filter = g_strdup (g_object_get_data (G_OBJECT (button), "filter"));
  refilter (self);
}

static void
add_filter (VtGalleryPage *self, const char *filter, const char *label)
{
  GtkWidget *button, *first;

  if (g_hash_table_contains (self->buttons, filter))
    return;
  button = gtk_toggle_button_new_with_label (label);
  first = g_hash_table_lookup (self->buttons, FILTER_ALL);
  if (first)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  gtk_widget_add_css_class (button, "pill-filter");
  g_object_set_data_full (G_OBJECT (button), "filter", g_strdup (filter), g_free);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_filter_toggled), self);
  gtk_box_append (self->filters, button);
  g_hash_table_insert (self->buttons, g_strdup (filter), button);
}

static void
on_items_changed (VtGalleryPage *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++)
    gtk_flow_box_remove (self->flow, GTK_WIDGET (gtk_flow_box_get_child_at_index (self->flow, position)));
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (VtGalleryItem) item = g_list_model_get_item (self->items, position + i);
      GtkWidget *card;

      card = vt_gallery_card_new (item);
      vt_gallery_menu_attach (VT_GALLERY_CARD (card));
      gtk_flow_box_insert (self->flow, card, position + i);
    }
  refilter (self);
}

static void
vt_gallery_page_dispose (GObject *object)
{
  VtGalleryPage *self = VT_GALLERY_PAGE (object);

  if (self->items)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->items);
  g_clear_pointer (&self->recent, g_strfreev);
  g_clear_pointer (&self->buttons, g_hash_table_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_gallery_page_parent_class)->dispose (object);
}

static void
vt_gallery_page_finalize (GObject *object)
{
  g_clear_pointer (&VT_GALLERY_PAGE (object)->filter, g_free);
  G_OBJECT_CLASS (vt_gallery_page_parent_class)->finalize (object);
}

static void
vt_gallery_page_class_init (VtGalleryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_gallery_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_gallery_page_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/gallery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VtGalleryPage, box);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryPage, search);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryPage, filters);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryPage, flow);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryPage, empty);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_child_activated);
  vt_gallery_menu_install (widget_class);
}

/* GTK 4.8 gives the clear button of a search entry no name. */
static void
name_clear_button (GtkSearchEntry *search)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (search));

  if (GTK_IS_IMAGE (last))
    gtk_accessible_update_property (GTK_ACCESSIBLE (last), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Clear the search"), -1);
}

static void
vt_gallery_page_init (VtGalleryPage *self)
{
  self->filter = g_strdup (FILTER_ALL);
  self->buttons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  name_clear_button (self->search);
  add_filter (self, FILTER_ALL, _ ("All"));
  for (guint i = G_N_ELEMENTS (media); i-- > 0;)
    add_filter (self, media[i].filter, _ (media[i].label));
  gtk_toggle_button_set_active (g_hash_table_lookup (self->buttons, FILTER_ALL), TRUE);
}

void
vt_gallery_page_set_items (VtGalleryPage *self, GListModel *items)
{
  g_return_if_fail (!self->items);
  self->items = g_object_ref (items);
  g_signal_connect_swapped (items, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (items));
}

GListModel *
vt_gallery_page_get_items (VtGalleryPage *self)
{
  return self->items;
}

void
vt_gallery_page_set_recent (VtGalleryPage *self, const char *const *paths)
{
  g_strfreev (self->recent);
  self->recent = g_strdupv ((char **) paths);
  if (self->recent && self->recent[0])
    add_filter (self, FILTER_RECENT, _ ("Recent"));
  refilter (self);
}

void
vt_gallery_page_search (VtGalleryPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
