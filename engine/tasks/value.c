/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/value.h"

#include <string.h>

struct _VtValue
{
  gatomicrefcount refs;
  VtValueType type;
  guint n; /* labels, messages or values */
  union
  {
    char *text;
    double number;
    gboolean boolean;
    VtLabel *labels;
    VtMessage *messages;
    VtValue **values;
    VtAudio audio;
    VtImage image;
  };
  GBytes *bytes; /* what audio and image point into */
  char *note;
};

G_DEFINE_BOXED_TYPE (VtValue, vt_value, vt_value_ref, vt_value_unref)

static VtValue *
value_new (VtValueType type)
{
  VtValue *self = g_new0 (VtValue, 1);

  g_atomic_ref_count_init (&self->refs);
  self->type = type;
  return self;
}

VtValue *
vt_value_ref (VtValue *value)
{
  g_atomic_ref_count_inc (&value->refs);
  return value;
}

static void
value_free (VtValue *self)
{
  switch (self->type)
    {
    case VT_VALUE_TEXT:
    case VT_VALUE_JSON:
    case VT_VALUE_FILE:
      g_free (self->text);
      break;
    case VT_VALUE_LABELS:
      for (guint i = 0; i < self->n; i++)
        g_free ((char *) self->labels[i].label);
      g_free (self->labels);
      break;
    case VT_VALUE_CHAT:
      for (guint i = 0; i < self->n; i++)
        {
          g_free ((char *) self->messages[i].role);
          g_free ((char *) self->messages[i].content);
        }
      g_free (self->messages);
      break;
    case VT_VALUE_LIST:
      for (guint i = 0; i < self->n; i++)
        vt_value_unref (self->values[i]);
      g_free (self->values);
      break;
    default:
      break;
    }
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->note);
  g_free (self);
}

void
vt_value_unref (VtValue *value)
{
  if (g_atomic_ref_count_dec (&value->refs))
    value_free (value);
}

VtValue *
vt_value_new_none (void)
{
  return value_new (VT_VALUE_NONE);
}

VtValue *
vt_value_new_text (const char *text)
{
  VtValue *self = value_new (VT_VALUE_TEXT);

  self->text = g_utf8_make_valid (text, -1);
  return self;
}

VtValue *
vt_value_new_number (double number)
{
  VtValue *self = value_new (VT_VALUE_NUMBER);

  self->number = number;
  return self;
}

VtValue *
vt_value_new_boolean (gboolean boolean)
{
  VtValue *self = value_new (VT_VALUE_BOOLEAN);

  self->boolean = boolean != FALSE;
  return self;
}

VtValue *
vt_value_new_labels (const VtLabel *labels, guint n)
{
  VtValue *self = value_new (VT_VALUE_LABELS);

  self->n = n;
  self->labels = g_new0 (VtLabel, n);
  for (guint i = 0; i < n; i++)
    self->labels[i] = (VtLabel) { g_utf8_make_valid (labels[i].label, -1), labels[i].score };
  return self;
}

VtValue *
vt_value_new_chat (const VtMessage *messages, guint n)
{
  VtValue *self = value_new (VT_VALUE_CHAT);

  self->n = n;
  self->messages = g_new0 (VtMessage, n);
  for (guint i = 0; i < n; i++)
    self->messages[i] = (VtMessage) { g_utf8_make_valid (messages[i].role, -1),
                                      g_utf8_make_valid (messages[i].content, -1) };
  return self;
}

VtValue *
vt_value_new_json (const char *json)
{
  VtValue *self = value_new (VT_VALUE_JSON);

  self->text = g_utf8_make_valid (json, -1);
  return self;
}

VtValue *
vt_value_new_list (VtValue *const *values, guint n)
{
  VtValue *self = value_new (VT_VALUE_LIST);

  self->n = n;
  self->values = g_new0 (VtValue *, n);
  for (guint i = 0; i < n; i++)
    self->values[i] = vt_value_ref (values[i]);
  return self;
}

VtValue *
vt_value_new_file (const char *path)
{
  VtValue *self = value_new (VT_VALUE_FILE);

  self->text = g_strdup (path); /* a file's name may be any bytes */
  return self;
}

VtValue *
vt_value_new_audio (GBytes *samples, guint rate, guint channels)
{
  VtValue *self = value_new (VT_VALUE_AUDIO);
  gsize frame = MAX (channels, 1) * sizeof (float);

  self->bytes = g_bytes_ref (samples);
  self->audio = (VtAudio) { g_bytes_get_data (samples, NULL), g_bytes_get_size (samples) / frame, rate, channels };
  return self;
}

VtValue *
vt_value_new_image (GBytes *pixels, guint width, guint height, guint channels)
{
  VtValue *self = value_new (VT_VALUE_IMAGE);

  g_assert (g_bytes_get_size (pixels) >= (gsize) width * height * channels);
  self->bytes = g_bytes_ref (pixels);
  self->image = (VtImage) { g_bytes_get_data (pixels, NULL), width, height, channels };
  return self;
}

void
vt_value_set_note (VtValue *value, const char *note)
{
  g_free (value->note);
  value->note = g_strdup (note);
}

const char *
vt_value_note (const VtValue *value)
{
  return value->note;
}

VtValueType
vt_value_type (const VtValue *value)
{
  return value->type;
}

const char *
vt_value_text (const VtValue *value)
{
  g_return_val_if_fail (value->type == VT_VALUE_TEXT || value->type == VT_VALUE_JSON
                        || value->type == VT_VALUE_FILE, "");
  return value->text;
}

double
vt_value_number (const VtValue *value)
{
  g_return_val_if_fail (value->type == VT_VALUE_NUMBER, 0);
  return value->number;
}

gboolean
vt_value_boolean (const VtValue *value)
{
  g_return_val_if_fail (value->type == VT_VALUE_BOOLEAN, FALSE);
  return value->boolean;
}

const VtLabel *
vt_value_labels (const VtValue *value, guint *n)
{
  g_return_val_if_fail (value->type == VT_VALUE_LABELS, (*n = 0, NULL));
  *n = value->n;
  return value->labels;
}

const VtMessage *
vt_value_chat (const VtValue *value, guint *n)
{
  g_return_val_if_fail (value->type == VT_VALUE_CHAT, (*n = 0, NULL));
  *n = value->n;
  return value->messages;
}

VtValue *const *
vt_value_list (const VtValue *value, guint *n)
{
  g_return_val_if_fail (value->type == VT_VALUE_LIST, (*n = 0, NULL));
  *n = value->n;
  return value->values;
}

const VtAudio *
vt_value_audio (const VtValue *value)
{
  g_return_val_if_fail (value->type == VT_VALUE_AUDIO, NULL);
  return &value->audio;
}

const VtImage *
vt_value_image (const VtValue *value)
{
  g_return_val_if_fail (value->type == VT_VALUE_IMAGE, NULL);
  return &value->image;
}

/* The shortest of the usual forms that reads back as the same number. */
static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  g_string_append (text, buffer);
}

static void
append_items (GString *text, const VtValue *value)
{
  for (guint i = 0; i < value->n; i++)
    {
      g_autofree char *item = NULL;

      if (value->type == VT_VALUE_LABELS)
        item = g_strdup_printf ("%s %.0f%%", value->labels[i].label, value->labels[i].score * 100);
      else if (value->type == VT_VALUE_CHAT)
        item = g_strdup_printf ("%s: %s", value->messages[i].role, value->messages[i].content);
      else
        item = vt_value_to_text (value->values[i]);
      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, item);
    }
}

char *
vt_value_to_text (const VtValue *value)
{
  GString *text = g_string_new (NULL);

  switch (value->type)
    {
    case VT_VALUE_NONE:
      break;
    case VT_VALUE_TEXT:
    case VT_VALUE_JSON:
      g_string_append (text, value->text);
      break;
    case VT_VALUE_FILE:
      g_string_free (text, TRUE);
      return g_filename_display_name (value->text);
    case VT_VALUE_NUMBER:
      append_number (text, value->number);
      break;
    case VT_VALUE_BOOLEAN:
      g_string_append (text, value->boolean ? "yes" : "no");
      break;
    case VT_VALUE_LABELS:
    case VT_VALUE_CHAT:
    case VT_VALUE_LIST:
      append_items (text, value);
      break;
    case VT_VALUE_AUDIO:
      g_string_append_printf (text, "%.1f s",
                              value->audio.rate > 0 ? (double) value->audio.n_frames / value->audio.rate : 0);
      break;
    case VT_VALUE_IMAGE:
      g_string_append_printf (text, "%u × %u", value->image.width, value->image.height);
      break;
    }
  return g_string_free (text, FALSE);
}

static gboolean
items_equal (const VtValue *a, const VtValue *b)
{
  if (a->n != b->n)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (a->type == VT_VALUE_LABELS
        ? strcmp (a->labels[i].label, b->labels[i].label) != 0 || a->labels[i].score != b->labels[i].score
        : a->type == VT_VALUE_CHAT
        ? strcmp (a->messages[i].role, b->messages[i].role) != 0
          || strcmp (a->messages[i].content, b->messages[i].content) != 0
        : !vt_value_equal (a->values[i], b->values[i]))
      return FALSE;
  return TRUE;
}

gboolean
vt_value_equal (const VtValue *a, const VtValue *b)
{
  if (a == b)
    return TRUE;
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case VT_VALUE_NONE:
      return TRUE;
    case VT_VALUE_TEXT:
    case VT_VALUE_JSON:
    case VT_VALUE_FILE:
      return strcmp (a->text, b->text) == 0;
    case VT_VALUE_NUMBER:
      return a->number == b->number;
    case VT_VALUE_BOOLEAN:
      return a->boolean == b->boolean;
    case VT_VALUE_AUDIO:
      return a->audio.rate == b->audio.rate && a->audio.channels == b->audio.channels
             && g_bytes_equal (a->bytes, b->bytes);
    case VT_VALUE_IMAGE:
      return a->image.width == b->image.width && a->image.channels == b->image.channels
             && g_bytes_equal (a->bytes, b->bytes);
    default:
      return items_equal (a, b);
    }
}

const char *
vt_value_type_name (VtValueType type)
{
  static const char *const names[] = {
    [VT_VALUE_NONE] = "nothing", [VT_VALUE_TEXT] = "text",     [VT_VALUE_NUMBER] = "number",
    [VT_VALUE_BOOLEAN] = "boolean", [VT_VALUE_LABELS] = "labels", [VT_VALUE_CHAT] = "chat",
    [VT_VALUE_JSON] = "json",    [VT_VALUE_LIST] = "list",     [VT_VALUE_FILE] = "file",
    [VT_VALUE_AUDIO] = "audio",  [VT_VALUE_IMAGE] = "image",
  };

  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (names), "nothing");
  return names[type];
}

gboolean
vt_value_type_fits (VtValueType from, VtValueType to)
{
  if (from == to)
    return TRUE;
  if (from == VT_VALUE_NONE)
    return FALSE;
  if (to == VT_VALUE_JSON)
    return from != VT_VALUE_AUDIO && from != VT_VALUE_IMAGE;
  if (from == VT_VALUE_FILE || to == VT_VALUE_FILE)
    return from == VT_VALUE_AUDIO || from == VT_VALUE_IMAGE || to == VT_VALUE_AUDIO || to == VT_VALUE_IMAGE;
  return to == VT_VALUE_TEXT && (from == VT_VALUE_NUMBER || from == VT_VALUE_JSON);
}
