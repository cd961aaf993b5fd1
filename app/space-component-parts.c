/* space-component-parts.c: what `$ID.NAME` takes of a component's value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/space-component.h"

const VtComponentPart *
vt_space_component_find_part (const VtSpaceComponent *self, const char *name)
{
  for (const VtComponentPart *part = self->klass->parts; part != NULL && part->name != NULL; part++)
    if (strcmp (part->name, name) == 0)
      return part;
  return NULL;
}

static VtValue *
files_new (const VtJsonNode *array)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  VtJsonIter iter = VT_JSON_ITER (array);

  while (vt_json_iter_next (&iter))
    if (vt_json_string (iter.value, NULL) != NULL)
      g_ptr_array_add (files, vt_value_new_file (vt_json_string (iter.value, NULL)));
  return vt_value_new_list ((VtValue **) files->pdata, files->len);
}

static VtValue *
part_new (const VtJsonNode *node, VtValueType type)
{
  const char *text = vt_json_string (node, NULL);

  if (type == VT_VALUE_LIST)
    return files_new (node);
  if (type == VT_VALUE_FILE && text == NULL)
    text = vt_json_string (vt_json_at (node, 0), NULL);
  if (text == NULL)
    return vt_value_new_none ();
  return type == VT_VALUE_FILE ? vt_value_new_file (text) : vt_value_new_text (text);
}

static VtValue *
item_of (VtValue *value, gsize index)
{
  guint n = 0;
  VtValue *const *items = vt_value_type (value) == VT_VALUE_LIST ? vt_value_list (value, &n) : NULL;

  return index < n ? vt_value_ref (items[index]) : vt_value_new_none ();
}

VtValue *
vt_space_component_take_part (const VtSpaceComponent *self, VtValue *value, const char *name)
{
  const VtComponentPart *part = vt_space_component_find_part (self, name);
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "null";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  if (part != NULL && part->member == NULL)
    return item_of (value, (gsize) (part - self->klass->parts));
  if (part == NULL || json == NULL)
    return vt_value_new_none ();
  return part_new (vt_json_get (vt_json_root (json), part->member), part->type);
}
