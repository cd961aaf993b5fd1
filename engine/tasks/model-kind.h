/* model-kind.h: the kinds of things that tasks load: one const struct each,
 * named in tasks-list.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * VtModelFacts: what a look at the files tells.
 * @memory_bytes: beyond the mapped files, for a run with the default context
 */
typedef struct
{
  char *architecture;
  char *quantization;
  guint64 file_bytes;
  guint64 memory_bytes;
  guint64 context;
  guint64 parameters;
  gboolean has_chat_template;
} VtModelFacts;

void vt_model_facts_clear (VtModelFacts *facts);

/* Sums up the tensors: file_bytes, parameters, and as quantization the type
 * that most bytes are in, which is what people call a file's. */
void vt_model_facts_count (VtModelFacts *facts, const VtWeights *weights);

/**
 * VtModelKind:
 * @inspect: fills @facts from the file or folder at @path without loading it
 * @load: blocks until the model can run on @device
 * @bytes: memory that it takes now, mapped files included
 */
typedef struct _VtModelKind
{
  const char *name;
  gboolean (*inspect) (const char *path, VtModelFacts *facts, GError **error);
  gpointer (*load) (VtDevice *device, const char *path, GError **error);
  void (*free) (gpointer model);
  guint64 (*bytes) (gpointer model);
} VtModelKind;

/* A language model and its session (engine/tasks/model-kind-lm.h). */
extern const VtModelKind vt_model_kind_lm;

/* Whisper and its session (engine/tasks/model-kind-whisper.h). */
extern const VtModelKind vt_model_kind_whisper;

/* A voice (engine/tasks/model-kind-voice.h). */
extern const VtModelKind vt_model_kind_voice;

/* Every kind, %NULL-terminated. */
extern const VtModelKind *const vt_model_kinds[];

G_END_DECLS
