/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/components/component-parts.h"

static const char *const counts[] = { "single", "multiple", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .text = "{\"text\": \"\", \"files\": []}", .title = N_ ("Text and files"),
    .help = N_ ("{\"text\": \"What is this?\", \"files\": [\"assets/cat.png\"]}") },
  { "placeholder", VT_PARAM_TEXT, .text = "", .title = N_ ("Placeholder"),
    .help = N_ ("What stands there while it is empty") },
  { "lines", VT_PARAM_INTEGER, 1, 100, 1, 1, .title = N_ ("Lines") },
  { "max_lines", VT_PARAM_INTEGER, 1, 1000, 1, 20, .title = N_ ("Most lines"),
    .help = N_ ("Beyond them the text scrolls"), .advanced = TRUE },
  { "max_length", VT_PARAM_INTEGER, 0, 10000000, 1, 0, .title = N_ ("Longest text"),
    .help = N_ ("In characters; 0 for no limit"), .advanced = TRUE },
  { "file_count", VT_PARAM_CHOICE, .text = "multiple", .choices = counts, .title = N_ ("How many files") },
  { "file_types", VT_PARAM_TEXTS, .title = N_ ("Which kinds"),
    .help = N_ ("Endings like .csv, or image, audio, video, text") },
  { "show_copy_button", VT_PARAM_BOOLEAN, .title = N_ ("Copy button"), .advanced = TRUE },
  { NULL },
};

static const VtComponentPart parts[] = {
  { "text", "text", VT_VALUE_TEXT, N_ ("Text") },
  { "files", "files", VT_VALUE_LIST, N_ ("Files") },
  { "file", "files", VT_VALUE_FILE, N_ ("First file") },
  { NULL },
};

static const char *const events[] = { "submit", "change", "input", "upload", "delete", "focus", "blur", NULL };

static VtValue *
write_value (const VtSpaceComponent *component, const char *text, const VtJsonNode *files)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  VtJsonIter iter = VT_JSON_ITER (files);
  VtValue *value;

  vt_json_write_begin (&writer, '{');
  vt_json_write_key (&writer, "text");
  vt_json_write_string (&writer, text, -1);
  vt_json_write_key (&writer, "files");
  vt_json_write_begin (&writer, '[');
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *path = vt_space_component_path (component, vt_json_string (iter.value, NULL));

      vt_json_write_string (&writer, path != NULL ? path : vt_json_string (iter.value, NULL), -1);
    }
  vt_json_write_end (&writer, ']');
  vt_json_write_end (&writer, '}');
  value = vt_value_new_json (writer.text->str);
  g_string_free (writer.text, TRUE);
  return value;
}

/* A text alone is one without files. */
static VtValue *
coerce (const VtSpaceComponent *component, VtValue *value)
{
  const char *text = vt_value_type (value) == VT_VALUE_TEXT ? vt_value_text (value) : NULL;

  return text != NULL && *text != '{' ? write_value (component, text, NULL) : NULL;
}

static VtValue *
accept (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (root, "files"));

  if (json == NULL)
    return NULL;
  if (vt_json_type (root) == VT_JSON_STRING)
    return write_value (component, vt_json_string (root, NULL), NULL);
  if (vt_json_type (root) != VT_JSON_OBJECT || vt_json_get_string (root, "text", "") == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "it takes {\"text\": …, \"files\": […]}");
      return NULL;
    }
  while (vt_json_iter_next (&iter))
    if (vt_json_string (iter.value, NULL) == NULL)
      {
        g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“files” are paths, each a text");
        return NULL;
      }
  return write_value (component, vt_json_get_string (root, "text", ""), vt_json_get (root, "files"));
}

const VtComponentClass vt_component_multimodaltextbox = {
  .type = "multimodaltextbox",
  .title = N_ ("Text with files"),
  .value = VT_VALUE_JSON,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .coerce = coerce,
  .accept = accept,
  .parts = parts,
};
