/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/hash.h"
#include "engine/formats/json-private.h"

/* Objects with more members get an index. */
#define INDEX_FROM 12

/* Digits of a number beyond these cannot change a double any more, but the
 * text has to be copied for strtod(), so it must end somewhere. */
#define MAX_NUMBER 1100

typedef struct
{
  const char *text, *at, *end;
  VtJsonNode *nodes;
  guint32 n_nodes, allocated;
  char *string_end; /* where the next string goes */
  VtJson *json;
  guint32 open[VT_JSON_MAX_DEPTH]; /* the containers around @at */
  guint depth;
  GError **error;
} Parser;

static gboolean G_GNUC_PRINTF (3, 4)
fail_code (Parser *p, int code, const char *format, ...)
{
  g_autofree char *what = NULL;
  guint line = 1, column = 1;
  va_list args;

  for (const char *c = p->text; c < p->at; c++)
    if (*c == '\n')
      {
        line++;
        column = 1;
      }
    else if ((*c & 0xc0) != 0x80)
      column++;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (p->error, VT_ERROR, code, "The JSON text is wrong at line %u, column %u: %s.",
               line, column, what);
  return FALSE;
}

#define fail(p, ...) fail_code (p, VT_ERROR_CORRUPT, __VA_ARGS__)

static VtJsonNode *
add_node (Parser *p, VtJsonKind kind)
{
  VtJsonNode *node;

  if (p->n_nodes == p->allocated)
    {
      p->allocated = p->allocated * 2;
      p->nodes = g_renew (VtJsonNode, p->nodes, p->allocated);
    }
  node = &p->nodes[p->n_nodes++];
  node->kind = kind;
  node->extent = 1;
  node->length = 0;
  node->integer = 0;
  return node;
}

static void
skip_blanks (Parser *p)
{
  while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
    p->at++;
}

/* Copies one character of two to four bytes, checked as the Unicode standard's
 * table 3-7 has it (no overlong forms, no surrogates, nothing over 10FFFF). */
static gboolean
copy_multibyte (Parser *p, char **out)
{
  const guint8 *c = (const guint8 *) p->at;
  gsize left = p->end - p->at;
  guint8 low = 0x80, high = 0xbf;
  guint n;

  if (c[0] >= 0xc2 && c[0] <= 0xdf)
    n = 2;
  else if (c[0] >= 0xe0 && c[0] <= 0xef)
    n = 3;
  else if (c[0] >= 0xf0 && c[0] <= 0xf4)
    n = 4;
  else
    return fail (p, "a byte that is not UTF-8");
  if (c[0] == 0xe0)
    low = 0xa0;
  else if (c[0] == 0xed)
    high = 0x9f;
  else if (c[0] == 0xf0)
    low = 0x90;
  else if (c[0] == 0xf4)
    high = 0x8f;
  if (left < n || c[1] < low || c[1] > high || (n > 2 && (c[2] & 0xc0) != 0x80)
      || (n > 3 && (c[3] & 0xc0) != 0x80))
    return fail (p, "a byte that is not UTF-8");
  memcpy (*out, c, n);
  *out += n;
  p->at += n;
  return TRUE;
}

/* Four hexadecimal digits at @at, or -1. */
static int
read_hex (Parser *p)
{
  int value = 0;

  if (p->end - p->at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p->at[i]);

      if (digit < 0)
        return -1;
      value = value << 4 | digit;
    }
  p->at += 4;
  return value;
}

/* The digits after \u, with the second half of a pair where one is due. */
static gboolean
copy_unicode_escape (Parser *p, char **out)
{
  int unit = read_hex (p), second;
  gunichar c = (gunichar) unit;

  if (unit < 0)
    return fail (p, "“\\u” needs four hexadecimal digits");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (p, "half of a surrogate pair");
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (p->end - p->at < 2 || p->at[0] != '\\' || p->at[1] != 'u')
        return fail (p, "half of a surrogate pair");
      p->at += 2;
      second = read_hex (p);
      if (second < 0xdc00 || second > 0xdfff)
        return fail (p, "half of a surrogate pair");
      c = 0x10000 + ((gunichar) (unit - 0xd800) << 10) + (gunichar) (second - 0xdc00);
    }
  *out += g_unichar_to_utf8 (c, *out);
  return TRUE;
}

static gboolean
copy_escape (Parser *p, char **out)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;

  p->at++;
  if (p->at == p->end)
    return fail (p, "the text ends inside a string");
  if (*p->at == 'u')
    {
      p->at++;
      return copy_unicode_escape (p, out);
    }
  found = *p->at != 0 ? strchr (from, *p->at) : NULL;
  if (found == NULL)
    return fail (p, "“\\” before a character that cannot follow it");
  *(*out)++ = to[found - from];
  p->at++;
  return TRUE;
}

/* A string whose opening quote is at @at; decoded it is never longer than in
 * the text, quotes included, so the buffer of strings cannot overflow. */
static gboolean
parse_string (Parser *p)
{
  VtJsonNode *node = add_node (p, VT_JSON_KIND_STRING);
  char *out = p->string_end;

  node->string = out;
  p->at++;
  for (;;)
    {
      guchar c;

      if (p->at == p->end)
        return fail (p, "the text ends inside a string");
      c = (guchar) *p->at;
      if (c == '"')
        break;
      if (c == '\\')
        {
          if (!copy_escape (p, &out))
            return FALSE;
        }
      else if (c >= 0x80)
        {
          if (!copy_multibyte (p, &out))
            return FALSE;
        }
      else if (c < 0x20)
        return fail (p, "a control character in a string must be written as an escape");
      else
        {
          *out++ = (char) c;
          p->at++;
        }
    }
  p->at++;
  node->length = (guint32) (out - node->string);
  *out++ = 0;
  p->string_end = out;
  return TRUE;
}

static const char *
skip_digits (const char *at, const char *end)
{
  while (at < end && g_ascii_isdigit (*at))
    at++;
  return at;
}

/* Where the number that starts at @at ends by JSON's grammar; NULL if wrong.
 * @integral tells whether it has neither fraction nor exponent. */
static const char *
scan_number (const char *at, const char *end, gboolean *integral)
{
  const char *start;

  if (at < end && *at == '-')
    at++;
  start = at;
  at = skip_digits (at, end);
  if (at == start || (at - start > 1 && *start == '0'))
    return NULL;
  *integral = TRUE;
  if (at < end && *at == '.')
    {
      *integral = FALSE;
      start = ++at;
      at = skip_digits (at, end);
      if (at == start)
        return NULL;
    }
  if (at < end && (*at == 'e' || *at == 'E'))
    {
      *integral = FALSE;
      at++;
      if (at < end && (*at == '+' || *at == '-'))
        at++;
      start = at;
      at = skip_digits (at, end);
      if (at == start)
        return NULL;
    }
  return at;
}

/* Up to 15 digits without exponent are exact in a double, and so is the power
 * of ten below them: one correctly rounded division gives the right value. */
static gboolean
short_decimal (const char *at, const char *end, double *value)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean negative = *at == '-';
  gint64 digits = 0;
  guint scale = 0;
  gboolean fraction = FALSE;

  if (end - at > 16)
    return FALSE;
  for (at += negative; at < end; at++)
    if (*at == '.')
      fraction = TRUE;
    else if (!g_ascii_isdigit (*at))
      return FALSE;
    else
      {
        digits = digits * 10 + (*at - '0');
        scale += fraction;
      }
  if (digits > 999999999999999)
    return FALSE;
  *value = (double) digits / powers[scale];
  if (negative)
    *value = -*value;
  return TRUE;
}

static gboolean
read_number (VtJsonNode *node, const char *at, const char *end, gboolean integral)
{
  char copy[MAX_NUMBER + 1];
  gint64 integer;

  memcpy (copy, at, end - at);
  copy[end - at] = 0;
  /* "-0" must stay a double to keep its sign. */
  if (integral && strcmp (copy, "-0") != 0
      && g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    {
      node->kind = VT_JSON_KIND_INTEGER;
      node->integer = integer;
      return TRUE;
    }
  node->number = g_ascii_strtod (copy, NULL);
  return isfinite (node->number);
}

static gboolean
parse_number (Parser *p)
{
  VtJsonNode *node = add_node (p, VT_JSON_KIND_DOUBLE);
  gboolean integral = FALSE;
  const char *end = scan_number (p->at, p->end, &integral);

  if (end == NULL)
    return fail (p, "a number that is not written as JSON wants it");
  if (end - p->at > MAX_NUMBER)
    return fail (p, "a number of more than %d digits", MAX_NUMBER);
  if ((integral || !short_decimal (p->at, end, &node->number))
      && !read_number (node, p->at, end, integral))
    return fail (p, "a number that is too large");
  p->at = end;
  return TRUE;
}

static gboolean
parse_word (Parser *p)
{
  static const struct { const char *word; VtJsonKind kind; } words[] = {
    { "null", VT_JSON_KIND_NULL }, { "true", VT_JSON_KIND_TRUE }, { "false", VT_JSON_KIND_FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i].word);

      if ((gsize) (p->end - p->at) >= length && memcmp (p->at, words[i].word, length) == 0)
        {
          add_node (p, words[i].kind);
          p->at += length;
          return TRUE;
        }
    }
  return fail (p, "a value was expected here");
}

static gboolean
same_key (const VtJsonNode *a, const VtJsonNode *b)
{
  return a->length == b->length && memcmp (a->string, b->string, a->length) == 0;
}

static gboolean
fail_twice (Parser *p, const VtJsonNode *key)
{
  return fail (p, "the key “%.*s” stands twice in the object that ends here",
               vt_text_head (key->string, 40), key->string);
}

static gboolean
check_few_members (Parser *p, const VtJsonNode *object)
{
  const VtJsonNode *keys[INDEX_FROM];
  const VtJsonNode *key = object + 1;

  for (guint i = 0; i < object->length; i++)
    {
      for (guint k = 0; k < i; k++)
        if (same_key (keys[k], key))
          return fail_twice (p, key);
      keys[i] = key;
      key += 1 + key[1].extent;
    }
  return TRUE;
}

/* Puts the members of a large object into an index at most half full. */
static gboolean
index_members (Parser *p, VtJsonNode *object)
{
  const VtJsonNode *key = object + 1;
  guint32 size = vt_hash_table_size (2 * object->length);
  VtJsonIndex *index;

  index = g_malloc0 (sizeof *index + (gsize) size * sizeof index->slots[0]);
  g_ptr_array_add (p->json->indexes, index);
  index->mask = size - 1;
  index->seed = vt_hash_seed ();
  for (guint i = 0; i < object->length; i++)
    {
      guint32 at = (guint32) vt_hash_bytes (index->seed, key->string, key->length) & index->mask;

      for (; index->slots[at] != 0; at = (at + 1) & index->mask)
        if (same_key (object + index->slots[at] - 1, key))
          return fail_twice (p, key);
      index->slots[at] = (guint32) (key - object) + 1;
      key += 1 + key[1].extent;
    }
  object->index = index;
  return TRUE;
}

static gboolean
open_container (Parser *p)
{
  if (p->depth == VT_JSON_MAX_DEPTH)
    return fail_code (p, VT_ERROR_LIMIT, "values are nested more than %d deep", VT_JSON_MAX_DEPTH);
  p->open[p->depth++] = p->n_nodes;
  add_node (p, *p->at == '{' ? VT_JSON_KIND_OBJECT : VT_JSON_KIND_ARRAY);
  p->at++;
  return TRUE;
}

static gboolean
close_container (Parser *p)
{
  VtJsonNode *node = &p->nodes[p->open[--p->depth]];

  p->at++;
  node->extent = p->n_nodes - (guint32) (node - p->nodes);
  if (node->kind == VT_JSON_KIND_ARRAY)
    return TRUE;
  return node->length < INDEX_FROM ? check_few_members (p, node) : index_members (p, node);
}

static gboolean
parse_scalar (Parser *p)
{
  if (p->at == p->end)
    return fail (p, "the text ends where a value was expected");
  if (*p->at == '"')
    return parse_string (p);
  if (*p->at == '-' || g_ascii_isdigit (*p->at))
    return parse_number (p);
  return parse_word (p);
}

/* What stands before the value of a member: its key and a colon. */
static gboolean
parse_key (Parser *p)
{
  skip_blanks (p);
  if (p->at == p->end || *p->at != '"')
    return fail (p, "a key in double quotes was expected here");
  if (!parse_string (p))
    return FALSE;
  skip_blanks (p);
  if (p->at == p->end || *p->at != ':')
    return fail (p, "a colon was expected here");
  p->at++;
  return TRUE;
}

/* Counts the value that comes next in the innermost container and reads what
 * stands before it. */
static gboolean
begin_child (Parser *p)
{
  VtJsonNode *parent = &p->nodes[p->open[p->depth - 1]];

  parent->length++;
  return parent->kind == VT_JSON_KIND_ARRAY || parse_key (p);
}

/* After a value: closes what ends here, up to the comma before the next value
 * (@more) or the end of the outermost container. */
static gboolean
end_value (Parser *p, gboolean *more)
{
  *more = FALSE;
  while (p->depth > 0)
    {
      gboolean array = p->nodes[p->open[p->depth - 1]].kind == VT_JSON_KIND_ARRAY;

      skip_blanks (p);
      if (p->at < p->end && *p->at == ',')
        {
          p->at++;
          *more = TRUE;
          return begin_child (p);
        }
      if (p->at == p->end || *p->at != (array ? ']' : '}'))
        return fail (p, "a comma or “%c” was expected here", array ? ']' : '}');
      if (!close_container (p))
        return FALSE;
    }
  return TRUE;
}

/* One value, or the opening of a container that is not empty (@complete is
 * then %FALSE, and its first child comes next). */
static gboolean
parse_value (Parser *p, gboolean *complete)
{
  char opening;

  skip_blanks (p);
  *complete = TRUE;
  opening = p->at < p->end ? *p->at : 0;
  if (opening != '{' && opening != '[')
    return parse_scalar (p);
  if (!open_container (p))
    return FALSE;
  skip_blanks (p);
  if (p->at < p->end && *p->at == opening + 2) /* ASCII has "[\\]" and "{|}" */
    return close_container (p);
  *complete = FALSE;
  return begin_child (p);
}

static gboolean
parse_document (Parser *p)
{
  gboolean more = TRUE;

  while (more)
    {
      gboolean complete;

      if (!parse_value (p, &complete) || (complete && !end_value (p, &more)))
        return FALSE;
    }
  skip_blanks (p);
  return p->at == p->end || fail (p, "there is more text after the end of the value");
}

VtJson *
vt_json_parse (const char *text, gsize size, GError **error)
{
  VtJson *self = g_new0 (VtJson, 1);
  Parser p = { .text = text, .at = text, .end = text + size, .json = self, .error = error };
  gboolean done;

  self->indexes = g_ptr_array_new_with_free_func (g_free);
  p.allocated = (guint32) MIN (size / 8 + 16, VT_JSON_MAX_SIZE);
  p.nodes = g_new (VtJsonNode, p.allocated);
  self->strings = p.string_end = g_try_malloc (size + 1);
  if (size > VT_JSON_MAX_SIZE || self->strings == NULL)
    done = fail_code (&p, VT_ERROR_LIMIT, "it is longer than can be read");
  else
    done = parse_document (&p);
  self->nodes = p.nodes;
  if (done)
    return self;
  vt_json_free (self);
  return NULL;
}
