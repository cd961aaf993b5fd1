/* json.c: "json": any value as a tree that folds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "app/json-pretty.h"
#include "app/value-json.h"
#include "ui/components/component.h"
#include "ui/components/range.h"

/* A tree of so many nodes opens as a whole where "open" says so; a larger one by
 * its first level. */
#define OPEN_AT_MOST 500

/* One node of the document, which lives as long as its items. */
#define VT_TYPE_JSON_ITEM (vt_json_item_get_type ())
G_DECLARE_FINAL_TYPE (VtJsonItem, vt_json_item, VT, JSON_ITEM, GObject)

struct _VtJsonItem
{
  GObject parent_instance;
  VtJson **document; /* in a reference-counted box */
  const VtJsonNode *node;
  char *key; /* a member's name, an element's place, or NULL */
};

G_DEFINE_FINAL_TYPE (VtJsonItem, vt_json_item, G_TYPE_OBJECT)

static void
clear_document (gpointer document)
{
  vt_json_free (*(VtJson **) document);
}

static void
vt_json_item_finalize (GObject *object)
{
  VtJsonItem *self = VT_JSON_ITEM (object);

  g_rc_box_release_full (self->document, clear_document);
  g_free (self->key);
  G_OBJECT_CLASS (vt_json_item_parent_class)->finalize (object);
}

static void
vt_json_item_class_init (VtJsonItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_json_item_finalize;
}

static void
vt_json_item_init (VtJsonItem *self)
{
}

static VtJsonItem *
item_new (VtJson **document, const VtJsonNode *node, const char *key)
{
  VtJsonItem *self = g_object_new (VT_TYPE_JSON_ITEM, NULL);

  self->document = g_rc_box_acquire (document);
  self->node = node;
  self->key = g_strdup (key);
  return self;
}

static gboolean
is_container (const VtJsonNode *node)
{
  return vt_json_type (node) >= VT_JSON_ARRAY;
}

static GListModel *
children_of (VtJsonItem *item, gboolean indices)
{
  GListStore *store = g_list_store_new (VT_TYPE_JSON_ITEM);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  VtJsonIter iter = VT_JSON_ITER (item->node);

  while (vt_json_iter_next (&iter))
    {
      g_autofree char *place = iter.key == NULL && indices ? g_strdup_printf ("%u", items->len) : NULL;

      g_ptr_array_add (items, item_new (item->document, iter.value, iter.key ? iter.key : place));
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);
  return G_LIST_MODEL (store);
}

#define VT_TYPE_JSON_COMPONENT (vt_json_component_get_type ())
G_DECLARE_FINAL_TYPE (VtJsonComponent, vt_json_component, VT, JSON_COMPONENT, VtComponentView)

struct _VtJsonComponent
{
  VtComponentView parent_instance;
  GtkWidget *scrolled;
  GtkWidget *list;
  GtkWidget *nothing;
  GtkWidget *copy;
  VtValue *value;
  gboolean open;
  gboolean indices;
};

G_DEFINE_FINAL_TYPE (VtJsonComponent, vt_json_component, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_json_component_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_JSON_COMPONENT (view)->value);
}

/* The items of an array or object; a plain value has none. */
static GListModel *
create_children (gpointer item, gpointer data)
{
  return is_container (VT_JSON_ITEM (item)->node) && vt_json_length (VT_JSON_ITEM (item)->node) > 0
           ? children_of (item, GPOINTER_TO_INT (data))
           : NULL;
}

static guint
count (const VtJsonNode *node, guint most)
{
  VtJsonIter iter = VT_JSON_ITER (node);
  guint n = 1;

  while (n <= most && vt_json_iter_next (&iter))
    n += count (iter.value, most - n);
  return n;
}

static void
show_document (VtJsonComponent *self, VtJson *json)
{
  VtJson **document = g_rc_box_new (VtJson *);
  g_autoptr (VtJsonItem) root = NULL;
  GListStore *roots = g_list_store_new (VT_TYPE_JSON_ITEM);
  GtkTreeListModel *tree;
  gboolean small = count (vt_json_root (json), OPEN_AT_MOST) <= OPEN_AT_MOST;
  g_autoptr (GtkNoSelection) selection = NULL;
  g_autoptr (GtkTreeListRow) first = NULL;

  *document = json;
  root = item_new (document, vt_json_root (json), NULL);
  g_rc_box_release_full (document, clear_document);
  g_list_store_append (roots, root);
  tree = gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, self->open && small, create_children,
                                  GINT_TO_POINTER (self->indices), NULL);
  first = gtk_tree_list_model_get_row (tree, 0);
  gtk_tree_list_row_set_expanded (first, TRUE);
  selection = gtk_no_selection_new (G_LIST_MODEL (tree));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (selection));
}

static void
vt_json_component_set_value (VtComponentView *view, VtValue *value)
{
  VtJsonComponent *self = VT_JSON_COMPONENT (view);
  gboolean none = vt_value_type (value) == VT_VALUE_NONE;
  g_autofree char *text = vt_value_to_json (value);
  VtJson *json = none ? NULL : vt_json_parse (text, strlen (text), NULL);

  if (json == NULL && !none)
    return;
  vt_value_unref (self->value);
  self->value = none ? vt_value_ref (value) : vt_value_new_json (text);
  if (json)
    show_document (self, json);
  else
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  gtk_widget_set_visible (self->scrolled, json != NULL);
  gtk_widget_set_visible (self->copy, json != NULL);
  gtk_widget_set_visible (self->nothing, json == NULL);
}

/* "3", "\"text\"", "[12]", "{3}": what a row says behind its key; transfer full. */
static char *
summary (const VtJsonNode *node)
{
  VtJsonWriter writer = { 0 };
  char *text;

  if (vt_json_type (node) == VT_JSON_ARRAY)
    return g_strdup_printf ("[%u]", vt_json_length (node));
  if (vt_json_type (node) == VT_JSON_OBJECT)
    return g_strdup_printf ("{%u}", vt_json_length (node));
  writer.text = g_string_new (NULL);
  vt_json_write_node (&writer, node);
  text = g_string_free (writer.text, FALSE);
  return text;
}

static const char *
style_of (const VtJsonNode *node)
{
  static const char *const styles[] = {
    [VT_JSON_NONE] = "json-null",     [VT_JSON_NULL] = "json-null",    [VT_JSON_BOOLEAN] = "json-word",
    [VT_JSON_NUMBER] = "json-number", [VT_JSON_STRING] = "json-text", [VT_JSON_ARRAY] = "json-null",
    [VT_JSON_OBJECT] = "json-null",
  };

  return styles[vt_json_type (node)];
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *key = gtk_label_new (NULL), *value = gtk_label_new (NULL);

  gtk_widget_add_css_class (key, "json-key");
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_box_append (GTK_BOX (row), key);
  gtk_box_append (GTK_BOX (row), value);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (item, expander);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (VtJsonItem) item = VT_JSON_ITEM (gtk_tree_list_row_get_item (row));
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkWidget *key = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *value = gtk_widget_get_next_sibling (key);
  g_autofree char *name = item->key ? g_strconcat (item->key, ":", NULL) : NULL;
  g_autofree char *text = summary (item->node);
  const char *classes[] = { style_of (item->node), NULL };

  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_label (GTK_LABEL (key), name ? name : "");
  gtk_widget_set_visible (key, name != NULL);
  gtk_label_set_label (GTK_LABEL (value), text);
  gtk_widget_set_tooltip_text (value, strlen (text) > 60 ? text : NULL);
  gtk_widget_set_css_classes (value, classes);
}

static void
keep_enabled (VtComponentView *view, gboolean whatever)
{
}

static void
on_copy (VtJsonComponent *self)
{
  g_autofree char *text = vt_json_pretty (vt_value_text (self->value));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
vt_json_component_finalize (GObject *object)
{
  vt_value_unref (VT_JSON_COMPONENT (object)->value);
  G_OBJECT_CLASS (vt_json_component_parent_class)->finalize (object);
}

static void
vt_json_component_class_init (VtJsonComponentClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_json_component_finalize;
  view_class->get_value = vt_json_component_get_value;
  view_class->set_value = vt_json_component_set_value;
  view_class->set_interactive = keep_enabled;
  view_class->set_busy = keep_enabled;
}

static void
init_extras (VtJsonComponent *self, GtkOverlay *overlay)
{
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_halign (self->copy, GTK_ALIGN_END);
  gtk_widget_set_valign (self->copy, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->copy, 3);
  gtk_widget_set_margin_end (self->copy, 3);
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_widget_add_css_class (self->copy, "copy-button");
  gtk_widget_set_tooltip_text (self->copy, _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy"), -1);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_overlay_add_overlay (overlay, self->copy);
  gtk_widget_add_css_class (GTK_WIDGET (overlay), "text-frame");
  gtk_widget_add_css_class (GTK_WIDGET (overlay), "output");
}

static void
vt_json_component_init (VtJsonComponent *self)
{
  GtkWidget *overlay = gtk_overlay_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->value = vt_value_new_none ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  self->list = gtk_list_view_new (NULL, factory);
  gtk_widget_add_css_class (self->list, "json-tree");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_widget_set_visible (self->scrolled, FALSE);
  self->nothing = gtk_label_new (_("Nothing yet"));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_margin_top (self->nothing, 12);
  gtk_widget_set_margin_bottom (self->nothing, 12);
  gtk_box_append (GTK_BOX (box), self->scrolled);
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  init_extras (self, GTK_OVERLAY (overlay));
  gtk_widget_set_visible (self->copy, FALSE);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), overlay);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->list);
}

static VtComponentView *
build_json (const VtSpaceComponent *component)
{
  VtJsonComponent *self = g_object_new (VT_TYPE_JSON_COMPONENT, NULL);

  self->open = vt_space_component_get_boolean (component, "open");
  self->indices = vt_space_component_get_boolean (component, "show_indices");
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled),
                                              (int) vt_range_number (component, "max_height", 400, 50, 10000));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_json_class = { "json", build_json };
