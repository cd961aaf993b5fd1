/* vision-list.c: every family of networks that look at pictures, one line each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vision.h"

extern const VtVisionClass vt_vision_efficientnet_lite;
extern const VtVisionClass vt_vision_vit, vt_vision_deit;
extern const VtVisionClass vt_vision_yolos;
extern const VtVisionClass vt_vision_depth_anything, vt_vision_segformer;

const VtVisionClass *const vt_vision_classes[] = {
  &vt_vision_efficientnet_lite,
  &vt_vision_vit,
  &vt_vision_deit,
  &vt_vision_yolos,
  &vt_vision_depth_anything,
  &vt_vision_segformer,
  NULL,
};
