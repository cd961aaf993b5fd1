/* json-private.h: how a JSON document lies in memory; for json-*.c only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

/* As VtJsonType, but numbers written as integers that fit keep all 64 bits. */
typedef enum
{
  VT_JSON_KIND_NULL,
  VT_JSON_KIND_FALSE,
  VT_JSON_KIND_TRUE,
  VT_JSON_KIND_INTEGER,
  VT_JSON_KIND_DOUBLE,
  VT_JSON_KIND_STRING,
  VT_JSON_KIND_ARRAY,
  VT_JSON_KIND_OBJECT,
} VtJsonKind;

/* An index over the members of a large object: open addressing, each slot
 * holds 1 + the distance from the object to the member's key, or 0. The hash
 * is seeded at random, so that no file can be made to collide. */
typedef struct
{
  guint64 seed;
  guint32 mask;
  guint32 slots[];
} VtJsonIndex;

/* Nodes lie in the order of the text: a container, then its children; members
 * are a string node for the key, then the value. `extent` counts the nodes of
 * a value including itself, so `node + node->extent` is what follows it. */
struct _VtJsonNode
{
  guint32 kind : 3;
  guint32 extent : 29;
  guint32 length; /* bytes of a string, elements, or members */
  union
  {
    gint64 integer;
    double number;
    const char *string;
    const VtJsonIndex *index; /* objects; NULL: few members, walk them */
  };
};

struct _VtJson
{
  VtJsonNode *nodes;
  char *strings;
  GPtrArray *indexes;
};
