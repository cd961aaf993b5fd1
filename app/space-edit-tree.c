/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-edit-tree.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/error.h"

/* --- components --------------------------------------------------------------- */

VtJsonTree *
vt_edit_component (VtJsonTree *root, const char *id)
{
  VtJsonTree *components = vt_json_tree_get (root, "components");

  for (guint i = 0; i < vt_json_tree_length (components); i++)
    {
      VtJsonTree *component = vt_json_tree_at (components, i);

      if (vt_json_tree_is_string (vt_json_tree_get (component, "id"), id))
        return component;
    }
  return NULL;
}

static gboolean
is_step_id (VtJsonTree *root, const char *id)
{
  VtJsonTree *events = vt_json_tree_get (root, "events");

  for (guint i = 0; i < vt_json_tree_length (events); i++)
    {
      VtJsonTree *steps = vt_json_tree_get (vt_json_tree_at (events, i), "steps");

      for (guint j = 0; j < vt_json_tree_length (steps); j++)
        if (vt_json_tree_is_string (vt_json_tree_get (vt_json_tree_at (steps, j), "id"), id))
          return TRUE;
    }
  return FALSE;
}

char *
vt_edit_new_id (VtJsonTree *root, const char *base)
{
  char *id = g_strdup (base);

  for (guint i = 2; vt_edit_component (root, id) != NULL || is_step_id (root, id); i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s%s%u", base, g_ascii_isdigit (base[strlen (base) - 1]) ? "-" : "", i);
    }
  return id;
}

/* --- layout ------------------------------------------------------------------- */

/* Whatever layouts there are, the children are the member that is an array. */
static gint
children_index (const VtJsonTree *node)
{
  for (guint i = 0; vt_json_tree_is_object (node) && i < vt_json_tree_length (node); i++)
    if (vt_json_tree_is_array (vt_json_tree_at (node, i)))
      return (gint) i;
  return -1;
}

VtJsonTree *
vt_edit_children (const VtJsonTree *node)
{
  gint index = children_index (node);

  return index < 0 ? NULL : vt_json_tree_at (node, (guint) index);
}

const char *
vt_edit_kind (const VtJsonTree *node)
{
  gint index = children_index (node);

  return index < 0 ? NULL : vt_json_tree_key (node, (guint) index);
}

static gboolean
is_kind (const VtJsonTree *node, const char *kind)
{
  return g_strcmp0 (vt_edit_kind (node), kind) == 0;
}

gboolean
vt_edit_holds_slots (const VtJsonTree *node)
{
  return is_kind (node, "tabs") || is_kind (node, "steps");
}

static VtJsonTree *
new_layout (const char *kind)
{
  VtJsonTree *layout = vt_json_tree_new_object ();

  vt_json_tree_need_array (layout, kind);
  return layout;
}

void
vt_edit_collect_ids (const VtJsonTree *node, GPtrArray *ids)
{
  VtJsonTree *children = vt_edit_children (node);

  if (vt_json_tree_string (node) != NULL)
    g_ptr_array_add (ids, (char *) vt_json_tree_string (node));
  for (guint i = 0; i < vt_json_tree_length (children); i++)
    vt_edit_collect_ids (vt_json_tree_at (children, i), ids);
}

/* Makes the outermost layout a column, for things to stand below each other. */
static VtJsonTree *
wrap_outermost (VtJsonTree *root, const char *kind)
{
  gint index = vt_json_tree_index_of_key (root, "layout");
  VtJsonTree *column = new_layout (kind);
  VtJsonTree *old = vt_json_tree_replace (root, (guint) index, column);

  vt_json_tree_append (vt_edit_children (column), old);
  return column;
}

VtJsonTree *
vt_edit_layout (VtJsonTree *root)
{
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  VtJsonTree *components = vt_json_tree_get (root, "components");
  VtJsonTree *layout = vt_json_tree_get (root, "layout");

  if (layout == NULL)
    {
      layout = new_layout ("column");
      vt_json_tree_set (root, "layout", layout);
    }
  vt_edit_collect_ids (layout, placed);
  for (guint i = 0; i < vt_json_tree_length (components); i++)
    {
      const char *id = vt_json_tree_string (vt_json_tree_get (vt_json_tree_at (components, i), "id"));

      if (g_ptr_array_find_with_equal_func (placed, id, g_str_equal, NULL))
        continue;
      if (!is_kind (layout, "column"))
        layout = wrap_outermost (root, "column");
      vt_json_tree_append (vt_edit_children (layout), vt_json_tree_new_string (id));
    }
  return layout;
}

static VtJsonTree *
find_id (VtJsonTree *node, const char *id)
{
  VtJsonTree *children = vt_edit_children (node), *found = NULL;

  if (vt_json_tree_is_string (node, id))
    return node;
  for (guint i = 0; found == NULL && i < vt_json_tree_length (children); i++)
    found = find_id (vt_json_tree_at (children, i), id);
  return found;
}

static VtJsonTree *
find_path (VtJsonTree *node, const char *path)
{
  g_auto (GStrv) numbers = g_strsplit (path + 1, ".", -1);

  for (guint i = 0; node != NULL && numbers[i] != NULL; i++)
    node = vt_json_tree_at (vt_edit_children (node), (guint) strtoul (numbers[i], NULL, 10));
  return node;
}

VtJsonTree *
vt_edit_find (VtJsonTree *root, const char *node, GError **error)
{
  VtJsonTree *layout = vt_json_tree_get (root, "layout");
  VtJsonTree *found = *node == '@' ? find_path (layout, node) : find_id (layout, node);

  if (found == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no “%s” on this page any more.", node);
  return found;
}

static VtJsonTree *
find_parent (VtJsonTree *layout, const VtJsonTree *node)
{
  VtJsonTree *children = vt_edit_children (layout), *found = NULL;

  if (vt_json_tree_index (children, node) >= 0)
    return layout;
  for (guint i = 0; found == NULL && i < vt_json_tree_length (children); i++)
    found = find_parent (vt_json_tree_at (children, i), node);
  return found;
}

VtJsonTree *
vt_edit_parent (VtJsonTree *root, const VtJsonTree *node)
{
  return find_parent (vt_json_tree_get (root, "layout"), node);
}

char *
vt_edit_name (VtJsonTree *root, const VtJsonTree *node)
{
  g_autoptr (GString) path = g_string_new (NULL);
  VtJsonTree *parent;

  if (vt_json_tree_string (node) != NULL)
    return g_strdup (vt_json_tree_string (node));
  while ((parent = vt_edit_parent (root, node)) != NULL)
    {
      g_autofree char *number = g_strdup_printf ("%d", vt_json_tree_index (vt_edit_children (parent), node));

      if (path->len > 0)
        g_string_prepend_c (path, '.');
      g_string_prepend (path, number);
      node = parent;
    }
  g_string_prepend_c (path, '@');
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* In the place of @old, which comes into it as its first child, a new layout. */
static VtJsonTree *
wrap (VtJsonTree *root, VtJsonTree *old, const char *kind)
{
  VtJsonTree *parent = vt_edit_parent (root, old);
  VtJsonTree *layout, *children;

  if (parent == NULL)
    return wrap_outermost (root, kind);
  layout = new_layout (kind);
  children = vt_edit_children (parent);
  vt_json_tree_replace (children, (guint) vt_json_tree_index (children, old), layout);
  vt_json_tree_append (vt_edit_children (layout), old);
  return layout;
}

static void
insert_into (VtJsonTree *target, VtJsonTree *node)
{
  VtJsonTree *children = vt_edit_children (target);

  if (vt_edit_holds_slots (target) && vt_json_tree_length (children) > 0)
    insert_into (vt_json_tree_at (children, 0), node);
  else
    vt_json_tree_append (children, node);
}

static gboolean
insert_beside (VtJsonTree *root, VtJsonTree *node, VtJsonTree *anchor, VtPlaceSide side)
{
  gboolean in_row = side == VT_PLACE_LEFT || side == VT_PLACE_RIGHT;
  VtJsonTree *parent = vt_edit_parent (root, anchor);
  VtJsonTree *children;
  gint index;

  if (parent == NULL || vt_edit_holds_slots (parent) || is_kind (parent, "row") != in_row)
    parent = wrap (root, anchor, in_row ? "row" : "column");
  children = vt_edit_children (parent);
  index = vt_json_tree_index (children, anchor);
  vt_json_tree_insert (children, (guint) index + (side == VT_PLACE_BELOW || side == VT_PLACE_RIGHT), node);
  return TRUE;
}

gboolean
vt_edit_insert (VtJsonTree *root, VtJsonTree *node, const VtSpacePlace *place, GError **error)
{
  VtJsonTree *layout = vt_json_tree_get (root, "layout");
  VtJsonTree *anchor = place != NULL && place->node != NULL ? vt_edit_find (root, place->node, error) : NULL;
  VtJsonTree *parent = anchor != NULL ? vt_edit_parent (root, anchor) : NULL;

  if (place != NULL && place->node != NULL && anchor == NULL)
    {
      vt_json_tree_free (node);
      return FALSE;
    }
  if (anchor == NULL)
    {
      if (!is_kind (layout, "column"))
        layout = wrap_outermost (root, "column");
      vt_json_tree_append (vt_edit_children (layout), node);
      return TRUE;
    }
  if (parent != NULL && vt_edit_holds_slots (parent))
    insert_into (anchor, node);
  else if (place->side == VT_PLACE_INTO && vt_edit_children (anchor) != NULL)
    insert_into (anchor, node);
  else
    insert_beside (root, node, anchor, place->side == VT_PLACE_INTO ? VT_PLACE_BELOW : place->side);
  return TRUE;
}

/* A row or column that says no more than what stands in it. */
static gboolean
is_plain (const VtJsonTree *node)
{
  return (is_kind (node, "row") || is_kind (node, "column")) && vt_json_tree_length (node) == 1;
}

static void
tidy (VtJsonTree *root, VtJsonTree *node)
{
  VtJsonTree *parent, *children;

  while (is_plain (node) && (parent = vt_edit_parent (root, node)) != NULL && vt_json_tree_length (vt_edit_children (node)) < 2)
    {
      guint index;

      children = vt_edit_children (parent);
      index = (guint) vt_json_tree_index (children, node);
      if (vt_json_tree_length (vt_edit_children (node)) == 1)
        {
          VtJsonTree *only = vt_json_tree_steal (vt_edit_children (node), 0);

          vt_json_tree_free (vt_json_tree_replace (children, index, only));
          return;
        }
      vt_json_tree_remove (children, index);
      node = parent;
    }
}

VtJsonTree *
vt_edit_take_out (VtJsonTree *root, VtJsonTree *node)
{
  VtJsonTree *parent = vt_edit_parent (root, node);
  VtJsonTree *children = vt_edit_children (parent);
  VtJsonTree *taken = vt_json_tree_steal (children, (guint) vt_json_tree_index (children, node));

  tidy (root, parent);
  return taken;
}
