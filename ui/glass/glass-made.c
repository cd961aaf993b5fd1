/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/glass/glass-made.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "ui/components/texture.h"
#include "ui/space-canvas.h"

/* Of pictures side by side in a narrow panel. */
#define FILM_HEIGHT 120

/* What a space shows such a value with. */
static const struct
{
  VtValueType type;
  const char *component;
} components[] = {
  { VT_VALUE_IMAGE, "image" },
  { VT_VALUE_AUDIO, "audio" },
  { VT_VALUE_JSON, "timedtext" },
};

static const char *
component_for (const VtPort *port)
{
  if (port->shown_by)
    return port->shown_by;
  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    if (components[i].type == port->type)
      return components[i].component;
  return NULL;
}

/* The value of @name, if there is one that can be shown. */
static VtValue *
find_value (const VtTaskClass *task, GHashTable *outputs, const char *name)
{
  const VtPort *port = vt_port_find (task->outputs, name);
  VtValue *value = g_hash_table_lookup (outputs, name);

  return port && component_for (port) && value && vt_value_type (value) == port->type ? value : NULL;
}

static void
add_text (JsonBuilder *json, const char *key, const char *text)
{
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, text);
}

/* Words follow the sound that was made, if one was. */
static void
add_component (JsonBuilder *json, const VtPort *port, const char *sound)
{
  json_builder_begin_object (json);
  add_text (json, "id", port->name);
  add_text (json, "type", component_for (port));
  add_text (json, "label", _ (port->title));
  json_builder_set_member_name (json, "interactive");
  json_builder_add_boolean_value (json, port->type == VT_VALUE_LIST); /* films are pulled to and fro */
  if (port->type == VT_VALUE_JSON)
    {
      json_builder_set_member_name (json, "lines");
      json_builder_add_int_value (json, 4);
    }
  if (port->type == VT_VALUE_LIST && strcmp (component_for (port), "filmstrip") == 0)
    {
      json_builder_set_member_name (json, "height");
      json_builder_add_int_value (json, FILM_HEIGHT);
    }
  if (port->type == VT_VALUE_JSON && sound)
    add_text (json, "follows", sound);
  json_builder_end_object (json);
}

/* The name of the sound that the outputs show, or NULL. */
static const char *
find_sound (const VtTaskClass *task, GHashTable *outputs)
{
  for (guint i = 0; task->glass[i]; i++)
    if (find_value (task, outputs, task->glass[i]) && vt_port_find (task->outputs, task->glass[i])->type == VT_VALUE_AUDIO)
      return task->glass[i];
  return NULL;
}

/* A document of nothing but what is to be seen; whether there is anything. */
static gboolean
describe (JsonBuilder *json, const VtTaskClass *task, GHashTable *outputs)
{
  gboolean any = FALSE;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "version");
  json_builder_add_int_value (json, 1);
  json_builder_set_member_name (json, "components");
  json_builder_begin_array (json);
  for (guint i = 0; task->glass[i]; i++)
    if (find_value (task, outputs, task->glass[i]))
      {
        add_component (json, vt_port_find (task->outputs, task->glass[i]), find_sound (task, outputs));
        any = TRUE;
      }
  json_builder_end_array (json);
  json_builder_end_object (json);
  return any;
}

static VtSpace *
make_space (const VtTaskClass *task, GHashTable *outputs)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  gboolean any = describe (json, task, outputs);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, FALSE);

  return any ? vt_space_new_from_texts (text, strlen (text), NULL, NULL) : NULL;
}

GtkWidget *
vt_glass_made_new (const VtTaskClass *task, GHashTable *outputs)
{
  g_autoptr (VtSpace) space = task->glass ? make_space (task, outputs) : NULL;
  GtkWidget *canvas;

  if (!space)
    return NULL;
  canvas = vt_space_canvas_new (space);
  for (guint i = 0; task->glass[i]; i++)
    {
      VtValue *value = find_value (task, outputs, task->glass[i]);

      if (value)
        vt_space_canvas_set_value (VT_SPACE_CANVAS (canvas), task->glass[i], value);
    }
  return canvas;
}

GdkPaintable *
vt_glass_made_result (const VtTaskClass *task, GHashTable *outputs)
{
  for (const VtPort *port = task->outputs; port->name; port++)
    {
      VtValue *value = g_hash_table_lookup (outputs, port->name);

      if (value && vt_value_type (value) == VT_VALUE_IMAGE && !g_strv_contains (task->glass, port->name))
        return GDK_PAINTABLE (vt_texture_new (value));
    }
  return NULL;
}
