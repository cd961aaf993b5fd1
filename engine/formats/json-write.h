/* json-write.h: JSON texts, written into a GString.
 *
 * A writer puts the commas; the caller pairs begins with ends and writes a key
 * before each value of an object:
 *
 *     VtJsonWriter w = { .text = g_string_new (NULL) };
 *     vt_json_write_begin (&w, '{');
 *     vt_json_write_key (&w, "label");
 *     vt_json_write_string (&w, "joy", -1);
 *     vt_json_write_end (&w, '}');
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

/**
 * VtJsonWriter:
 * @text: what has been written; owned by the caller
 */
typedef struct
{
  GString *text;
  /*< private >*/
  gboolean comma; /* the next value or key needs one before it */
} VtJsonWriter;

/* @bracket: '{' or '['. */
void vt_json_write_begin (VtJsonWriter *self, char bracket);

/* @bracket: '}' or ']'. */
void vt_json_write_end (VtJsonWriter *self, char bracket);

void vt_json_write_key (VtJsonWriter *self, const char *key);

/* @length: in bytes, or -1 for up to the NUL. What is not UTF-8 becomes U+FFFD;
 * %NULL becomes null. */
void vt_json_write_string (VtJsonWriter *self, const char *value, gssize length);

void vt_json_write_int (VtJsonWriter *self, gint64 value);

/* The shortest digits that read back as the same double; null if not finite. */
void vt_json_write_double (VtJsonWriter *self, double value);

/* The same for a value that was a float, so that 0.1f is written 0.1. */
void vt_json_write_float (VtJsonWriter *self, float value);

void vt_json_write_boolean (VtJsonWriter *self, gboolean value);

void vt_json_write_null (VtJsonWriter *self);

/* A value of a document with all that is in it; %NULL becomes null. */
void vt_json_write_node (VtJsonWriter *self, const VtJsonNode *node);

/* The quoted and escaped form of a string, without a writer. */
void vt_json_append_string (GString *text, const char *value, gssize length);

G_END_DECLS
