/* camera.h: live pictures from the camera.
 *
 * GStreamer's choice of a source; `VITRINE_CAMERA` in the environment names
 * another element of its, as `videotestsrc`, for tests and for odd hardware.
 * It belongs to the main thread and blocks it for no more than a moment.
 *
 * Signals:
 *   "state" (): vt_camera_get_state() is another
 *   "frame" (): vt_camera_get_picture() is another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtCameraState:
 * @VT_CAMERA_IDLE: not started, or stopped
 * @VT_CAMERA_OPENING: waiting for the first picture
 * @VT_CAMERA_RUNNING: pictures come
 * @VT_CAMERA_FAILED: there is none, it is taken, or not allowed; see vt_camera_get_problem()
 */
typedef enum
{
  VT_CAMERA_IDLE,
  VT_CAMERA_OPENING,
  VT_CAMERA_RUNNING,
  VT_CAMERA_FAILED,
} VtCameraState;

#define VT_TYPE_CAMERA (vt_camera_get_type ())
G_DECLARE_FINAL_TYPE (VtCamera, vt_camera, VT, CAMERA, GObject)

VtCamera *vt_camera_new (void);

/* Does nothing while it opens or runs. */
void vt_camera_start (VtCamera *self);

/* The last picture stays. */
void vt_camera_stop (VtCamera *self);

VtCameraState vt_camera_get_state (VtCamera *self);

/* A sentence after VT_CAMERA_FAILED, else %NULL. */
const char *vt_camera_get_problem (VtCamera *self);

/* The last one, three channels; %NULL before the first. Transfer none. */
VtValue *vt_camera_get_picture (VtCamera *self);

G_END_DECLS
