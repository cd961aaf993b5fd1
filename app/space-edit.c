/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-edit.h"

#include <string.h>

#include "app/language.h"
#include "app/space-edit-tree.h"
#include "app/space-path.h"
#include "app/value-json.h"
#include "engine/base/error.h"

/* --- names ---------------------------------------------------------------------- */

const char *
vt_space_edit_outermost (VtSpace *space)
{
  const VtSpaceLayout *shown = vt_space_get_layout (space);
  const VtSpaceLayout *own = shown->children->len > 0 ? shown->children->pdata[0] : NULL;

  return shown->children->len > 1 && own->kind != VT_LAYOUT_COMPONENT && own->kind != VT_LAYOUT_COLUMN ? "@0" : "@";
}

char *
vt_space_edit_child (const char *node, guint index)
{
  return g_strdup_printf ("%s%s%u", node, strcmp (node, "@") == 0 ? "" : ".", index);
}

/* --- adding and taking away ----------------------------------------------------- */

/* What a component says: its label, or, of those that are all text, as a button, its value. */
static const char *
label_property (const VtComponentClass *klass)
{
  const VtParam *value = vt_param_find (klass->properties, "value");

  return !klass->is_input && value != NULL && value->type == VT_PARAM_TEXT ? "value" : "label";
}

char *
vt_space_edit_add (VtSpaceEditor *self, const char *type, const char *label, const VtSpacePlace *place, GError **error)
{
  const VtComponentClass *klass = vt_component_class_find (type, error);
  g_autoptr (VtJsonTree) root = NULL;
  g_autofree char *id = NULL;
  VtJsonTree *component;

  if (klass == NULL)
    return NULL;
  root = vt_space_editor_begin (self);
  id = vt_edit_new_id (root, type);
  component = vt_json_tree_new_object ();
  vt_json_tree_set (component, "id", vt_json_tree_new_string (id));
  vt_json_tree_set (component, "type", vt_json_tree_new_string (type));
  if (label != NULL)
    vt_json_tree_set (component, label_property (klass), vt_json_tree_new_string (label));
  vt_edit_layout (root);
  vt_json_tree_append (vt_json_tree_need_array (root, "components"), component);
  vt_space_editor_about (self, id);
  if (!vt_edit_insert (root, vt_json_tree_new_string (id), place, error)
      || !vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Add a component"), NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}

static void
remove_component (VtJsonTree *root, const char *id)
{
  VtJsonTree *components = vt_json_tree_get (root, "components");
  gint index = vt_json_tree_index (components, vt_edit_component (root, id));

  vt_edit_forget (root, id);
  if (index >= 0)
    vt_json_tree_remove (components, (guint) index);
}

/* Takes the node out of the layout; the outermost leaves an empty column behind. */
static VtJsonTree *
take_out (VtJsonTree *root, VtJsonTree *node)
{
  VtJsonTree *column;

  if (vt_edit_parent (root, node) != NULL)
    return vt_edit_take_out (root, node);
  column = vt_json_tree_new_object ();
  vt_json_tree_need_array (column, "column");
  return vt_json_tree_replace (root, (guint) vt_json_tree_index_of_key (root, "layout"), column);
}

gboolean
vt_space_edit_remove (VtSpaceEditor *self, const char *node, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autoptr (VtJsonTree) gone = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  VtJsonTree *found;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  if (found == NULL)
    return FALSE;
  gone = take_out (root, found);
  vt_edit_collect_ids (gone, ids);
  for (guint i = 0; i < ids->len; i++)
    remove_component (root, ids->pdata[i]);
  vt_space_editor_about (self, node);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Remove"), NULL, error);
}

/* --- moving ---------------------------------------------------------------------- */

static gboolean
stands_in (const VtJsonTree *node, const VtJsonTree *outer)
{
  VtJsonTree *children = vt_edit_children (outer);

  if (node == outer)
    return TRUE;
  for (guint i = 0; i < vt_json_tree_length (children); i++)
    if (stands_in (node, vt_json_tree_at (children, i)))
      return TRUE;
  return FALSE;
}

/* Whether @node may leave its place for @place: not into itself, and no tab out of its tabs. */
static gboolean
may_move (VtJsonTree *root, VtJsonTree *node, const VtSpacePlace *place, GError **error)
{
  VtJsonTree *anchor = place != NULL && place->node != NULL ? vt_edit_find (root, place->node, error) : NULL;
  VtJsonTree *parent = vt_edit_parent (root, node);

  if (place != NULL && place->node != NULL && anchor == NULL)
    return FALSE;
  if (parent != NULL && !vt_edit_holds_slots (parent) && (anchor == NULL || !stands_in (anchor, node)))
    return TRUE;
  if (anchor != node) /* dropped where it was is no mistake */
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "This cannot be moved there.");
  return FALSE;
}

gboolean
vt_space_edit_move (VtSpaceEditor *self, const char *node, const VtSpacePlace *place, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autoptr (VtJsonTree) hole = vt_json_tree_new_string ("");
  VtJsonTree *found, *children;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  if (found == NULL || !may_move (root, found, place, error))
    return FALSE;
  /* Places count from what is there now, so a hole stands in for it until it is put back. */
  children = vt_edit_children (vt_edit_parent (root, found));
  vt_json_tree_replace (children, (guint) vt_json_tree_index (children, found), hole);
  if (!vt_edit_insert (root, found, place, error))
    {
      g_steal_pointer (&hole);
      return FALSE;
    }
  vt_json_tree_free (vt_edit_take_out (root, g_steal_pointer (&hole)));
  vt_space_editor_about (self, node);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Move"), NULL, error);
}

/* Whether things in @parent follow each other in the direction of @side. */
static gboolean
runs_along (const VtJsonTree *parent, VtPlaceSide side)
{
  gboolean sideways = g_strcmp0 (vt_edit_kind (parent), "row") == 0 || vt_edit_holds_slots (parent);

  return sideways == (side == VT_PLACE_LEFT || side == VT_PLACE_RIGHT);
}

static void
swap (VtJsonTree *children, guint index, guint other)
{
  VtJsonTree *node = vt_json_tree_steal (children, index);

  vt_json_tree_insert (children, other, node);
}

gboolean
vt_space_edit_nudge (VtSpaceEditor *self, const char *node, VtPlaceSide direction, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  gboolean forward = direction == VT_PLACE_BELOW || direction == VT_PLACE_RIGHT;
  VtJsonTree *found, *parent;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  parent = found != NULL ? vt_edit_parent (root, found) : NULL;
  if (parent == NULL)
    return FALSE;
  if (runs_along (parent, direction))
    {
      VtJsonTree *children = vt_edit_children (parent);
      guint index = (guint) vt_json_tree_index (children, found);

      if (forward ? index + 1 < vt_json_tree_length (children) : index > 0)
        {
          swap (children, index, forward ? index + 1 : index - 1);
          vt_space_editor_about (self, node);
          return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Move"), NULL, error);
        }
    }
  if (vt_edit_holds_slots (parent))
    return FALSE;
  /* Out of what it stands in, past it; out of a slot, past what has the slots. */
  for (; parent != NULL; parent = vt_edit_parent (root, parent))
    {
      VtJsonTree *outer = vt_edit_parent (root, parent);

      if (outer != NULL && runs_along (outer, direction) && !vt_edit_holds_slots (outer))
        {
          g_autofree char *name = vt_edit_name (root, parent);
          VtSpacePlace place = { direction, name };

          return vt_space_edit_move (self, node, &place, error);
        }
    }
  return FALSE;
}

/* --- layouts ---------------------------------------------------------------------- */

/* What stands in layouts whose children are slots. */
static const struct { const char *kind, *slot; } slots[] = { { "tabs", "tab" }, { "steps", "step" } };

static const char *
slot_of (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    if (g_strcmp0 (slots[i].kind, kind) == 0)
      return slots[i].slot;
  return NULL;
}

/* A layout or a slot with a title, if it has one. */
static VtJsonTree *
new_layout (const char *kind, const char *label)
{
  VtJsonTree *layout = vt_json_tree_new_object ();

  vt_json_tree_need_array (layout, kind);
  if (label != NULL)
    vt_json_tree_set (layout, "label", vt_json_tree_new_string (label));
  return layout;
}

/* With its first slot, if it has slots; what comes into it comes into @inner. */
static VtJsonTree *
new_filled_layout (const char *kind, const char *label, VtJsonTree **inner)
{
  gboolean titled = strcmp (kind, "accordion") == 0 || strcmp (kind, "sidebar") == 0;
  VtJsonTree *layout = new_layout (kind, titled ? label : NULL);

  *inner = layout;
  if (slot_of (kind) != NULL)
    {
      *inner = new_layout (slot_of (kind), label);
      vt_json_tree_append (vt_edit_children (layout), *inner);
    }
  return layout;
}

char *
vt_space_edit_add_layout (VtSpaceEditor *self, const char *kind, const char *label, const VtSpacePlace *place,
                          GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *inner, *layout = new_filled_layout (kind, label, &inner);
  g_autofree char *name = NULL;

  vt_edit_layout (root);
  if (!vt_edit_insert (root, layout, place, error))
    return NULL;
  name = vt_edit_name (root, inner);
  if (!vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Add a layout"), NULL, error))
    return NULL;
  return g_steal_pointer (&name);
}

gboolean
vt_space_edit_wrap (VtSpaceEditor *self, const char *node, const char *kind, const char *label, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *found, *parent, *layout, *inner;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  parent = found != NULL ? vt_edit_parent (root, found) : NULL;
  if (found == NULL || (parent != NULL && vt_edit_holds_slots (parent)))
    return FALSE;
  layout = new_filled_layout (kind, label, &inner);
  if (parent != NULL)
    vt_json_tree_replace (vt_edit_children (parent), (guint) vt_json_tree_index (vt_edit_children (parent), found), layout);
  else
    vt_json_tree_replace (root, (guint) vt_json_tree_index_of_key (root, "layout"), layout);
  vt_json_tree_append (vt_edit_children (inner), found);
  vt_space_editor_about (self, node);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Put into a layout"), NULL, error);
}

/* The children of @layout in its place in @parent; of slots, what stands in them. */
static void
spill (VtJsonTree *parent, VtJsonTree *layout)
{
  VtJsonTree *children = vt_edit_children (parent), *inner = vt_edit_children (layout);
  guint index = (guint) vt_json_tree_index (children, layout);

  while (vt_json_tree_length (inner) > 0)
    {
      VtJsonTree *child = vt_json_tree_steal (inner, 0);

      if (!vt_edit_holds_slots (layout))
        {
          vt_json_tree_insert (children, index++, child);
          continue;
        }
      while (vt_json_tree_length (vt_edit_children (child)) > 0)
        vt_json_tree_insert (children, index++, vt_json_tree_steal (vt_edit_children (child), 0));
      vt_json_tree_free (child);
    }
  vt_json_tree_remove (children, index);
}

gboolean
vt_space_edit_unwrap (VtSpaceEditor *self, const char *node, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *found, *parent;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  parent = found != NULL ? vt_edit_parent (root, found) : NULL;
  if (parent == NULL || vt_edit_children (found) == NULL || vt_edit_holds_slots (parent))
    return FALSE;
  spill (parent, found);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Take a layout away"), NULL, error);
}

gboolean
vt_space_edit_add_tab (VtSpaceEditor *self, const char *node, const char *label, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *found;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  if (found == NULL || slot_of (vt_edit_kind (found)) == NULL)
    return FALSE;
  vt_json_tree_append (vt_edit_children (found), new_layout (slot_of (vt_edit_kind (found)), label));
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Add a tab"), NULL, error);
}

static const char *
lookup_in_tree (const char *key, gpointer data)
{
  VtJsonTree *node = vt_json_tree_get (data, key);

  return vt_json_tree_string (node) != NULL ? vt_json_tree_key (data, (guint) vt_json_tree_index (data, node)) : NULL;
}

/* The member that the person sees as @key: "label[de]" where there is one. */
static const char *
seen_key (VtJsonTree *object, const char *key)
{
  const char *seen = vt_language_pick (key, lookup_in_tree, object);

  return seen != NULL ? seen : key;
}

static void
set_member (VtJsonTree *object, const char *key, VtValue *value)
{
  g_autofree char *json = value != NULL ? vt_value_to_json (value) : NULL;
  g_autofree char *seen = g_strdup (seen_key (object, key));

  vt_json_tree_set (object, seen, json != NULL ? vt_json_tree_new_json (json) : NULL);
}

gboolean
vt_space_edit_set_layout (VtSpaceEditor *self, const char *node, const char *key, VtValue *value, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *merge = g_strdup_printf ("layout %s %s", node, key);
  VtJsonTree *found;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, error);
  if (found == NULL || vt_edit_children (found) == NULL || g_strcmp0 (vt_edit_kind (found), key) == 0)
    return FALSE;
  set_member (found, key, value);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change a layout"), merge, error);
}

/* --- properties --------------------------------------------------------------------- */

gboolean
vt_space_edit_rename (VtSpaceEditor *self, const char *id, const char *other, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *free_id = vt_edit_new_id (root, other);
  VtJsonTree *component = vt_edit_component (root, id);

  if (component == NULL || strcmp (id, other) == 0)
    return component != NULL;
  if (!vt_space_path_is_id (other))
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is no name for a component: it begins with a letter and has "
                 "only letters of the English alphabet, digits, “_” and “-”.", other);
  else if (strcmp (free_id, other) != 0)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The name “%s” is taken already.", other);
  else
    {
      vt_json_tree_set (component, "id", vt_json_tree_new_string (other));
      vt_edit_rename_everywhere (root, id, other);
      vt_space_editor_about (self, id);
      return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Rename a component"), NULL, error);
    }
  return FALSE;
}

gboolean
vt_space_edit_set_property (VtSpaceEditor *self, const char *id, const char *property, VtValue *value, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autofree char *merge = g_strdup_printf ("set %s %s", id, property);
  const VtSpaceComponent *component = vt_space_find_component (vt_space_editor_get_space (self), id);
  const VtParam *param = component != NULL ? vt_component_class_find_property (component->klass, property) : NULL;
  g_autoptr (VtValue) accepted = NULL;

  if (param == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "“%s” has no property “%s”.", id, property);
      return FALSE;
    }
  accepted = value != NULL ? vt_param_accept (param, value, error) : NULL;
  if (value != NULL && accepted == NULL)
    return FALSE;
  set_member (vt_edit_component (root, id), property, accepted);
  vt_space_editor_about (self, id);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change a property"), merge, error);
}

gboolean
vt_space_edit_set_glass (VtSpaceEditor *self, gboolean glass, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);

  vt_json_tree_set (root, "glass", glass ? vt_json_tree_new_json ("true") : NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Change the page"), NULL, error);
}

/* --- the clipboard ------------------------------------------------------------------ */

char *
vt_space_edit_copy (VtSpaceEditor *self, const char *node)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autoptr (VtJsonTree) clip = vt_json_tree_new_object ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  VtJsonTree *found, *components;

  vt_edit_layout (root);
  found = vt_edit_find (root, node, NULL);
  if (found == NULL)
    return NULL;
  vt_json_tree_set (clip, "vitrine", vt_json_tree_new_string ("components"));
  components = vt_json_tree_need_array (clip, "components");
  vt_edit_collect_ids (found, ids);
  for (guint i = 0; i < ids->len; i++)
    vt_json_tree_append (components, vt_json_tree_copy (vt_edit_component (root, ids->pdata[i])));
  vt_json_tree_set (clip, "layout", vt_json_tree_copy (found));
  return vt_json_tree_to_text (clip);
}

static VtJsonTree *
parse_clip (const char *text)
{
  VtJsonTree *clip = text != NULL ? vt_json_tree_parse (text, NULL) : NULL;

  if (clip != NULL && vt_json_tree_is_string (vt_json_tree_get (clip, "vitrine"), "components")
      && vt_json_tree_is_array (vt_json_tree_get (clip, "components")) && vt_json_tree_get (clip, "layout") != NULL)
    return clip;
  g_clear_pointer (&clip, vt_json_tree_free);
  return NULL;
}

gboolean
vt_space_edit_can_paste (const char *text)
{
  g_autoptr (VtJsonTree) clip = parse_clip (text);

  return clip != NULL;
}

/* Renames the components of @clip whose ids are taken, and puts them into @root. */
static gboolean
adopt_components (VtJsonTree *root, VtJsonTree *clip)
{
  VtJsonTree *components = vt_json_tree_get (clip, "components");

  while (vt_json_tree_length (components) > 0)
    {
      VtJsonTree *component = vt_json_tree_steal (components, 0);
      g_autofree char *id = g_strdup (vt_json_tree_string (vt_json_tree_get (component, "id")));
      g_autofree char *other = id != NULL && *id != '\0' ? vt_edit_new_id (root, id) : NULL;

      if (other == NULL)
        {
          vt_json_tree_free (component);
          return FALSE;
        }
      vt_json_tree_set (component, "id", vt_json_tree_new_string (other));
      vt_edit_rename_everywhere (clip, id, other);
      if (vt_json_tree_is_string (vt_json_tree_get (clip, "layout"), id))
        vt_json_tree_set (clip, "layout", vt_json_tree_new_string (other));
      vt_json_tree_append (vt_json_tree_need_array (root, "components"), component);
    }
  return TRUE;
}

static char *
first_id (VtJsonTree *clip)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  vt_edit_collect_ids (vt_json_tree_get (clip, "layout"), ids);
  return ids->len > 0 ? g_strdup (ids->pdata[0]) : NULL;
}

static char *
paste (VtSpaceEditor *self, const char *text, const VtSpacePlace *place, const char *title, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  g_autoptr (VtJsonTree) clip = parse_clip (text);
  g_autofree char *id = NULL;
  VtJsonTree *layout;

  vt_edit_layout (root);
  if (clip == NULL || !adopt_components (root, clip))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "There are no components of a space in the clipboard.");
      return NULL;
    }
  id = first_id (clip);
  layout = vt_json_tree_steal (clip, (guint) vt_json_tree_index_of_key (clip, "layout"));
  if (!vt_edit_insert (root, layout, place, error))
    return NULL;
  vt_space_editor_about (self, id);
  if (!vt_space_editor_commit (self, g_steal_pointer (&root), title, NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}

char *
vt_space_edit_paste (VtSpaceEditor *self, const char *text, const VtSpacePlace *place, GError **error)
{
  return paste (self, text, place, N_ ("Paste"), error);
}

char *
vt_space_edit_duplicate (VtSpaceEditor *self, const char *node, GError **error)
{
  g_autofree char *clip = vt_space_edit_copy (self, node);
  VtSpacePlace place = { VT_PLACE_BELOW, node };

  return paste (self, clip, &place, N_ ("Duplicate"), error);
}

/* --- examples ----------------------------------------------------------------------- */

/* The first example decides whose values all of them give: of every component that can be filled in. */
static void
choose_inputs (VtSpaceEditor *self, VtJsonTree *inputs, GHashTable *values)
{
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (self));

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      if (component->klass->is_input && vt_space_component_get_boolean (component, "interactive")
          && g_hash_table_contains (values, component->id))
        vt_json_tree_append (inputs, vt_json_tree_new_string (component->id));
    }
}

gboolean
vt_space_edit_add_example (VtSpaceEditor *self, GHashTable *values, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *examples = vt_json_tree_need_object (root, "examples");
  VtJsonTree *inputs = vt_json_tree_need_array (examples, "inputs");
  VtJsonTree *row = vt_json_tree_new_array ();

  if (vt_json_tree_length (inputs) == 0)
    choose_inputs (self, inputs, values);
  for (guint i = 0; i < vt_json_tree_length (inputs); i++)
    {
      VtValue *value = g_hash_table_lookup (values, vt_json_tree_string (vt_json_tree_at (inputs, i)));
      g_autofree char *json = value != NULL ? vt_value_to_json (value) : g_strdup ("null");

      vt_json_tree_append (row, vt_json_tree_new_json (json));
    }
  if (vt_json_tree_length (inputs) == 0)
    {
      vt_json_tree_free (row);
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "There is nothing on this page yet that a person could fill in.");
      return FALSE;
    }
  vt_json_tree_append (vt_json_tree_need_array (examples, "rows"), row);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Add an example"), NULL, error);
}

gboolean
vt_space_edit_remove_example (VtSpaceEditor *self, guint row, GError **error)
{
  g_autoptr (VtJsonTree) root = vt_space_editor_begin (self);
  VtJsonTree *rows = vt_json_tree_get (vt_json_tree_get (root, "examples"), "rows");

  if (row >= vt_json_tree_length (rows))
    return FALSE;
  vt_json_tree_remove (rows, row);
  if (vt_json_tree_length (rows) == 0)
    vt_json_tree_set (root, "examples", NULL);
  return vt_space_editor_commit (self, g_steal_pointer (&root), N_ ("Remove an example"), NULL, error);
}
