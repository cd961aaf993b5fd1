/* jinja-methods.c: the methods of texts and dictionaries, as in Python, and
 * the functions that templates may call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja.h"
#include "engine/text/unicode.h"

static const VtJinjaValue undefined = { .type = VT_JINJA_UNDEFINED };

typedef VtJinjaValue Value;
typedef VtJinjaRun Run;
typedef VtJinjaArgs Args;

/* Whether @c is to be stripped: white space, or one of @set. */
static gboolean
strippable (gunichar c, Value set)
{
  if (set.type != VT_JINJA_STRING)
    return vt_is_space (c) || (c >= 0x1c && c <= 0x1f);
  return c != 0 && g_utf8_strchr (set.text, set.length, c) != NULL;
}

static Value
strip (Run *run, Value self, const Args *args, gboolean left, gboolean right)
{
  const char *start = self.text, *end = self.text + self.length;
  Value set = vt_jinja_arg (args, 0, NULL);

  while (left && start < end && strippable (g_utf8_get_char (start), set))
    start = g_utf8_next_char (start);
  while (right && start < end && strippable (g_utf8_get_char (g_utf8_prev_char (end)), set))
    end = g_utf8_prev_char (end);
  return vt_jinja_string (run->arena, start, end - start);
}

static Value
text_strip (Run *run, Value self, const Args *args)
{
  return strip (run, self, args, TRUE, TRUE);
}

static Value
text_lstrip (Run *run, Value self, const Args *args)
{
  return strip (run, self, args, TRUE, FALSE);
}

static Value
text_rstrip (Run *run, Value self, const Args *args)
{
  return strip (run, self, args, FALSE, TRUE);
}

static Value
take (Run *run, char *text)
{
  Value value = vt_jinja_string (run->arena, text, -1);

  g_free (text);
  return value;
}

static Value
text_upper (Run *run, Value self, const Args *args)
{
  return take (run, g_utf8_strup (self.text, self.length));
}

static Value
text_lower (Run *run, Value self, const Args *args)
{
  return take (run, g_utf8_strdown (self.text, self.length));
}

/* Large letters at the beginning of the text, or of each word. */
static Value
enlarge (Run *run, Value self, gboolean words)
{
  GString *to = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *p = self.text; p < self.text + self.length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (to, begins ? g_unichar_totitle (c) : g_unichar_tolower (c));
      begins = words && !g_unichar_isalpha (c);
    }
  return vt_jinja_take_string (run->arena, to);
}

static Value
text_title (Run *run, Value self, const Args *args)
{
  return enlarge (run, self, TRUE);
}

static Value
text_capitalize (Run *run, Value self, const Args *args)
{
  return enlarge (run, self, FALSE);
}

static gboolean
has_end (Value self, Value part, gboolean suffix)
{
  if (part.type == VT_JINJA_LIST)
    {
      for (guint i = 0; i < part.list->n; i++)
        if (part.list->items[i].type == VT_JINJA_STRING && has_end (self, part.list->items[i], suffix))
          return TRUE;
      return FALSE;
    }
  if (part.type != VT_JINJA_STRING || part.length > self.length)
    return FALSE;
  return memcmp (self.text + (suffix ? self.length - part.length : 0), part.text, part.length) == 0;
}

static Value
text_startswith (Run *run, Value self, const Args *args)
{
  return vt_jinja_boolean (has_end (self, vt_jinja_arg (args, 0, NULL), FALSE));
}

static Value
text_endswith (Run *run, Value self, const Args *args)
{
  return vt_jinja_boolean (has_end (self, vt_jinja_arg (args, 0, NULL), TRUE));
}

static Value
text_removeprefix (Run *run, Value self, const Args *args)
{
  Value part = vt_jinja_arg (args, 0, NULL);

  return part.type == VT_JINJA_STRING && has_end (self, part, FALSE)
             ? vt_jinja_string (run->arena, self.text + part.length, self.length - part.length) : self;
}

static Value
text_removesuffix (Run *run, Value self, const Args *args)
{
  Value part = vt_jinja_arg (args, 0, NULL);

  return part.type == VT_JINJA_STRING && has_end (self, part, TRUE)
             ? vt_jinja_string (run->arena, self.text, self.length - part.length) : self;
}

static gint64
limit (Value value)
{
  return value.type == VT_JINJA_INTEGER && value.integer >= 0 ? value.integer : G_MAXINT64;
}

static void
split_blanks (Run *run, Value self, gint64 most, Value list)
{
  const char *p = self.text, *end = self.text + self.length;

  while (vt_jinja_step (run))
    {
      const char *start;

      while (p < end && vt_is_space (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (p == end)
        return;
      start = p;
      while (p < end && (most == 0 || !vt_is_space (g_utf8_get_char (p))))
        p = g_utf8_next_char (p);
      while (most == 0 && p > start && vt_is_space (g_utf8_get_char (g_utf8_prev_char (p))))
        p = g_utf8_prev_char (p);
      vt_jinja_append (run->arena, list, vt_jinja_string (run->arena, start, p - start));
      if (most-- == 0)
        return;
    }
}

static void
split_at (Run *run, Value self, Value at, gint64 most, Value list)
{
  const char *p = self.text, *found;

  while (most-- > 0 && (found = strstr (p, at.text)) != NULL && vt_jinja_step (run))
    {
      vt_jinja_append (run->arena, list, vt_jinja_string (run->arena, p, found - p));
      p = found + at.length;
    }
  vt_jinja_append (run->arena, list, vt_jinja_string (run->arena, p, self.text + self.length - p));
}

static Value
text_split (Run *run, Value self, const Args *args)
{
  Value at = vt_jinja_arg (args, 0, "sep"), most = vt_jinja_arg (args, 1, "maxsplit"), list = vt_jinja_list (run->arena);

  if (at.type != VT_JINJA_STRING)
    split_blanks (run, self, limit (most), list);
  else if (at.length == 0)
    vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it splits at nothing.", run->line);
  else
    split_at (run, self, at, limit (most), list);
  return list;
}

/* From the right: the same parts, but the first ones stay together. */
static Value
text_rsplit (Run *run, Value self, const Args *args)
{
  Value at = vt_jinja_arg (args, 0, "sep"), list = text_split (run, self, &(Args) { &at, 1, args->named });
  gint64 most = limit (vt_jinja_arg (args, 1, "maxsplit"));
  Value result = vt_jinja_list (run->arena);
  GString *head = g_string_new (NULL);
  guint joined = list.list->n > 1 && (gint64) list.list->n - 1 > most ? list.list->n - (guint) most : 1;

  for (guint i = 0; i < joined && i < list.list->n; i++)
    g_string_append_printf (head, "%s%s", i > 0 ? (at.type == VT_JINJA_STRING ? at.text : " ") : "",
                            list.list->items[i].text);
  if (list.list->n > 0)
    vt_jinja_append (run->arena, result, vt_jinja_string (run->arena, head->str, head->len));
  for (guint i = joined; i < list.list->n; i++)
    vt_jinja_append (run->arena, result, list.list->items[i]);
  g_string_free (head, TRUE);
  return result;
}

static Value
text_splitlines (Run *run, Value self, const Args *args)
{
  Value list = vt_jinja_list (run->arena);
  const char *p = self.text, *end = self.text + self.length;

  while (p < end && vt_jinja_step (run))
    {
      gsize n = strcspn (p, "\r\n");

      vt_jinja_append (run->arena, list, vt_jinja_string (run->arena, p, n));
      p += n;
      p += g_str_has_prefix (p, "\r\n") ? 2 : 1;
    }
  return list;
}

static Value
text_replace (Run *run, Value self, const Args *args)
{
  Value old = vt_jinja_arg (args, 0, "old"), new = vt_jinja_arg (args, 1, "new");
  gint64 most = limit (vt_jinja_arg (args, 2, "count"));
  GString *to;
  const char *p = self.text, *found;

  if (old.type != VT_JINJA_STRING || new.type != VT_JINJA_STRING || old.length == 0)
    return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it replaces what is no text.",
                          run->line);
  to = g_string_new (NULL);
  while (most-- > 0 && (found = strstr (p, old.text)) != NULL && vt_jinja_step (run) && to->len < 1 << 24)
    {
      g_string_append_len (to, p, found - p);
      g_string_append_len (to, new.text, new.length);
      p = found + old.length;
    }
  g_string_append_len (to, p, self.text + self.length - p);
  return vt_jinja_take_string (run->arena, to);
}

static Value
place (Value self, const char *found)
{
  return vt_jinja_integer (found != NULL ? g_utf8_pointer_to_offset (self.text, found) : -1);
}

static Value
text_find (Run *run, Value self, const Args *args)
{
  Value part = vt_jinja_arg (args, 0, NULL);

  return place (self, part.type == VT_JINJA_STRING ? strstr (self.text, part.text) : NULL);
}

static Value
text_rfind (Run *run, Value self, const Args *args)
{
  Value part = vt_jinja_arg (args, 0, NULL);

  return place (self, part.type == VT_JINJA_STRING ? g_strrstr (self.text, part.text) : NULL);
}

static Value
text_count (Run *run, Value self, const Args *args)
{
  Value part = vt_jinja_arg (args, 0, NULL);
  gint64 n = 0;

  if (part.type == VT_JINJA_STRING && part.length > 0)
    for (const char *p = self.text; (p = strstr (p, part.text)) != NULL; p += part.length)
      n++;
  return vt_jinja_integer (n);
}

static Value
text_join (Run *run, Value self, const Args *args)
{
  Args between = { &self, 1, vt_jinja_dict (run->arena) };

  return vt_jinja_find_filter ("join")->call (run, vt_jinja_arg (args, 0, NULL), &between);
}

static gboolean
all_are (Value self, gboolean (*is) (gunichar))
{
  for (const char *p = self.text; p < self.text + self.length; p = g_utf8_next_char (p))
    if (!is (g_utf8_get_char (p)))
      return FALSE;
  return self.length > 0;
}

static Value
text_isdigit (Run *run, Value self, const Args *args)
{
  return vt_jinja_boolean (all_are (self, g_unichar_isdigit));
}

static Value
text_isalpha (Run *run, Value self, const Args *args)
{
  return vt_jinja_boolean (all_are (self, g_unichar_isalpha));
}

static Value
text_isspace (Run *run, Value self, const Args *args)
{
  return vt_jinja_boolean (all_are (self, vt_is_space));
}

static const VtJinjaBuiltin text_methods[] = {
  { "capitalize", text_capitalize }, { "count", text_count },           { "endswith", text_endswith },
  { "find", text_find },             { "isalpha", text_isalpha },       { "isdigit", text_isdigit },
  { "isspace", text_isspace },       { "join", text_join },             { "lower", text_lower },
  { "lstrip", text_lstrip },         { "removeprefix", text_removeprefix }, { "removesuffix", text_removesuffix },
  { "replace", text_replace },       { "rfind", text_rfind },           { "rsplit", text_rsplit },
  { "rstrip", text_rstrip },         { "split", text_split },           { "splitlines", text_splitlines },
  { "startswith", text_startswith }, { "strip", text_strip },           { "title", text_title },
  { "upper", text_upper },
};

static Value
dict_get (Run *run, Value self, const Args *args)
{
  Value *value = vt_jinja_lookup (self, vt_jinja_arg (args, 0, NULL)), fallback = vt_jinja_arg (args, 1, "default");

  if (value != NULL)
    return *value;
  return fallback.type == VT_JINJA_UNDEFINED ? (Value) { .type = VT_JINJA_NONE } : fallback;
}

static Value
dict_items (Run *run, Value self, const Args *args)
{
  Value list = vt_jinja_list (run->arena);

  for (guint i = 0; i < self.dict->n && vt_jinja_step (run); i++)
    {
      Value pair = vt_jinja_list (run->arena);

      vt_jinja_append (run->arena, pair, self.dict->keys[i]);
      vt_jinja_append (run->arena, pair, self.dict->values[i]);
      vt_jinja_append (run->arena, list, pair);
    }
  return list;
}

static Value
dict_keys (Run *run, Value self, const Args *args)
{
  return vt_jinja_items (run, self);
}

static Value
dict_values (Run *run, Value self, const Args *args)
{
  Value list = vt_jinja_list (run->arena);

  for (guint i = 0; i < self.dict->n && vt_jinja_step (run); i++)
    vt_jinja_append (run->arena, list, self.dict->values[i]);
  return list;
}

/* Of the variable `loop`. */
static Value
loop_cycle (Run *run, Value self, const Args *args)
{
  Value *index = vt_jinja_lookup (self, (Value) { .type = VT_JINJA_STRING, .text = "index0", .length = 6 });

  return index != NULL && args->n > 0 ? args->values[index->integer % args->n] : undefined;
}

static const VtJinjaBuiltin dict_methods[] = {
  { "cycle", loop_cycle }, { "get", dict_get }, { "items", dict_items }, { "keys", dict_keys }, { "values", dict_values },
};

const VtJinjaBuiltin *
vt_jinja_find_method (VtJinjaType type, const char *name)
{
  const VtJinjaBuiltin *all = type == VT_JINJA_STRING ? text_methods : dict_methods;
  guint n = type == VT_JINJA_STRING ? G_N_ELEMENTS (text_methods) : G_N_ELEMENTS (dict_methods);

  for (guint i = 0; (type == VT_JINJA_STRING || type == VT_JINJA_DICT) && i < n; i++)
    if (strcmp (all[i].name, name) == 0)
      return &all[i];
  return NULL;
}

static Value
call_range (Run *run, Value self, const Args *args)
{
  Value a = vt_jinja_arg (args, 0, NULL), b = vt_jinja_arg (args, 1, NULL), c = vt_jinja_arg (args, 2, NULL);
  gint64 from = args->n > 1 ? a.integer : 0, to = args->n > 1 ? b.integer : a.integer;
  gint64 step = c.type == VT_JINJA_INTEGER ? c.integer : 1;
  Value list = vt_jinja_list (run->arena);

  if (a.type != VT_JINJA_INTEGER || (args->n > 1 && b.type != VT_JINJA_INTEGER) || step == 0)
    return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: a range of what are no numbers.",
                          run->line);
  while ((step > 0 ? from < to : from > to) && vt_jinja_step (run))
    {
      vt_jinja_append (run->arena, list, vt_jinja_integer (from));
      if (__builtin_add_overflow (from, step, &from))
        break;
    }
  return list;
}

static Value
call_dict (Run *run, Value self, const Args *args)
{
  Value dict = vt_jinja_dict (run->arena), from = vt_jinja_arg (args, 0, NULL);

  for (guint i = 0; from.type == VT_JINJA_DICT && i < from.dict->n && vt_jinja_step (run); i++)
    vt_jinja_set (run->arena, dict, from.dict->keys[i], from.dict->values[i]);
  for (guint i = 0; i < args->named.dict->n; i++)
    vt_jinja_set (run->arena, dict, args->named.dict->keys[i], args->named.dict->values[i]);
  return dict;
}

static Value
call_namespace (Run *run, Value self, const Args *args)
{
  Value dict = call_dict (run, self, args);

  dict.dict->is_namespace = TRUE;
  return dict;
}

/* The template's own refusal: its words are the error. */
static Value
call_raise (Run *run, Value self, const Args *args)
{
  Value message = vt_jinja_arg (args, 0, "message");

  return vt_jinja_fail (run, VT_ERROR_INVALID, "%s",
                        message.type == VT_JINJA_STRING ? message.text : "The chat template refuses this chat.");
}

static Value
call_strftime (Run *run, Value self, const Args *args)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  Value format = vt_jinja_arg (args, 0, "format");
  char *text = now != NULL && format.type == VT_JINJA_STRING ? g_date_time_format (now, format.text) : NULL;

  return take (run, text != NULL ? text : g_strdup (""));
}

static const VtJinjaBuiltin functions[] = {
  { "dict", call_dict },   { "namespace", call_namespace },   { "raise_exception", call_raise },
  { "range", call_range }, { "strftime_now", call_strftime },
};

const VtJinjaBuiltin *
vt_jinja_find_function (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return NULL;
}
