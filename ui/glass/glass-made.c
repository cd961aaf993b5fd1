/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/glass/glass-made.h"

#include <glib/gi18n.h>

#include "engine/formats/json-write.h"
#include "ui/space-canvas.h"

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
write_text (VtJsonWriter *json, const char *key, const char *text)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
}

/* Words follow the sound that was made, if one was. */
static void
write_component (VtJsonWriter *json, const VtPort *port, const char *sound)
{
  vt_json_write_begin (json, '{');
  write_text (json, "id", port->name);
  write_text (json, "type", component_for (port));
  write_text (json, "label", _ (port->title));
  vt_json_write_key (json, "interactive");
  vt_json_write_boolean (json, FALSE);
  if (port->type == VT_VALUE_JSON)
    {
      vt_json_write_key (json, "lines");
      vt_json_write_int (json, 4);
      if (sound)
        write_text (json, "follows", sound);
    }
  vt_json_write_end (json, '}');
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

/* A space of nothing but what is to be seen; NULL where there is nothing. */
static VtSpace *
make_space (const VtTaskClass *task, GHashTable *outputs)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  VtSpace *space = NULL;
  guint n = 0;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "version");
  vt_json_write_int (&json, 1);
  vt_json_write_key (&json, "components");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; task->glass[i]; i++)
    if (find_value (task, outputs, task->glass[i]))
      {
        write_component (&json, vt_port_find (task->outputs, task->glass[i]), find_sound (task, outputs));
        n++;
      }
  vt_json_write_end (&json, ']');
  vt_json_write_end (&json, '}');
  if (n > 0)
    space = vt_space_new_from_texts (json.text->str, json.text->len, NULL, NULL);
  g_string_free (json.text, TRUE);
  return space;
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
