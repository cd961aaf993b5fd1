/* safety-checker.h: Stable Diffusion's own look at what it drew: whether a picture
 * lies near one of seventeen things that are not for everybody.
 *
 * What those things are is not in the file: only directions in CLIP's space and how
 * near is too near.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/models/clip-vision.h"

G_BEGIN_DECLS

#define VT_SAFETY_CONCEPTS 17
#define VT_SAFETY_CARE 3

/**
 * VtSafetyChecker:
 * @concepts, @care: (n_projection, n): directions, of length 1
 * @concept_limits, @care_limits: how near is too near
 */
typedef struct
{
  VtClipVision *vision;
  float *concepts, *care;
  float *concept_limits, *care_limits;
} VtSafetyChecker;

/* The checker in the folder @path, with the rules for pictures in the folder @rules. Blocks. */
VtSafetyChecker *vt_safety_checker_load (VtDevice *device, const char *path, const char *rules, GError **error);
void vt_safety_checker_free (VtSafetyChecker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSafetyChecker, vt_safety_checker_free)

guint64 vt_safety_checker_bytes (const VtSafetyChecker *self);

/**
 * vt_safety_checker_look:
 * @pixels: (3, side, side), by the rules
 * @scores: (nullable) (array fixed-size=17): how far beyond its limit each is, rounded
 *   as the reference does it; above 0 is too near
 * @fit: gets whether none is
 */
gboolean vt_safety_checker_look (VtSafetyChecker *self, const float *pixels, float *scores, gboolean *fit, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
