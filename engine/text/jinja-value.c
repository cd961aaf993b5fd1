/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/jinja-value.h"

#include <math.h>
#include <string.h>

#define BLOCK 16384
#define MAX_DEPTH 200

struct _VtArena
{
  GPtrArray *blocks;
  char *at;
  gsize left, budget;
  gboolean spent;
};

VtArena *
vt_arena_new (gsize budget)
{
  VtArena *self = g_new0 (VtArena, 1);

  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->budget = budget;
  return self;
}

void
vt_arena_free (VtArena *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

gpointer
vt_arena_alloc (VtArena *self, gsize size)
{
  gpointer memory;

  size = (size + 15) & ~(gsize) 15;
  if (size > self->left)
    {
      gsize block = MAX (size, BLOCK);

      self->spent |= block > self->budget;
      self->budget -= MIN (block, self->budget);
      self->at = g_malloc0 (block);
      self->left = block;
      g_ptr_array_add (self->blocks, self->at);
    }
  memory = self->at;
  self->at += size;
  self->left -= size;
  return memory;
}

gboolean
vt_arena_is_spent (const VtArena *self)
{
  return self->spent;
}

VtJinjaValue
vt_jinja_boolean (gboolean value)
{
  return (VtJinjaValue) { .type = VT_JINJA_BOOLEAN, .integer = value != 0 };
}

VtJinjaValue
vt_jinja_integer (gint64 value)
{
  return (VtJinjaValue) { .type = VT_JINJA_INTEGER, .integer = value };
}

VtJinjaValue
vt_jinja_float (double value)
{
  return (VtJinjaValue) { .type = VT_JINJA_FLOAT, .number = value };
}

VtJinjaValue
vt_jinja_string (VtArena *arena, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  char *copy = vt_arena_alloc (arena, n + 1);

  memcpy (copy, text, n);
  return (VtJinjaValue) { .type = VT_JINJA_STRING, .text = copy, .length = n };
}

VtJinjaValue
vt_jinja_take_string (VtArena *arena, GString *text)
{
  VtJinjaValue value = vt_jinja_string (arena, text->str, text->len);

  g_string_free (text, TRUE);
  return value;
}

VtJinjaValue
vt_jinja_list (VtArena *arena)
{
  return (VtJinjaValue) { .type = VT_JINJA_LIST, .list = vt_arena_alloc (arena, sizeof (VtJinjaList)) };
}

/* Room for twice as many; the old room stays in the arena. */
static VtJinjaValue *
grow (VtArena *arena, VtJinjaValue *old, guint n, guint allocated)
{
  VtJinjaValue *room = vt_arena_alloc (arena, allocated * sizeof *room);

  if (n > 0)
    memcpy (room, old, n * sizeof *room);
  return room;
}

void
vt_jinja_append (VtArena *arena, VtJinjaValue list, VtJinjaValue item)
{
  VtJinjaList *self = list.list;

  if (self->n == self->allocated)
    {
      self->allocated = MAX (2 * self->allocated, 4);
      self->items = grow (arena, self->items, self->n, self->allocated);
    }
  self->items[self->n++] = item;
}

VtJinjaValue
vt_jinja_dict (VtArena *arena)
{
  return (VtJinjaValue) { .type = VT_JINJA_DICT, .dict = vt_arena_alloc (arena, sizeof (VtJinjaDict)) };
}

VtJinjaValue *
vt_jinja_lookup (VtJinjaValue dict, VtJinjaValue key)
{
  for (guint i = 0; i < dict.dict->n; i++)
    if (vt_jinja_equal (dict.dict->keys[i], key))
      return &dict.dict->values[i];
  return NULL;
}

void
vt_jinja_set (VtArena *arena, VtJinjaValue dict, VtJinjaValue key, VtJinjaValue value)
{
  VtJinjaDict *self = dict.dict;
  VtJinjaValue *there = vt_jinja_lookup (dict, key);

  if (there != NULL)
    {
      *there = value;
      return;
    }
  if (self->n == self->allocated)
    {
      self->allocated = MAX (2 * self->allocated, 4);
      self->keys = grow (arena, self->keys, self->n, self->allocated);
      self->values = grow (arena, self->values, self->n, self->allocated);
    }
  self->keys[self->n] = key;
  self->values[self->n++] = value;
}

void
vt_jinja_put (VtArena *arena, VtJinjaValue dict, const char *key, VtJinjaValue value)
{
  VtJinjaValue name = { .type = VT_JINJA_STRING, .text = key, .length = strlen (key) };

  vt_jinja_set (arena, dict, name, value);
}

static VtJinjaValue
from_json_number (const VtJsonNode *node)
{
  gint64 integer;
  double number = 0;

  if (vt_json_read_int (node, &integer))
    return vt_jinja_integer (integer);
  vt_json_read_double (node, &number);
  return vt_jinja_float (number);
}

static VtJinjaValue
from_json_members (VtArena *arena, const VtJsonNode *node)
{
  VtJsonIter iter = VT_JSON_ITER (node);
  gboolean object = vt_json_type (node) == VT_JSON_OBJECT;
  VtJinjaValue value = object ? vt_jinja_dict (arena) : vt_jinja_list (arena);

  while (vt_json_iter_next (&iter))
    {
      VtJinjaValue member = vt_jinja_from_json (arena, iter.value);

      if (object)
        vt_jinja_set (arena, value, vt_jinja_string (arena, iter.key, iter.key_length), member);
      else
        vt_jinja_append (arena, value, member);
    }
  return value;
}

VtJinjaValue
vt_jinja_from_json (VtArena *arena, const VtJsonNode *node)
{
  gboolean yes = FALSE;
  gsize length;
  const char *text;

  switch (vt_json_type (node))
    {
    case VT_JSON_BOOLEAN:
      vt_json_read_boolean (node, &yes);
      return vt_jinja_boolean (yes);
    case VT_JSON_NUMBER:
      return from_json_number (node);
    case VT_JSON_STRING:
      text = vt_json_string (node, &length);
      return vt_jinja_string (arena, text, length);
    case VT_JSON_ARRAY:
    case VT_JSON_OBJECT:
      return from_json_members (arena, node);
    default:
      return (VtJinjaValue) { .type = VT_JINJA_NONE };
    }
}

gint64
vt_jinja_length (VtJinjaValue value)
{
  switch (value.type)
    {
    case VT_JINJA_UNDEFINED:
      return 0;
    case VT_JINJA_STRING:
      return g_utf8_strlen (value.text, value.length);
    case VT_JINJA_LIST:
      return value.list->n;
    case VT_JINJA_DICT:
      return value.dict->n;
    default:
      return -1;
    }
}

gboolean
vt_jinja_is_true (VtJinjaValue value)
{
  switch (value.type)
    {
    case VT_JINJA_UNDEFINED:
    case VT_JINJA_NONE:
      return FALSE;
    case VT_JINJA_BOOLEAN:
    case VT_JINJA_INTEGER:
      return value.integer != 0;
    case VT_JINJA_FLOAT:
      return value.number != 0;
    case VT_JINJA_STRING:
      return value.length > 0;
    case VT_JINJA_LIST:
      return value.list->n > 0;
    case VT_JINJA_DICT:
      return value.dict->n > 0 || value.dict->is_namespace;
    default:
      return TRUE;
    }
}

static gboolean
as_number (VtJinjaValue value, double *number)
{
  *number = value.type == VT_JINJA_FLOAT ? value.number : (double) value.integer;
  return value.type == VT_JINJA_FLOAT || value.type == VT_JINJA_INTEGER || value.type == VT_JINJA_BOOLEAN;
}

static gboolean equal (VtJinjaValue a, VtJinjaValue b, guint depth);

static gboolean
equal_lists (const VtJinjaList *a, const VtJinjaList *b, guint depth)
{
  if (a->n != b->n || depth > MAX_DEPTH)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!equal (a->items[i], b->items[i], depth + 1))
      return FALSE;
  return TRUE;
}

static gboolean
equal_dicts (VtJinjaValue a, VtJinjaValue b, guint depth)
{
  /* Namespaces are themselves only: they could hold each other. */
  if (a.dict->n != b.dict->n || depth > MAX_DEPTH || a.dict->is_namespace || b.dict->is_namespace)
    return FALSE;
  for (guint i = 0; i < a.dict->n; i++)
    {
      VtJinjaValue *other = vt_jinja_lookup (b, a.dict->keys[i]);

      if (other == NULL || !equal (a.dict->values[i], *other, depth + 1))
        return FALSE;
    }
  return TRUE;
}

static gboolean
equal (VtJinjaValue a, VtJinjaValue b, guint depth)
{
  double x, y;

  if (as_number (a, &x) && as_number (b, &y))
    return a.type == VT_JINJA_FLOAT || b.type == VT_JINJA_FLOAT ? x == y : a.integer == b.integer;
  if (a.type != b.type)
    return FALSE;
  switch (a.type)
    {
    case VT_JINJA_STRING:
      return a.length == b.length && memcmp (a.text, b.text, a.length) == 0;
    case VT_JINJA_LIST:
      return a.list == b.list || equal_lists (a.list, b.list, depth);
    case VT_JINJA_DICT:
      return a.dict == b.dict || equal_dicts (a, b, depth);
    case VT_JINJA_FUNCTION:
      return a.function == b.function;
    default:
      return TRUE;
    }
}

gboolean
vt_jinja_equal (VtJinjaValue a, VtJinjaValue b)
{
  return equal (a, b, 0);
}

int
vt_jinja_compare (VtJinjaValue a, VtJinjaValue b)
{
  double x, y;
  int order;

  if (as_number (a, &x) && as_number (b, &y))
    return x < y ? -1 : x > y;
  if (a.type != VT_JINJA_STRING || b.type != VT_JINJA_STRING)
    return 2;
  order = memcmp (a.text, b.text, MIN (a.length, b.length));
  return order != 0 ? (order < 0 ? -1 : 1) : a.length < b.length ? -1 : a.length > b.length;
}

/* A float as Python prints it. */
static void
print_float (GString *to, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double back;

  if (!isfinite (number))
    {
      g_string_append (to, isnan (number) ? "nan" : number > 0 ? "inf" : "-inf");
      return;
    }
  for (int precision = 1; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (digits, sizeof digits, format, number);
      back = g_ascii_strtod (digits, NULL);
      if (back == number)
        break;
    }
  if (strchr (digits, 'e') != NULL && fabs (number) >= 1e-4 && fabs (number) < 1e16)
    g_ascii_formatd (digits, sizeof digits, "%.0f", number);
  g_string_append (to, digits);
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (to, ".0");
}

/* A text in quotes with escapes, as Python's repr() or, with @ascii or not, as
 * JSON has it. */
static void
quote (GString *to, VtJinjaValue value, char mark, gboolean json, gboolean ascii)
{
  g_string_append_c (to, mark);
  for (const char *p = value.text; p < value.text + value.length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *known = "\n\r\t\b\f", *found = c != 0 && c < 0x80 ? strchr (known, c) : NULL;

      if (c == (guchar) mark || c == '\\')
        g_string_append_printf (to, "\\%c", c);
      else if (found != NULL && (json || found - known < 3))
        g_string_append_printf (to, "\\%c", "nrtbf"[found - known]);
      else if (c < 0x20 || (c == 0x7f && !json))
        g_string_append_printf (to, json ? "\\u%04x" : "\\x%02x", c);
      else if (ascii && c >= 0x10000)
        g_string_append_printf (to, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
      else if (ascii && c >= 0x80)
        g_string_append_printf (to, "\\u%04x", c);
      else
        g_string_append_unichar (to, c);
    }
  g_string_append_c (to, mark);
}

static void repr (GString *to, VtJinjaValue value, guint depth);

static void
repr_nested (GString *to, VtJinjaValue value, guint depth)
{
  gboolean dict = value.type == VT_JINJA_DICT;
  guint n = dict ? value.dict->n : value.list->n;

  g_string_append_c (to, dict ? '{' : '[');
  for (guint i = 0; i < n && depth < MAX_DEPTH; i++)
    {
      if (i > 0)
        g_string_append (to, ", ");
      if (dict)
        {
          repr (to, value.dict->keys[i], depth + 1);
          g_string_append (to, ": ");
        }
      repr (to, dict ? value.dict->values[i] : value.list->items[i], depth + 1);
    }
  g_string_append_c (to, dict ? '}' : ']');
}

static void
repr (GString *to, VtJinjaValue value, guint depth)
{
  if (value.type == VT_JINJA_STRING)
    quote (to, value, strchr (value.text, '\'') != NULL && strchr (value.text, '"') == NULL ? '"' : '\'', FALSE, FALSE);
  else if (value.type == VT_JINJA_DICT && value.dict->is_namespace)
    g_string_append (to, "<Namespace>");
  else if (value.type == VT_JINJA_LIST || value.type == VT_JINJA_DICT)
    repr_nested (to, value, depth);
  else
    vt_jinja_print (to, value);
}

void
vt_jinja_repr (GString *to, VtJinjaValue value)
{
  repr (to, value, 0);
}

void
vt_jinja_print (GString *to, VtJinjaValue value)
{
  switch (value.type)
    {
    case VT_JINJA_UNDEFINED:
      break;
    case VT_JINJA_NONE:
      g_string_append (to, "None");
      break;
    case VT_JINJA_BOOLEAN:
      g_string_append (to, value.integer ? "True" : "False");
      break;
    case VT_JINJA_INTEGER:
      g_string_append_printf (to, "%" G_GINT64_FORMAT, value.integer);
      break;
    case VT_JINJA_FLOAT:
      print_float (to, value.number);
      break;
    case VT_JINJA_STRING:
      g_string_append_len (to, value.text, value.length);
      break;
    case VT_JINJA_FUNCTION:
      g_string_append (to, "<function>");
      break;
    default:
      vt_jinja_repr (to, value);
    }
}

static void
new_line (GString *to, int indent, guint depth)
{
  if (indent < 0)
    return;
  g_string_append_printf (to, "\n%*s", (int) (MIN (indent, 16) * depth), "");
}

static int
by_text (gconstpointer a, gconstpointer b, gpointer keys)
{
  const VtJinjaValue *all = keys;

  return vt_jinja_compare (all[*(const guint *) a], all[*(const guint *) b]);
}

static void dump (GString *to, VtJinjaValue value, int indent, gboolean sort, gboolean ascii, guint depth);

static void
dump_members (GString *to, VtJinjaValue value, int indent, gboolean sort, gboolean ascii, guint depth)
{
  gboolean dict = value.type == VT_JINJA_DICT;
  guint n = dict ? value.dict->n : value.list->n;
  g_autofree guint *order = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  if (dict && sort)
    g_qsort_with_data (order, n, sizeof *order, by_text, value.dict->keys);
  g_string_append_c (to, dict ? '{' : '[');
  for (guint i = 0; i < n && depth < MAX_DEPTH; i++)
    {
      if (i > 0)
        g_string_append (to, indent < 0 ? ", " : ",");
      new_line (to, indent, depth + 1);
      if (dict)
        {
          dump (to, value.dict->keys[order[i]], indent, sort, ascii, depth + 1);
          g_string_append (to, ": ");
        }
      dump (to, dict ? value.dict->values[order[i]] : value.list->items[i], indent, sort, ascii, depth + 1);
    }
  if (n > 0)
    new_line (to, indent, depth);
  g_string_append_c (to, dict ? '}' : ']');
}

static void
dump (GString *to, VtJinjaValue value, int indent, gboolean sort, gboolean ascii, guint depth)
{
  if (value.type == VT_JINJA_DICT && value.dict->is_namespace)
    value.type = VT_JINJA_NONE;
  switch (value.type)
    {
    case VT_JINJA_STRING:
      quote (to, value, '"', TRUE, ascii);
      break;
    case VT_JINJA_LIST:
    case VT_JINJA_DICT:
      dump_members (to, value, indent, sort, ascii, depth);
      break;
    case VT_JINJA_BOOLEAN:
      g_string_append (to, value.integer ? "true" : "false");
      break;
    case VT_JINJA_INTEGER:
    case VT_JINJA_FLOAT:
      vt_jinja_print (to, value);
      break;
    default:
      g_string_append (to, "null");
    }
}

void
vt_jinja_dump (GString *to, VtJinjaValue value, int indent, gboolean sort, gboolean ascii)
{
  dump (to, value, indent, sort, ascii, 0);
}
