/* microphone.h: records from a microphone, one channel.
 *
 *     VtMicrophone *microphone = vt_microphone_new ();
 *     vt_microphone_start (microphone, NULL);
 *     …
 *     vt_microphone_stop (microphone);
 *     g_autoptr (VtValue) sound = vt_microphone_dup_sound (microphone);
 *
 * PortAudio's callback puts samples into a ring without a lock; the main loop
 * takes them out fifty times a second. Opening and closing happen in a thread.
 * It belongs to the main thread.
 *
 * Signals:
 *   "state" (): vt_microphone_get_state() is another
 *   "sound" (): more has come; also when it is silence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtMicrophoneState:
 * @VT_MICROPHONE_IDLE: not yet started, or stopped
 * @VT_MICROPHONE_OPENING: waiting for the device, or for the person to allow it
 * @VT_MICROPHONE_RECORDING: sound comes
 * @VT_MICROPHONE_FAILED: it could not be opened, or was unplugged; see vt_microphone_get_problem()
 */
typedef enum
{
  VT_MICROPHONE_IDLE,
  VT_MICROPHONE_OPENING,
  VT_MICROPHONE_RECORDING,
  VT_MICROPHONE_FAILED,
} VtMicrophoneState;

/* The longest recording in seconds; it stops by itself then. */
#define VT_MICROPHONE_MAX_SECONDS 7200

#define VT_TYPE_MICROPHONE (vt_microphone_get_type ())
G_DECLARE_FINAL_TYPE (VtMicrophone, vt_microphone, VT, MICROPHONE, GObject)

VtMicrophone *vt_microphone_new (void);

/* Forgets what was recorded and begins; @device (nullable) is a VtSoundDevice's
 * name. Does nothing while it opens or records. */
void vt_microphone_start (VtMicrophone *self, const char *device);

/* What has come stays, also after a failure. */
void vt_microphone_stop (VtMicrophone *self);

VtMicrophoneState vt_microphone_get_state (VtMicrophone *self);

/* A sentence after VT_MICROPHONE_FAILED, else %NULL. */
const char *vt_microphone_get_problem (VtMicrophone *self);

/* The largest amount of a sample of the last tenth of a second, 0 … 1. */
double vt_microphone_get_level (VtMicrophone *self);

/* Whether everything so far was exactly zero for over a second: it is switched off. */
gboolean vt_microphone_is_mute (VtMicrophone *self);

double vt_microphone_get_seconds (VtMicrophone *self);

/* Seconds from the air to us, as the driver says; 0 before it records. */
double vt_microphone_get_latency (VtMicrophone *self);

/* All that was recorded, or nothing; transfer full. */
VtValue *vt_microphone_dup_sound (VtMicrophone *self);

/* The samples so far; valid until the main loop runs again. */
const float *vt_microphone_get_samples (VtMicrophone *self, gsize *n, guint *rate);

/* What was recorded from sample @first on, or nothing; transfer full. */
VtValue *vt_microphone_dup_from (VtMicrophone *self, gsize first);

G_END_DECLS
