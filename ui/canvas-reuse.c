/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/canvas-reuse.h"

#include "app/space-edit.h"

struct _VtCanvasReuse
{
  GHashTable *nodes; /* (element-type utf8 GtkWidget): by the name before; what was taken is out */
  GHashTable *texts; /* (element-type utf8 utf8): the name of the layout that says this */
  GPtrArray *given;  /* of GtkWidget: kept until all stand in their new places */
  GHashTable *all;   /* (element-type GtkWidget): every widget that was there */
};

static char *
text_of (const VtSpaceLayout *node)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_space_layout_write (node, &writer);
  return g_string_free (writer.text, FALSE);
}

/* Whether the widget of each node in @node stands in @widget and is free to stay there.
 * Without a component in it the text could be that of several layouts. */
static gboolean
is_whole (VtCanvasReuse *self, const VtSpaceLayout *node, const char *name, GtkWidget *widget, guint *n_components)
{
  const char *key = node->kind == VT_LAYOUT_COMPONENT ? node->id : name;
  GtkWidget *own = g_hash_table_lookup (self->nodes, key);

  if (!own || (own != widget && !gtk_widget_is_ancestor (own, widget)))
    return FALSE;
  *n_components += node->kind == VT_LAYOUT_COMPONENT;
  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree char *child = vt_space_edit_child (name, i);

      if (!is_whole (self, node->children->pdata[i], child, widget, n_components))
        return FALSE;
    }
  return TRUE;
}

static void
collect_texts (VtCanvasReuse *self, const VtSpaceLayout *node, const char *name)
{
  if (node->kind == VT_LAYOUT_COMPONENT)
    return;
  g_hash_table_insert (self->texts, text_of (node), g_strdup (name));
  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree char *child = vt_space_edit_child (name, i);

      collect_texts (self, node->children->pdata[i], child);
    }
}

VtCanvasReuse *
vt_canvas_reuse_new (VtSpace *before, GHashTable *nodes, const char *const *changed)
{
  VtCanvasReuse *self = g_new0 (VtCanvasReuse, 1);
  const VtSpaceLayout *shown = before ? vt_space_get_layout (before) : NULL;
  GHashTableIter iter;
  gpointer name, widget;

  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->given = g_ptr_array_new_with_free_func (g_object_unref);
  self->all = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, nodes);
  while (g_hash_table_iter_next (&iter, &name, &widget))
    {
      g_hash_table_add (self->all, widget);
      if (*(const char *) name == '@' || !changed || !g_strv_contains (changed, name))
        g_hash_table_insert (self->nodes, g_strdup (name), g_object_ref (widget));
    }
  for (guint i = 0; shown && i < shown->children->len; i++)
    collect_texts (self, shown->children->pdata[i], vt_space_edit_outermost (before));
  return self;
}

void
vt_canvas_reuse_free (VtCanvasReuse *self)
{
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->given);
  g_hash_table_unref (self->all);
  g_free (self);
}

/* Only out of a box can something be taken. */
static GtkWidget *
in_box (GtkWidget *widget)
{
  GtkWidget *parent = widget ? gtk_widget_get_parent (widget) : NULL;

  return !parent || GTK_IS_BOX (parent) ? widget : NULL;
}

/* From now on it cannot be taken once more. */
static GtkWidget *
take (VtCanvasReuse *self, const char *key)
{
  GtkWidget *widget = g_hash_table_lookup (self->nodes, key);

  g_ptr_array_add (self->given, g_object_ref (widget));
  g_hash_table_remove (self->nodes, key);
  return widget;
}

GtkWidget *
vt_canvas_reuse_take_view (VtCanvasReuse *self, const char *id)
{
  return in_box (g_hash_table_lookup (self->nodes, id)) ? take (self, id) : NULL;
}

/* A layout with all that is in it. */
static void
give (VtCanvasReuse *self, const VtSpaceLayout *node, const char *before, const char *name, VtCanvasReuseFunc visit,
      gpointer data)
{
  const char *key = node->kind == VT_LAYOUT_COMPONENT ? node->id : before;

  visit (node->kind == VT_LAYOUT_COMPONENT ? node->id : name, node, take (self, key), data);
  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree char *old = vt_space_edit_child (before, i);
      g_autofree char *new = vt_space_edit_child (name, i);

      give (self, node->children->pdata[i], old, new, visit, data);
    }
}

GtkWidget *
vt_canvas_reuse_take_same (VtCanvasReuse *self, const VtSpaceLayout *node, const char *name, VtCanvasReuseFunc visit,
                           gpointer data)
{
  g_autofree char *text = text_of (node);
  const char *before = g_hash_table_lookup (self->texts, text);
  GtkWidget *widget = before ? in_box (g_hash_table_lookup (self->nodes, before)) : NULL;
  guint n_components = 0;

  if (!widget || !is_whole (self, node, before, widget, &n_components) || n_components == 0)
    return NULL;
  give (self, node, before, name, visit, data);
  return widget;
}

GtkWidget *
vt_canvas_reuse_take_box (VtCanvasReuse *self, VtLayoutKind kind, const char *name)
{
  GtkWidget *widget = in_box (g_hash_table_lookup (self->nodes, name));

  if (!widget || GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "layout-kind")) != (int) kind)
    return NULL;
  return take (self, name);
}

void
vt_canvas_reuse_mark_box (GtkWidget *widget, VtLayoutKind kind)
{
  g_object_set_data (G_OBJECT (widget), "layout-kind", GINT_TO_POINTER ((int) kind));
}

gboolean
vt_canvas_reuse_was_there (VtCanvasReuse *self, GtkWidget *widget)
{
  return g_hash_table_contains (self->all, widget);
}

void
vt_canvas_reuse_put (GtkBox *box, GtkWidget *child, GtkWidget *previous)
{
  GtkWidget *parent = gtk_widget_get_parent (child);

  if (parent == GTK_WIDGET (box))
    {
      if (gtk_widget_get_prev_sibling (child) != previous)
        gtk_box_reorder_child_after (box, child, previous);
      return;
    }
  g_object_ref (child);
  if (parent)
    gtk_box_remove (GTK_BOX (parent), child);
  gtk_box_insert_child_after (box, child, previous);
  g_object_unref (child);
}
