/* whisper-session.h: Whisper at work: its caches and its ready-made plans.
 *
 * A session hears one window of sound at a time; then any number of slots
 * (independent texts: beams) are written about it. The encoder's plan and the
 * decoder's for one token, or one for each beam, are made once and replayed.
 *
 * Used by one thread at a time, that of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper.h"

G_BEGIN_DECLS

typedef struct _VtWhisperSession VtWhisperSession;

/**
 * VtWhisperInput: a token to read.
 * @slot: which text
 * @position: where in it; all earlier positions have been read before or come
 *   earlier in the same call
 * @output: whether its logits are wanted
 */
typedef struct
{
  gint32 token;
  guint slot;
  guint position;
  gboolean output;
} VtWhisperInput;

/* Called with each named hidden state after a run: (ne0, ne1) values. */
typedef void (*VtWhisperProbe) (const char *name, const float *values, gint64 ne0, gint64 ne1, gpointer data);

/* @whisper is borrowed. @cache_type is VT_TYPE_F16, or VT_TYPE_F32 for comparisons. */
VtWhisperSession *vt_whisper_session_new (VtWhisper *whisper, VtType cache_type);
void vt_whisper_session_free (VtWhisperSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWhisperSession, vt_whisper_session_free)

/* Makes room for @n_slots texts; what was read is forgotten where it grows. */
gboolean vt_whisper_session_reserve (VtWhisperSession *session, guint n_slots, GError **error);

/* How much of the model's window is heard from now on: @positions, each of two frames; all of
 * n_audio_ctx at first. A shorter window takes less time and is less exact, for
 * the model was trained on whole ones. */
void vt_whisper_session_set_window (VtWhisperSession *session, guint positions);
guint vt_whisper_session_get_window (VtWhisperSession *session);

/* Hears a window: @mel (n_mels, two frames for each of its positions). What the slots hold must be
 * read again. VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, %G_IO_ERROR_CANCELLED. */
gboolean vt_whisper_session_hear (VtWhisperSession *session, const float *mel, GCancellable *cancellable, GError **error);

/* Reads @n tokens and writes the logits of those that want them, one row of
 * n_vocab each. VT_ERROR_LIMIT beyond n_text_ctx positions. */
gboolean vt_whisper_session_read (VtWhisperSession *session, const VtWhisperInput *tokens, guint n, float *logits,
                                  GCancellable *cancellable, GError **error);

/* Makes slot @to a copy of the first @n tokens of slot @from. */
gboolean vt_whisper_session_copy_slot (VtWhisperSession *session, guint to, guint from, guint n, GError **error);

/* Reads @n tokens into slot 0 and tells what @heads (element-type VtWhisperHead)
 * look at meanwhile: @scores (the window's positions, n, heads), before softmax. */
gboolean vt_whisper_session_attend (VtWhisperSession *session, const gint32 *tokens, guint n, const GArray *heads,
                                    float *scores, GCancellable *cancellable, GError **error);

/* Has @probe called for every named hidden state of later runs. */
void vt_whisper_session_set_probe (VtWhisperSession *session, VtWhisperProbe probe, gpointer data);

/* Bytes of caches and plans. */
gsize vt_whisper_session_bytes (VtWhisperSession *session);

G_END_DECLS
