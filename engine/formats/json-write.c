/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/json-write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/formats/json-private.h"

static void
separate (VtJsonWriter *self)
{
  if (self->comma)
    g_string_append_c (self->text, ',');
  self->comma = TRUE;
}

void
vt_json_write_begin (VtJsonWriter *self, char bracket)
{
  separate (self);
  g_string_append_c (self->text, bracket);
  self->comma = FALSE;
}

void
vt_json_write_end (VtJsonWriter *self, char bracket)
{
  g_string_append_c (self->text, bracket);
  self->comma = TRUE;
}

void
vt_json_write_key (VtJsonWriter *self, const char *key)
{
  separate (self);
  vt_json_append_string (self->text, key, -1);
  g_string_append_c (self->text, ':');
  self->comma = FALSE;
}

static void
append_escaped (GString *text, guchar c)
{
  static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
  const char *found = c != 0 ? strchr (from, c) : NULL;

  if (found != NULL)
    g_string_append_printf (text, "\\%c", to[found - from]);
  else if (c < 0x20 || c == 0x7f)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_c (text, (char) c);
}

static void
append_valid (GString *text, const char *value, gsize length)
{
  for (gsize i = 0; i < length; i++)
    append_escaped (text, (guchar) value[i]);
}

void
vt_json_append_string (GString *text, const char *value, gssize length)
{
  gsize left = length < 0 ? strlen (value) : (gsize) length;
  const char *bad;

  g_string_append_c (text, '"');
  while (!g_utf8_validate_len (value, left, &bad))
    {
      append_valid (text, value, bad - value);
      left -= bad - value;
      value = bad;
      /* A NUL is valid JSON content, though not for g_utf8_validate_len(). */
      if (*value == 0)
        append_escaped (text, 0);
      else
        g_string_append (text, "\xef\xbf\xbd");
      value++;
      left--;
    }
  append_valid (text, value, left);
  g_string_append_c (text, '"');
}

void
vt_json_write_string (VtJsonWriter *self, const char *value, gssize length)
{
  separate (self);
  if (value != NULL)
    vt_json_append_string (self->text, value, length);
  else
    g_string_append (self->text, "null");
}

void
vt_json_write_int (VtJsonWriter *self, gint64 value)
{
  separate (self);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/* Tries more and more digits until the number reads back. */
static void
append_number (GString *text, double value, gboolean is_float)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  const char *formats[] = { "%.6g", "%.7g", "%.8g", "%.9g", "%.15g", "%.16g", "%.17g" };

  if (!isfinite (value))
    {
      g_string_append (text, "null");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      double back;

      g_ascii_formatd (digits, sizeof digits, formats[i], value);
      back = g_ascii_strtod (digits, NULL);
      if (is_float ? (float) back == (float) value : back == value)
        break;
    }
  g_string_append (text, digits);
}

void
vt_json_write_double (VtJsonWriter *self, double value)
{
  separate (self);
  append_number (self->text, value, FALSE);
}

void
vt_json_write_float (VtJsonWriter *self, float value)
{
  separate (self);
  append_number (self->text, value, TRUE);
}

void
vt_json_write_boolean (VtJsonWriter *self, gboolean value)
{
  separate (self);
  g_string_append (self->text, value ? "true" : "false");
}

void
vt_json_write_null (VtJsonWriter *self)
{
  separate (self);
  g_string_append (self->text, "null");
}

static void
write_container (VtJsonWriter *self, const VtJsonNode *node)
{
  gboolean object = vt_json_type (node) == VT_JSON_OBJECT;
  VtJsonIter iter = VT_JSON_ITER (node);

  vt_json_write_begin (self, object ? '{' : '[');
  while (vt_json_iter_next (&iter))
    {
      if (object)
        {
          vt_json_write_string (self, iter.key, (gssize) iter.key_length);
          g_string_append_c (self->text, ':');
          self->comma = FALSE;
        }
      vt_json_write_node (self, iter.value);
    }
  vt_json_write_end (self, object ? '}' : ']');
}

/* Recursion is bounded by VT_JSON_MAX_DEPTH. */
void
vt_json_write_node (VtJsonWriter *self, const VtJsonNode *node)
{
  switch (vt_json_type (node))
    {
    case VT_JSON_NONE:
    case VT_JSON_NULL:
      vt_json_write_null (self);
      break;
    case VT_JSON_BOOLEAN:
      vt_json_write_boolean (self, node->kind == VT_JSON_KIND_TRUE);
      break;
    case VT_JSON_NUMBER:
      if (node->kind == VT_JSON_KIND_INTEGER)
        vt_json_write_int (self, node->integer);
      else
        vt_json_write_double (self, node->number);
      break;
    case VT_JSON_STRING:
      vt_json_write_string (self, node->string, node->length);
      break;
    case VT_JSON_ARRAY:
    case VT_JSON_OBJECT:
      write_container (self, node);
      break;
    }
}
