/* vits.h: a VITS voice that is loaded, and how it speaks a sentence.
 *
 * Used by the thread that uses its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/base/rng.h"
#include "engine/models/vits-config.h"
#include "engine/models/vits-voice.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

typedef struct _VtVits VtVits;

/**
 * VtVitsSettings:
 * @speaker: below VtVitsConfig.speakers
 * @length_scale: how long everything takes, 1 as trained
 * @noise_scale: how much the sound varies
 * @noise_w: how much the durations vary
 * @soon: begin with a short piece, so that the first sound comes early
 */
typedef struct
{
  guint speaker;
  double length_scale, noise_scale, noise_w;
  gboolean soon;
} VtVitsSettings;

/* Loads the voice at @path, an .onnx file for Piper with its description beside
 * it (NAME.onnx.json), or a folder that holds one. Blocks. */
VtVits *vt_vits_load (VtDevice *device, const char *path, GError **error);
void vt_vits_free (VtVits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVits, vt_vits_free)

/* Reads configuration and description only; (transfer full): the weights they are of. */
VtWeights *vt_vits_inspect (const char *path, VtVitsConfig *config, VtVitsVoice **voice, GError **error);

const VtVitsConfig *vt_vits_config (const VtVits *self);
const VtVitsVoice *vt_vits_voice (const VtVits *self);

/* Memory that it takes now: weights, and what plans keep. */
guint64 vt_vits_bytes (const VtVits *self);

/**
 * vt_vits_speak:
 * @ids: (array length=n): of vt_vits_voice_ids()
 * @frames: (array length=n): gets how many frames each id takes
 * @rng: where noise comes from
 *
 * Speaks one sentence. VT_ERROR_LIMIT where it would take minutes,
 * VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, cancelled.
 */
gboolean vt_vits_speak (VtVits *self, const gint32 *ids, guint n, const VtVitsSettings *settings, VtRng *rng,
                        gint32 *frames, VtVoiceSound sound, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
