/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-component.h"

#include <math.h>
#include <string.h>

#include "app/language.h"
#include "app/space-path.h"
#include "app/value-json.h"
#include "engine/base/error.h"

/* The declaration of a member; for "label[de]" that of the text "label". */
static const VtParam *
find_declaration (const VtComponentClass *klass, const char *key)
{
  g_autofree char *plain = vt_language_plain_key (key);
  const VtParam *param = vt_component_class_find_property (klass, plain != NULL ? plain : key);

  return plain != NULL && (param == NULL || param->type != VT_PARAM_TEXT) ? NULL : param;
}

/* What @node must be for @param, in words. */
static const char *
wanted_type (const VtParam *param, const VtJsonNode *node)
{
  VtJsonType type = vt_json_type (node);

  switch (param->type)
    {
    case VT_PARAM_NUMBER:
    case VT_PARAM_INTEGER:
      return type == VT_JSON_NUMBER ? NULL : "a number";
    case VT_PARAM_BOOLEAN:
      return type == VT_JSON_BOOLEAN ? NULL : "true or false";
    case VT_PARAM_CHOICE:
    case VT_PARAM_TEXT:
      return type == VT_JSON_STRING ? NULL : "a text";
    case VT_PARAM_TEXTS:
      return type == VT_JSON_STRING || type == VT_JSON_ARRAY ? NULL : "an array of texts";
    default:
      return NULL;
    }
}

static gboolean
read_property (VtSpaceComponent *self, const VtParam *param, const VtJsonIter *member, const char *path,
               GError **error)
{
  g_autofree char *place = vt_space_path_member (path, member->key);
  const char *wanted = wanted_type (param, member->value);
  g_autoptr (VtValue) given = NULL;
  VtValue *value;

  if (vt_json_type (member->value) == VT_JSON_NULL)
    return TRUE;
  if (wanted != NULL)
    return vt_space_path_fail (error, place, "it must be %s, not %s", wanted, vt_space_json_type_name (member->value));
  if (param->type == VT_PARAM_JSON)
    given = vt_value_new_json (vt_space_members_get (self->members, member->key));
  else
    given = vt_value_from_json (member->value);
  value = vt_param_accept (param, given, error);
  if (value == NULL)
    return vt_space_path_prefix (error, place);
  g_hash_table_insert (self->values, g_strdup (member->key), value);
  return TRUE;
}

static gboolean
read_properties (VtSpaceComponent *self, const VtJsonNode *node, const char *path, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    {
      const VtParam *param = find_declaration (self->klass, iter.key);

      if (param != NULL && !read_property (self, param, &iter, path, error))
        return FALSE;
    }
  return TRUE;
}

/* Keeps `choices` parsed, since the texts of vt_space_component_choices() live there. */
static void
parse_choices (VtSpaceComponent *self)
{
  const char *text = vt_space_members_get (self->members, "choices");

  g_clear_pointer (&self->choices, vt_json_free);
  if (text != NULL)
    self->choices = vt_json_parse (text, strlen (text), NULL);
}

/* What needs all properties: that they fit each other, and the value them. */
static gboolean
check (VtSpaceComponent *self, const char *path, GError **error)
{
  g_autoptr (VtValue) value = NULL;
  g_autoptr (VtValue) accepted = NULL;

  if (self->klass->check != NULL && !self->klass->check (self, error))
    return vt_space_path_prefix (error, path);
  if (!vt_space_component_has (self, "value"))
    return TRUE;
  value = vt_space_component_get (self, "value");
  accepted = vt_space_component_accept (self, value, error);
  if (accepted == NULL)
    {
      g_autofree char *place = vt_space_path_member (path, "value");

      return vt_space_path_prefix (error, place);
    }
  return TRUE;
}

static const VtComponentClass *
read_class (const VtJsonNode *node, const char *path, GError **error)
{
  const char *type = vt_json_get_string (node, "type", NULL);
  g_autofree char *place = vt_space_path_member (path, "type");
  const VtComponentClass *klass;

  if (type == NULL)
    {
      vt_space_path_fail (error, place, "a component needs a type, a text like “textbox”");
      return NULL;
    }
  klass = vt_component_class_find (type, error);
  if (klass == NULL)
    vt_space_path_prefix (error, place);
  return klass;
}

VtSpaceComponent *
vt_space_component_new (const VtJsonNode *node, const char *path, GError **error)
{
  VtSpaceComponent *self;
  const VtComponentClass *klass;
  const char *id = vt_space_path_read_id (node, path, error);

  if (id == NULL)
    return NULL;
  klass = read_class (node, path, error);
  if (klass == NULL)
    return NULL;
  self = g_new0 (VtSpaceComponent, 1);
  self->id = g_strdup (id);
  self->klass = klass;
  self->members = vt_space_members_new (node, NULL);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  parse_choices (self);
  if (!read_properties (self, node, path, error) || !check (self, path, error))
    g_clear_pointer (&self, vt_space_component_free);
  return self;
}

void
vt_space_component_free (VtSpaceComponent *self)
{
  g_free (self->id);
  vt_space_members_free (self->members);
  g_hash_table_unref (self->values);
  g_clear_pointer (&self->choices, vt_json_free);
  g_free (self);
}

void
vt_space_component_write (const VtSpaceComponent *self, VtJsonWriter *writer)
{
  vt_json_write_begin (writer, '{');
  vt_space_members_write (self->members, writer);
  vt_json_write_end (writer, '}');
}

static const char *
lookup_text (const char *key, gpointer data)
{
  VtValue *value = g_hash_table_lookup (data, key);

  return value != NULL && vt_value_type (value) == VT_VALUE_TEXT ? vt_value_text (value) : NULL;
}

VtValue *
vt_space_component_get (const VtSpaceComponent *self, const char *property)
{
  const VtParam *param = vt_component_class_find_property (self->klass, property);
  VtValue *value = g_hash_table_lookup (self->values, property);

  g_return_val_if_fail (param != NULL, vt_value_new_none ());
  if (param->type == VT_PARAM_TEXT)
    {
      const char *text = vt_language_pick (property, lookup_text, self->values);

      if (text != NULL)
        return vt_value_new_text (text);
    }
  return value != NULL ? vt_value_ref (value) : vt_param_default (param);
}

const char *
vt_space_component_get_text (const VtSpaceComponent *self, const char *property)
{
  const VtParam *param = vt_component_class_find_property (self->klass, property);
  const char *text = vt_language_pick (property, lookup_text, self->values);

  if (text == NULL && param != NULL)
    text = param->text;
  return text != NULL ? text : "";
}

double
vt_space_component_get_number (const VtSpaceComponent *self, const char *property)
{
  g_autoptr (VtValue) value = vt_space_component_get (self, property);

  return vt_value_type (value) == VT_VALUE_NUMBER ? vt_value_number (value) : NAN;
}

gboolean
vt_space_component_get_boolean (const VtSpaceComponent *self, const char *property)
{
  g_autoptr (VtValue) value = vt_space_component_get (self, property);

  return vt_value_type (value) == VT_VALUE_BOOLEAN && vt_value_boolean (value);
}

gboolean
vt_space_component_has (const VtSpaceComponent *self, const char *property)
{
  return g_hash_table_contains (self->values, property);
}

gboolean
vt_space_component_set (VtSpaceComponent *self, const char *property, VtValue *value, GError **error)
{
  const VtParam *param = find_declaration (self->klass, property);
  g_autoptr (VtValue) accepted = NULL;
  g_autofree char *json = NULL;

  if (param == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "A component of the type “%s” has no property “%s”.",
                   self->klass->type, property);
      return FALSE;
    }
  if (value == NULL)
    {
      g_hash_table_remove (self->values, property);
      vt_space_members_set (self->members, property, NULL);
      parse_choices (self);
      return TRUE;
    }
  accepted = vt_param_accept (param, value, error);
  if (accepted == NULL)
    return FALSE;
  json = vt_value_to_json (accepted);
  vt_space_members_set (self->members, property, json);
  g_hash_table_insert (self->values, g_strdup (property), g_steal_pointer (&accepted));
  parse_choices (self);
  return TRUE;
}

VtSpaceChoice *
vt_space_component_choices (const VtSpaceComponent *self, guint *n)
{
  const VtJsonNode *root = self->choices != NULL ? vt_json_root (self->choices) : NULL;
  VtJsonIter iter = VT_JSON_ITER (root);
  VtSpaceChoice *choices = g_new0 (VtSpaceChoice, vt_json_length (root) + 1);

  *n = 0;
  while (vt_json_iter_next (&iter))
    {
      const char *name = vt_json_string (iter.value, NULL);
      const char *value = name;

      if (name == NULL)
        {
          name = vt_json_string (vt_json_at (iter.value, 0), NULL);
          value = vt_json_string (vt_json_at (iter.value, 1), NULL);
        }
      if (name != NULL && value != NULL)
        choices[(*n)++] = (VtSpaceChoice) { name, value };
    }
  return choices;
}

VtValueType
vt_space_component_value_type (const VtSpaceComponent *self)
{
  return self->klass->value_of != NULL ? self->klass->value_of (self) : self->klass->value;
}

const char *
vt_space_component_folder (const VtSpaceComponent *self)
{
  return self->folder != NULL ? *self->folder : NULL;
}

char *
vt_space_component_path (const VtSpaceComponent *self, const char *path)
{
  const char *folder = vt_space_component_folder (self);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (g_path_is_absolute (path))
    return g_strdup (path);
  if (folder == NULL || *path == '\0' || g_strv_contains ((const char *const *) parts, ".."))
    return NULL;
  return g_build_filename (folder, path, NULL);
}

VtValue *
vt_space_component_accept (const VtSpaceComponent *self, VtValue *value, GError **error)
{
  g_autoptr (VtValue) coerced = self->klass->coerce != NULL ? self->klass->coerce (self, value) : NULL;
  g_autoptr (VtValue) converted = NULL;

  if (self->klass->holds_any)
    return vt_value_ref (value);
  converted = vt_value_convert (coerced != NULL ? coerced : value, vt_space_component_value_type (self), error);
  if (converted == NULL)
    return NULL;
  if (self->klass->accept == NULL || vt_value_type (converted) == VT_VALUE_NONE)
    return g_steal_pointer (&converted);
  return self->klass->accept (self, converted, error);
}

VtValue *
vt_space_component_initial (const VtSpaceComponent *self)
{
  g_autoptr (VtValue) value = NULL;
  VtValue *initial;

  if (!vt_space_component_has (self, "value") && self->klass->initial != NULL)
    return self->klass->initial (self);
  value = vt_space_component_get (self, "value");
  if (vt_value_type (value) == VT_VALUE_NUMBER && isnan (vt_value_number (value)))
    return vt_value_new_none ();
  initial = vt_space_component_accept (self, value, NULL);
  return initial != NULL ? initial : vt_value_new_none ();
}

char *
vt_space_component_name (const VtSpaceComponent *self)
{
  const char *label = vt_space_component_get_text (self, "label");

  if (*label == '\0' && vt_component_class_has_event (self->klass, "click"))
    label = vt_space_component_get_text (self, "value");
  return g_strdup_printf ("“%s”", *label != '\0' ? label : self->id);
}
