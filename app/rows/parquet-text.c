/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/parquet-text.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"

#define TEXT_MAX (64u << 20) /* of one row's lists */

static gint64
read_int (const VtParquetValue *value)
{
  guint64 number = 0;

  memcpy (&number, value->data, MIN (value->size, 8));
  number = GUINT64_FROM_LE (number);
  if (value->size == 4)
    return (gint32) number;
  return (gint64) number;
}

static double
read_float (const VtParquetValue *value)
{
  if (value->size == 4)
    {
      guint32 bits = (guint32) read_int (value);
      float number;

      memcpy (&number, &bits, 4);
      return number;
    }
  else
    {
      gint64 bits = read_int (value);
      double number;

      memcpy (&number, &bits, 8);
      return number;
    }
}

static void
append_float (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, gboolean json)
{
  double number = read_float (value);
  VtJsonWriter writer = { .text = text };

  if (!isfinite (number))
    g_string_append (text, json ? "null" : isnan (number) ? "NaN" : number > 0 ? "∞" : "-∞");
  else if (leaf->type == VT_PARQUET_FLOAT)
    vt_json_write_float (&writer, (float) number);
  else
    vt_json_write_double (&writer, number);
}

/* Nanoseconds since 1970 where @per_s is 10⁹. */
static void
append_time (GString *text, gint64 number, gint64 per_s, gboolean json)
{
  gint64 seconds = number / per_s - (number % per_s < 0), rest = number - seconds * per_s;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *shown = time != NULL ? g_date_time_format (time, per_s == 1 ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%S") : NULL;

  if (shown == NULL)
    {
      g_string_append_printf (text, "%" G_GINT64_FORMAT, number);
      return;
    }
  g_string_append_printf (text, "%s%s", json ? "\"" : "", shown);
  if (rest != 0)
    g_string_append_printf (text, ".%0*" G_GINT64_FORMAT, per_s == 1000 ? 3 : per_s == 1000000 ? 6 : 9, rest);
  g_string_append (text, json ? "\"" : "");
}

/* Digits, with a point before the last @scale of them. */
static void
append_decimal (GString *text, gint64 number, guint scale)
{
  g_autofree char *digits = g_strdup_printf ("%0*" G_GUINT64_FORMAT, (int) scale + 1, number < 0 ? -(guint64) number : (guint64) number);
  gsize whole = strlen (digits) - scale;

  g_string_append (text, number < 0 ? "-" : "");
  g_string_append_len (text, digits, (gssize) whole);
  if (scale > 0)
    g_string_append_printf (text, ".%s", digits + whole);
}

/* Decimals that are bytes have the highest first. */
static gboolean
read_big_endian (const VtParquetValue *value, gint64 *number)
{
  guint64 bits = value->size > 0 && value->data[0] & 0x80 ? G_MAXUINT64 : 0;

  if (value->size > 8)
    for (gsize i = 0; i < value->size - 8; i++)
      if (value->data[i] != (guint8) bits)
        return FALSE;
  for (gsize i = value->size > 8 ? value->size - 8 : 0; i < value->size; i++)
    bits = bits << 8 | value->data[i];
  *number = (gint64) bits;
  return TRUE;
}

static void
append_text (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, gboolean json)
{
  const char *bytes = (const char *) value->data;
  g_autofree char *shown = NULL;
  gint64 number;

  if (leaf->meaning == VT_PARQUET_DECIMAL && read_big_endian (value, &number))
    {
      append_decimal (text, number, leaf->scale);
      return;
    }
  if (leaf->meaning == VT_PARQUET_TEXT || g_utf8_validate_len (bytes, value->size, NULL))
    shown = g_utf8_make_valid (bytes, (gssize) value->size);
  else
    shown = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", value->size);
  if (json)
    vt_json_append_string (text, shown, -1);
  else
    g_string_append (text, shown);
}

/* The old way of writing times: nanoseconds of the day, and the day since 4713 before our era. */
static void
append_int96 (GString *text, const VtParquetValue *value, gboolean json)
{
  VtParquetValue low = { 0, 0, value->data, 8 }, high = { 0, 0, value->data + 8, 4 };
  gint64 day = read_int (&high) - 2440588, nanos = read_int (&low);

  if (day < -100000 || day > 100000 || nanos < 0)
    g_string_append (text, json ? "null" : "");
  else
    append_time (text, day * 86400 * 1000000 + nanos / 1000, 1000000, json);
}

static void
append_integer (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, gboolean json)
{
  gint64 number = read_int (value);

  switch (leaf->meaning)
    {
    case VT_PARQUET_DATE:
      append_time (text, CLAMP (number, -100000000, 100000000) * 86400, 1, json);
      break;
    case VT_PARQUET_MILLIS:
      append_time (text, number, 1000, json);
      break;
    case VT_PARQUET_MICROS:
      append_time (text, number, 1000000, json);
      break;
    case VT_PARQUET_NANOS:
      append_time (text, number, 1000000000, json);
      break;
    case VT_PARQUET_DECIMAL:
      append_decimal (text, number, leaf->scale);
      break;
    case VT_PARQUET_UNSIGNED:
      g_string_append_printf (text, "%" G_GUINT64_FORMAT, value->size == 4 ? (guint32) number : (guint64) number);
      break;
    default:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, number);
    }
}

void
vt_parquet_append_value (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, gboolean json)
{
  switch (leaf->type)
    {
    case VT_PARQUET_BOOLEAN:
      g_string_append (text, *value->data ? "true" : "false");
      break;
    case VT_PARQUET_INT32:
    case VT_PARQUET_INT64:
      append_integer (text, leaf, value, json);
      break;
    case VT_PARQUET_INT96:
      append_int96 (text, value, json);
      break;
    case VT_PARQUET_FLOAT:
    case VT_PARQUET_DOUBLE:
      append_float (text, leaf, value, json);
      break;
    default:
      append_text (text, leaf, value, json);
    }
}

/* Opens the lists that have an item here, and writes what is in the innermost. */
static void
append_item (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, guint *open)
{
  while (*open < leaf->max_rep && value->def >= leaf->list_defs[*open])
    {
      g_string_append_c (text, '[');
      ++*open;
    }
  if (*open < leaf->max_rep)
    g_string_append (text, value->def + 1 == leaf->list_defs[*open] ? "[]" : "null");
  else if (value->def < leaf->max_def)
    g_string_append (text, "null");
  else
    vt_parquet_append_value (text, leaf, value, TRUE);
}

char *
vt_parquet_read_list (VtParquetColumn *column, const VtParquetLeaf *leaf, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean more = TRUE;
  guint open = 0;

  for (guint i = 0; more; i++)
    {
      VtParquetValue value;

      if (!vt_parquet_column_next (column, &value, &more, error))
        return NULL;
      for (; i > 0 && open > value.rep; open--)
        g_string_append_c (text, ']');
      if (i > 0)
        g_string_append_c (text, ',');
      append_item (text, leaf, &value, &open);
      if (text->len > TEXT_MAX)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "has a row of more than %u MB.", TEXT_MAX >> 20);
          return NULL;
        }
    }
  for (; open > 0; open--)
    g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}
