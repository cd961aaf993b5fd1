/* value.h: what flows between widgets, steps and models: one immutable typed
 * value.
 *
 * A value is reference-counted (atomically) and never changes after it is made,
 * so any thread may read it. It is a boxed GType.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * VtValueType:
 * @VT_VALUE_NONE: nothing; a widget that was not filled in
 * @VT_VALUE_TEXT: UTF-8 text; also choices and file-free Markdown
 * @VT_VALUE_NUMBER: a double
 * @VT_VALUE_BOOLEAN: yes or no
 * @VT_VALUE_LABELS: names with scores, best first
 * @VT_VALUE_CHAT: messages, each a role and a text
 * @VT_VALUE_JSON: any JSON, as its text
 * @VT_VALUE_LIST: values in order: the rows of a batch
 * @VT_VALUE_FILE: the path of a file (a film or anything else)
 * @VT_VALUE_AUDIO: decoded sound
 * @VT_VALUE_IMAGE: a decoded picture
 */
typedef enum
{
  VT_VALUE_NONE,
  VT_VALUE_TEXT,
  VT_VALUE_NUMBER,
  VT_VALUE_BOOLEAN,
  VT_VALUE_LABELS,
  VT_VALUE_CHAT,
  VT_VALUE_JSON,
  VT_VALUE_LIST,
  VT_VALUE_FILE,
  VT_VALUE_AUDIO,
  VT_VALUE_IMAGE,
} VtValueType;

typedef struct
{
  const char *label;
  double score; /* 0 … 1 */
} VtLabel;

typedef struct
{
  const char *role; /* "system", "user", "assistant" */
  const char *content;
} VtMessage;

/**
 * VtAudio: decoded sound.
 * @samples: (n_frames * channels), a frame's channels side by side, -1 … 1
 * @rate: frames per second
 */
typedef struct
{
  const float *samples;
  gsize n_frames;
  guint rate;
  guint channels;
} VtAudio;

/**
 * VtImage: a decoded picture, upright, sRGB.
 * @pixels: (height * width * channels) bytes, rows from the top without gaps
 * @channels: 1 grey or a mask, 3 red, green, blue, 4 with alpha (not premultiplied)
 */
typedef struct
{
  const guint8 *pixels;
  guint width;
  guint height;
  guint channels;
} VtImage;

#define VT_TYPE_VALUE (vt_value_get_type ())
typedef struct _VtValue VtValue;
GType vt_value_get_type (void);

VtValue *vt_value_ref (VtValue *value);
void vt_value_unref (VtValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtValue, vt_value_unref)

/* Makers copy what they are given; transfer full. @text must be valid UTF-8
 * (invalid parts become U+FFFD). */
VtValue *vt_value_new_none (void);
VtValue *vt_value_new_text (const char *text);
VtValue *vt_value_new_number (double number);
VtValue *vt_value_new_boolean (gboolean boolean);
VtValue *vt_value_new_labels (const VtLabel *labels, guint n);
VtValue *vt_value_new_chat (const VtMessage *messages, guint n);
VtValue *vt_value_new_json (const char *json);
VtValue *vt_value_new_list (VtValue *const *values, guint n);
VtValue *vt_value_new_file (const char *path);

/* These keep @samples (floats) and @pixels instead of copying them; the sizes must
 * be those of a #VtAudio and a #VtImage. */
VtValue *vt_value_new_audio (GBytes *samples, guint rate, guint channels);
VtValue *vt_value_new_image (GBytes *pixels, guint width, guint height, guint channels);

VtValueType vt_value_type (const VtValue *value);

/* The content; the value must be of that type. What they return lives as long as @value. */
const char *vt_value_text (const VtValue *value);    /* of text, json and file */
double vt_value_number (const VtValue *value);
gboolean vt_value_boolean (const VtValue *value);
const VtLabel *vt_value_labels (const VtValue *value, guint *n);
const VtMessage *vt_value_chat (const VtValue *value, guint *n);
VtValue *const *vt_value_list (const VtValue *value, guint *n);
const VtAudio *vt_value_audio (const VtValue *value);
const VtImage *vt_value_image (const VtValue *value);

/* (nullable): what a file made of @value is to carry beside it, as how a picture was
 * made; no part of its content. Set by whoever made the value, before others see it. */
void vt_value_set_note (VtValue *value, const char *note);
const char *vt_value_note (const VtValue *value);

/* As readable text, whatever the type ("0.7", "yes", "positive 91%"); transfer full. */
char *vt_value_to_text (const VtValue *value);

gboolean vt_value_equal (const VtValue *a, const VtValue *b);

/* "text", "number", …: the word that documents and messages use. */
const char *vt_value_type_name (VtValueType type);

/* Whether a value of type @from may be wired to a place of type @to:
 * equal types, text from numbers and JSON, JSON from anything, and between
 * files and sound or pictures, which whoever runs the step decodes and encodes. */
gboolean vt_value_type_fits (VtValueType from, VtValueType to);

G_END_DECLS
