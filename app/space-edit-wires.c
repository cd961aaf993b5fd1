/* space-edit-wires.c: what names a component or a step, when it goes or is renamed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/space-edit-tree.h"

#include <string.h>

/* Whether @text, which stands after a dollar sign, names @id: "id" or "id.output";
 * an @id that ends in a point means the latter alone. */
static gboolean
names (const char *text, const char *id)
{
  gsize n = strlen (id);

  return strncmp (text, id, n) == 0
         && (text[n] == '\0' || text[n] == '.' || g_str_has_suffix (id, ".")); /* a column may be called anything */
}

static gboolean
is_wire_to (const char *text, const char *id)
{
  return text != NULL && *text == '$' && names (text + 1, id);
}

/* The holes ${…} of a text that name @id become those of @other, or, where that
 * is %NULL, nothing. */
static char *
change_holes (const char *text, const char *id, const char *other)
{
  g_autoptr (GString) result = g_string_new (NULL);
  gboolean any = FALSE;

  while (*text != '\0')
    {
      const char *end = text[0] == '$' && text[1] == '{' ? strchr (text, '}') : NULL;
      g_autofree char *hole = end != NULL ? g_strndup (text + 2, (gsize) (end - text - 2)) : NULL;

      if (text[0] == '$' && text[1] == '$')
        {
          g_string_append (result, "$$");
          text += 2;
        }
      else if (hole != NULL && names (hole, id))
        {
          if (other != NULL)
            g_string_append_printf (result, "${%s%s}", other, hole + strlen (id));
          any = TRUE;
          text = end + 1;
        }
      else
        g_string_append_c (result, *text++);
    }
  return any ? g_string_free (g_steal_pointer (&result), FALSE) : NULL;
}

typedef struct
{
  const char *id;
  const char *other;
} Renaming;

static char *
rename_text (const char *text, gpointer data)
{
  const Renaming *renaming = data;

  if (is_wire_to (text, renaming->id))
    return g_strconcat ("$", renaming->other, text + 1 + strlen (renaming->id), NULL);
  return change_holes (text, renaming->id, renaming->other);
}

static char *
forget_holes (const char *text, gpointer data)
{
  return change_holes (text, data, NULL);
}

/* Parts of a chat that are, or hold, the wire go; other texts keep their rest. */
static void
forget_parts (VtJsonTree *array, const char *id)
{
  for (guint i = vt_json_tree_length (array); i-- > 0;)
    {
      VtJsonTree *part = vt_json_tree_at (array, i);
      VtJsonTree *inner = vt_json_tree_is_object (part) ? vt_json_tree_at (part, 0) : NULL;

      if (is_wire_to (vt_json_tree_string (part), id) || is_wire_to (vt_json_tree_string (inner), id))
        vt_json_tree_remove (array, i);
      else
        vt_json_tree_map_strings (part, forget_holes, (gpointer) id);
    }
}

/* Whether @node, or anything in it, takes from @id. */
static gboolean
mentions (const VtJsonTree *node, const char *id)
{
  g_autofree char *without = vt_json_tree_string (node) != NULL ? change_holes (vt_json_tree_string (node), id, NULL) : NULL;

  if (without != NULL || is_wire_to (vt_json_tree_string (node), id))
    return TRUE;
  for (guint i = 0; i < vt_json_tree_length (node); i++)
    if (mentions (vt_json_tree_at (node, i), id))
      return TRUE;
  return FALSE;
}

/* The array of `{"first": […]}` or `{"list": […]}`, or %NULL. */
static VtJsonTree *
parts_of (VtJsonTree *wire)
{
  VtJsonTree *parts = vt_json_tree_get (wire, "first");

  if (parts == NULL)
    parts = vt_json_tree_get (wire, "list");
  return vt_json_tree_is_array (parts) ? parts : NULL;
}

/* `{"first": […]}` without @id; of a list, where each has its place, nothing stays. Whether something is left. */
static gboolean
forget_several (VtJsonTree *wire, const char *id)
{
  VtJsonTree *parts = parts_of (wire);

  if (vt_json_tree_get (wire, "first") == NULL)
    return !mentions (parts, id);
  forget_parts (parts, id);
  return vt_json_tree_length (parts) > 0;
}

/* Members of @object that take from @id: null where @keep, since an input must
 * be there, else they go. */
static void
forget_wires (VtJsonTree *object, const char *id, gboolean keep)
{
  for (guint i = vt_json_tree_length (object); i-- > 0;)
    {
      VtJsonTree *wire = vt_json_tree_at (object, i);

      if (vt_json_tree_is_array (wire))
        forget_parts (wire, id);
      else if (parts_of (wire) != NULL ? forget_several (wire, id) : !is_wire_to (vt_json_tree_string (wire), id))
        vt_json_tree_map_strings (wire, forget_holes, (gpointer) id);
      else if (keep)
        vt_json_tree_free (vt_json_tree_replace (object, i, vt_json_tree_new_json ("null")));
      else
        vt_json_tree_remove (object, i);
    }
}

static void
forget_step (VtJsonTree *step, const char *id)
{
  if (is_wire_to (vt_json_tree_string (vt_json_tree_get (step, "model")), id))
    vt_json_tree_set (step, "model", NULL);
  if (vt_json_tree_get (step, "inputs") != NULL)
    forget_wires (vt_json_tree_get (step, "inputs"), id, TRUE);
  if (vt_json_tree_get (step, "parameters") != NULL)
    forget_wires (vt_json_tree_get (step, "parameters"), id, FALSE);
  if (mentions (vt_json_tree_get (step, "if"), id))
    vt_json_tree_set (step, "if", NULL);
}

/* Outputs into the component, or into its columns. */
static void
forget_outputs (VtJsonTree *outputs, const char *id)
{
  for (guint i = vt_json_tree_length (outputs); i-- > 0;)
    if (names (vt_json_tree_key (outputs, i), id))
      vt_json_tree_remove (outputs, i);
}

static void
forget_triggers (VtJsonTree *on, const char *id)
{
  for (guint i = vt_json_tree_length (on); i-- > 0;)
    if (vt_json_tree_is_string (vt_json_tree_at (vt_json_tree_at (on, i), 0), id))
      vt_json_tree_remove (on, i);
}

static void
forget_event (VtJsonTree *event, const char *id)
{
  VtJsonTree *steps = vt_json_tree_get (event, "steps");
  VtJsonTree *outputs = vt_json_tree_get (event, "outputs");

  forget_triggers (vt_json_tree_get (event, "on"), id);
  for (guint i = 0; i < vt_json_tree_length (steps); i++)
    forget_step (vt_json_tree_at (steps, i), id);
  if (vt_json_tree_is_string (vt_json_tree_get (event, "each"), id))
    vt_json_tree_set (event, "each", NULL);
  if (outputs == NULL)
    return;
  forget_outputs (outputs, id);
  forget_wires (outputs, id, FALSE);
}

void
vt_edit_forget_columns (VtJsonTree *event, const char *id)
{
  g_autofree char *columns = g_strconcat (id, ".", NULL);

  forget_event (event, columns);
}

static void
forget_example (VtJsonTree *root, const char *id)
{
  VtJsonTree *examples = vt_json_tree_get (root, "examples");
  VtJsonTree *inputs = vt_json_tree_get (examples, "inputs");
  VtJsonTree *rows = vt_json_tree_get (examples, "rows");

  for (guint i = vt_json_tree_length (inputs); i-- > 0;)
    if (vt_json_tree_is_string (vt_json_tree_at (inputs, i), id))
      {
        vt_json_tree_remove (inputs, i);
        for (guint row = 0; row < vt_json_tree_length (rows); row++)
          vt_json_tree_remove (vt_json_tree_at (rows, row), i);
      }
  if (inputs != NULL && vt_json_tree_length (inputs) == 0)
    vt_json_tree_set (root, "examples", NULL);
}

void
vt_edit_forget (VtJsonTree *root, const char *id)
{
  VtJsonTree *events = vt_json_tree_get (root, "events");

  for (guint i = 0; i < vt_json_tree_length (events); i++)
    forget_event (vt_json_tree_at (events, i), id);
  forget_example (root, id);
}

static void
rename_keys (VtJsonTree *object, const char *id, const char *other)
{
  for (guint i = 0; vt_json_tree_is_object (object) && i < vt_json_tree_length (object); i++)
    if (names (vt_json_tree_key (object, i), id))
      {
        g_autofree char *key = g_strconcat (other, vt_json_tree_key (object, i) + strlen (id), NULL);

        vt_json_tree_rename (object, i, key);
      }
}

static void
rename_triggers (VtJsonTree *on, const char *id, const char *other)
{
  for (guint i = 0; i < vt_json_tree_length (on); i++)
    {
      VtJsonTree *trigger = vt_json_tree_at (on, i);

      if (vt_json_tree_is_string (vt_json_tree_at (trigger, 0), id))
        vt_json_tree_free (vt_json_tree_replace (trigger, 0, vt_json_tree_new_string (other)));
    }
}

static void
rename_plain (VtJsonTree *array, const char *id, const char *other)
{
  for (guint i = 0; i < vt_json_tree_length (array); i++)
    if (vt_json_tree_is_string (vt_json_tree_at (array, i), id))
      vt_json_tree_free (vt_json_tree_replace (array, i, vt_json_tree_new_string (other)));
}

static void
rename_in_layout (VtJsonTree *node, const char *id, const char *other)
{
  VtJsonTree *children = vt_edit_children (node);

  rename_plain (children, id, other);
  for (guint i = 0; i < vt_json_tree_length (children); i++)
    rename_in_layout (vt_json_tree_at (children, i), id, other);
}

/* Of components that follow another one. */
static void
rename_followed (VtJsonTree *components, const char *id, const char *other)
{
  for (guint i = 0; i < vt_json_tree_length (components); i++)
    {
      VtJsonTree *component = vt_json_tree_at (components, i);

      if (vt_json_tree_is_string (vt_json_tree_get (component, "follows"), id))
        vt_json_tree_set (component, "follows", vt_json_tree_new_string (other));
    }
}

void
vt_edit_rename_everywhere (VtJsonTree *root, const char *id, const char *other)
{
  Renaming renaming = { id, other };
  VtJsonTree *events = vt_json_tree_get (root, "events");

  for (guint i = 0; i < vt_json_tree_length (events); i++)
    {
      VtJsonTree *event = vt_json_tree_at (events, i);

      rename_triggers (vt_json_tree_get (event, "on"), id, other);
      rename_keys (vt_json_tree_get (event, "outputs"), id, other);
      if (vt_json_tree_is_string (vt_json_tree_get (event, "each"), id))
        vt_json_tree_set (event, "each", vt_json_tree_new_string (other));
      vt_json_tree_map_strings (event, rename_text, &renaming);
    }
  rename_followed (vt_json_tree_get (root, "components"), id, other);
  rename_plain (vt_json_tree_get (vt_json_tree_get (root, "examples"), "inputs"), id, other);
  if (vt_json_tree_get (root, "layout") != NULL)
    rename_in_layout (vt_json_tree_get (root, "layout"), id, other);
}
