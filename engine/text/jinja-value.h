/* jinja-value.h: the values of chat templates.
 *
 * Values live in an arena and are freed with it; they hold no references. An
 * arena has a budget: a template that asks for more memory fails.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

typedef struct _VtArena VtArena;

/* An arena that gives at most @budget bytes. */
VtArena *vt_arena_new (gsize budget);

void vt_arena_free (VtArena *self);

/* Zeroed memory; never %NULL, but see vt_arena_is_spent(). */
gpointer vt_arena_alloc (VtArena *self, gsize size);

/* Whether more was asked for than the budget; what was given since is small. */
gboolean vt_arena_is_spent (const VtArena *self);

typedef enum
{
  VT_JINJA_UNDEFINED,
  VT_JINJA_NONE,
  VT_JINJA_BOOLEAN,
  VT_JINJA_INTEGER,
  VT_JINJA_FLOAT,
  VT_JINJA_STRING,
  VT_JINJA_LIST,
  VT_JINJA_DICT,
  VT_JINJA_FUNCTION, /* only to be called */
} VtJinjaType;

typedef struct _VtJinjaList VtJinjaList;
typedef struct _VtJinjaDict VtJinjaDict;

/**
 * VtJinjaValue:
 * @text: (array length=length): valid UTF-8 with a NUL after it
 * @function: a macro (VtJinjaNode) or a built-in function, see jinja.h
 */
typedef struct
{
  VtJinjaType type;
  guint length;
  union
  {
    gint64 integer; /* also of booleans */
    double number;
    const char *text;
    VtJinjaList *list;
    VtJinjaDict *dict;
    gconstpointer function;
  };
} VtJinjaValue;

struct _VtJinjaList
{
  VtJinjaValue *items;
  guint n, allocated;
};

/* Keeps its order. @is_namespace: its members may be set. */
struct _VtJinjaDict
{
  VtJinjaValue *keys, *values;
  guint n, allocated;
  gboolean is_namespace;
};

VtJinjaValue vt_jinja_boolean (gboolean value);
VtJinjaValue vt_jinja_integer (gint64 value);
VtJinjaValue vt_jinja_float (double value);

/* Copies the text. */
VtJinjaValue vt_jinja_string (VtArena *arena, const char *text, gssize length);

/* Takes the text. */
VtJinjaValue vt_jinja_take_string (VtArena *arena, GString *text);

VtJinjaValue vt_jinja_list (VtArena *arena);
void vt_jinja_append (VtArena *arena, VtJinjaValue list, VtJinjaValue item);

VtJinjaValue vt_jinja_dict (VtArena *arena);
void vt_jinja_set (VtArena *arena, VtJinjaValue dict, VtJinjaValue key, VtJinjaValue value);

/* With a key that is a constant text. */
void vt_jinja_put (VtArena *arena, VtJinjaValue dict, const char *key, VtJinjaValue value);

/* (nullable): where the value of a key is. */
VtJinjaValue *vt_jinja_lookup (VtJinjaValue dict, VtJinjaValue key);

VtJinjaValue vt_jinja_from_json (VtArena *arena, const VtJsonNode *node);

gboolean vt_jinja_is_true (VtJinjaValue value);
gboolean vt_jinja_equal (VtJinjaValue a, VtJinjaValue b);

/* -1, 0 or 1; 2 where they cannot be compared. */
int vt_jinja_compare (VtJinjaValue a, VtJinjaValue b);

/* Number of characters, items or members; -1 where there is no such thing. */
gint64 vt_jinja_length (VtJinjaValue value);

/* As Python's str() and repr(). */
void vt_jinja_print (GString *to, VtJinjaValue value);
void vt_jinja_repr (GString *to, VtJinjaValue value);

/* As Python's json.dumps(); @indent -1 for one line. */
void vt_jinja_dump (GString *to, VtJinjaValue value, int indent, gboolean sort, gboolean ascii);

G_END_DECLS
