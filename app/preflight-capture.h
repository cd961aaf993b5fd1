/* preflight-capture.h: whether a microphone or camera is there, may be used, and gives
 * something; for app/preflight.c.
 *
 * Belongs to the main thread, whose loop must run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-document.h"

G_BEGIN_DECLS

typedef enum
{
  VT_CAPTURE_MICROPHONE,
  VT_CAPTURE_CAMERA,
  VT_N_CAPTURES,
} VtCapture;

/**
 * VtCaptureNeed: how much a space needs it
 * @VT_CAPTURE_OFFERED: a file will do as well
 * @VT_CAPTURE_ONLY: nothing else is offered
 */
typedef enum
{
  VT_CAPTURE_NOT_USED,
  VT_CAPTURE_OFFERED,
  VT_CAPTURE_ONLY,
} VtCaptureNeed;

/* The most that a component of the space needs it that people see and can use. */
VtCaptureNeed vt_space_needs_capture (VtSpace *space, VtCapture capture);

/* Opens it and waits for the first sound or picture, at most ten seconds. */
void vt_capture_try_async (VtCapture capture, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* Returns: %FALSE with a sentence: there is none, it is not allowed, another program has it, it is switched off */
gboolean vt_capture_try_finish (GAsyncResult *result, GError **error);

G_END_DECLS
