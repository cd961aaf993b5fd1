/* remote-writing.h: a text that arrives piece by piece.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/remote/remote-task.h"

G_BEGIN_DECLS

/* What one piece of an answer, streamed or whole, says. */
typedef struct
{
  const char *text;  /* (nullable): what comes next */
  gboolean ended;    /* nothing comes after it */
} VtRemotePiece;

/* How a protocol's answers are read. */
typedef VtRemotePiece (*VtRemoteReadPiece) (const VtJsonNode *root);

/**
 * vt_remote_write:
 * @below: as vt_remote_run_post()
 * @json: the question; taken
 * @before: (nullable): stands before the answer in the output
 * @read: for each event of a stream, or for a whole answer
 * @earlier: (nullable) (element-type VtValue): the texts of a batch that are done
 * @status: (out): as vt_remote_ask()
 *
 * Asks, and tells of the output “text” as it grows.
 *
 * Returns: (transfer full): @before and the answer; %NULL with an error, also where
 *   the stream ended in the middle
 */
char *vt_remote_write (VtRemoteRun *remote, const char *below, GString *json, const char *before,
                       VtRemoteReadPiece read, GPtrArray *earlier, guint *status, GError **error);

/* Writes one text. */
typedef char *(*VtRemoteWriteOne) (VtRemoteRun *remote, const char *prompt, GPtrArray *earlier, GError **error);

/* Gives the output “text”: of the input “text”, or of each of a batch. */
gboolean vt_remote_write_all (VtRemoteRun *remote, VtRemoteWriteOne one, GError **error);

/* Refuses parameters that only a model of this computer can follow. */
gboolean vt_remote_check_writing (VtRemoteRun *remote, GError **error);

/* What stands before the answer to @prompt in the output: itself, or nothing. */
const char *vt_remote_text_before (VtRemoteRun *remote, const char *prompt);

/* Asks in OpenAI's way for the answer to @messages, on the model named @model. */
char *vt_remote_chat (VtRemoteRun *remote, const char *below, const char *model, const VtMessage *messages, guint n,
                      const char *before, GPtrArray *earlier, GError **error);

/* Gives the output “text”: of a chat by vt_remote_chat(), of beginnings of texts by @one. */
gboolean vt_remote_text (VtRemoteRun *remote, const char *below, const char *model, VtRemoteWriteOne one, GError **error);

G_END_DECLS
