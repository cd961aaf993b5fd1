/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-layout.h"

#include <string.h>

#include "app/language.h"
#include "app/space-path.h"

#define MAX_DEPTH 32

static const char *const keys[] = {
  [VT_LAYOUT_ROW] = "row",   [VT_LAYOUT_COLUMN] = "column", [VT_LAYOUT_GROUP] = "group",
  [VT_LAYOUT_TABS] = "tabs", [VT_LAYOUT_TAB] = "tab",       [VT_LAYOUT_ACCORDION] = "accordion",
  [VT_LAYOUT_SIDEBAR] = "sidebar", [VT_LAYOUT_STEPS] = "steps", [VT_LAYOUT_STEP] = "step",
};

/* What the children of some layouts must be, and only theirs may be; COMPONENT: anything. */
static const VtLayoutKind pages[] = {
  [VT_LAYOUT_TABS] = VT_LAYOUT_TAB, [VT_LAYOUT_STEPS] = VT_LAYOUT_STEP, [VT_LAYOUT_STEP] = VT_LAYOUT_COMPONENT,
};
G_STATIC_ASSERT (G_N_ELEMENTS (pages) == G_N_ELEMENTS (keys));

static VtSpaceLayout *
layout_new (VtLayoutKind kind)
{
  VtSpaceLayout *self = g_new0 (VtSpaceLayout, 1);

  self->kind = kind;
  self->open = TRUE;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_layout_free);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

VtSpaceLayout *
vt_space_layout_new_component (const char *id)
{
  VtSpaceLayout *self = layout_new (VT_LAYOUT_COMPONENT);

  self->id = g_strdup (id);
  return self;
}

VtSpaceLayout *
vt_space_layout_new_column (void)
{
  VtSpaceLayout *self = layout_new (VT_LAYOUT_COLUMN);

  self->members = vt_space_members_new (NULL, NULL);
  return self;
}

void
vt_space_layout_free (VtSpaceLayout *self)
{
  g_free (self->id);
  g_free (self->path);
  g_ptr_array_unref (self->children);
  g_clear_pointer (&self->members, vt_space_members_free);
  g_hash_table_unref (self->labels);
  g_free (self);
}

/* Which of the layouts' keys the object has; COMPONENT for none. */
static VtLayoutKind
find_kind (const VtJsonNode *node)
{
  for (VtLayoutKind kind = VT_LAYOUT_ROW; kind < G_N_ELEMENTS (keys); kind++)
    if (vt_json_get (node, keys[kind]) != NULL)
      return kind;
  return VT_LAYOUT_COMPONENT;
}

static VtSpaceLayout *layout_read (const VtJsonNode *node, VtLayoutKind parent, const char *path, guint depth,
                                   GError **error);

static gboolean
read_children (VtSpaceLayout *self, const VtJsonNode *node, const char *path, guint depth, GError **error)
{
  g_autofree char *place = NULL;
  const VtJsonNode *children = vt_space_path_read_array (node, path, keys[self->kind], TRUE, &place, error);
  VtJsonIter iter = VT_JSON_ITER (children);

  if (children == NULL)
    return FALSE;
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *element = vt_space_path_element (place, self->children->len);
      VtSpaceLayout *child = layout_read (iter.value, self->kind, element, depth + 1, error);

      if (child == NULL)
        return FALSE;
      g_ptr_array_add (self->children, child);
    }
  return TRUE;
}

static void
read_labels (VtSpaceLayout *self, const VtJsonNode *node)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    if (vt_json_type (iter.value) == VT_JSON_STRING)
      g_hash_table_insert (self->labels, g_strdup (iter.key), g_strdup (vt_json_string (iter.value, NULL)));
}

/* "tabs" for a tab, "steps" for a step; %NULL for what may stand anywhere. */
static const char *
needed_parent (VtLayoutKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (kind != VT_LAYOUT_COMPONENT && pages[i] == kind)
      return keys[i];
  return NULL;
}

/* Whether a @kind may stand in a @parent. */
static gboolean
check_parent (VtLayoutKind kind, VtLayoutKind parent, const char *path, GError **error)
{
  const char *needed = needed_parent (kind);

  if (pages[parent] != VT_LAYOUT_COMPONENT && kind != pages[parent])
    return vt_space_path_fail (error, path, "what stands in “%s” is “%s”, and nothing else", keys[parent],
                               keys[pages[parent]]);
  return needed == NULL || kind == pages[parent]
         || vt_space_path_fail (error, path, "what stands in “%s” is “%s”, and nowhere else", needed, keys[kind]);
}

static VtSpaceLayout *
read_container (const VtJsonNode *node, VtLayoutKind parent, const char *path, guint depth, GError **error)
{
  VtLayoutKind kind = find_kind (node);
  VtSpaceLayout *self;

  if (kind == VT_LAYOUT_COMPONENT)
    vt_space_path_fail (error, path, "it is no layout that this version knows; it knows row, column, group, tabs, "
                        "accordion, sidebar and steps");
  else if (!check_parent (kind, parent, path, error))
    return NULL;
  else if (depth >= MAX_DEPTH)
    vt_space_path_fail (error, path, "layouts stand in each other more than %d deep", MAX_DEPTH);
  else
    {
      self = layout_new (kind);
      self->members = vt_space_members_new (node, (const char *[]) { keys[kind], NULL });
      self->open = vt_json_get_boolean (node, "open", TRUE);
      self->right = g_strcmp0 (vt_json_get_string (node, "position", NULL), "right") == 0;
      self->equal_height = vt_json_get_boolean (node, "equal_height", FALSE);
      read_labels (self, node);
      if (read_children (self, node, path, depth, error))
        return self;
      vt_space_layout_free (self);
    }
  return NULL;
}

static VtSpaceLayout *
layout_read (const VtJsonNode *node, VtLayoutKind parent, const char *path, guint depth, GError **error)
{
  const char *id = vt_json_string (node, NULL);

  if (id != NULL && pages[parent] == VT_LAYOUT_COMPONENT)
    {
      VtSpaceLayout *self = vt_space_layout_new_component (id);

      self->path = g_strdup (path);
      return self;
    }
  if (vt_json_type (node) == VT_JSON_OBJECT)
    return read_container (node, parent, path, depth, error);
  vt_space_path_fail (error, path, "it must be a component's id or a layout, and it is %s",
                      vt_space_json_type_name (node));
  return NULL;
}

VtSpaceLayout *
vt_space_layout_new (const VtJsonNode *node, const char *path, GError **error)
{
  return layout_read (node, VT_LAYOUT_COMPONENT, path, 0, error);
}

void
vt_space_layout_write (const VtSpaceLayout *self, VtJsonWriter *writer)
{
  if (self->kind == VT_LAYOUT_COMPONENT)
    {
      vt_json_write_string (writer, self->id, -1);
      return;
    }
  vt_json_write_begin (writer, '{');
  vt_json_write_key (writer, keys[self->kind]);
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->children->len; i++)
    vt_space_layout_write (self->children->pdata[i], writer);
  vt_json_write_end (writer, ']');
  vt_space_members_write (self->members, writer);
  vt_json_write_end (writer, '}');
}

static const char *
lookup_label (const char *key, gpointer data)
{
  return g_hash_table_lookup (data, key);
}

static const char *
get_text (const VtSpaceLayout *self, const char *key)
{
  const char *text = vt_language_pick (key, lookup_label, self->labels);

  return text != NULL ? text : "";
}

const char *
vt_space_layout_get_label (const VtSpaceLayout *self)
{
  return get_text (self, "label");
}

const char *
vt_space_layout_get_text (const VtSpaceLayout *self)
{
  return get_text (self, "text");
}
