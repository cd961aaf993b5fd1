/* picture-rules.h: how a model wants its pictures: size, cut and scale of the
 * numbers, as transformers' preprocessor_config.json says it. The rules are
 * followed in engine/tasks/picture-prepare.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

#define VT_PICTURE_MAX_SIDE 16384

/**
 * VtPictureFilter: Pillow's numbers, which the files carry.
 */
typedef enum
{
  VT_PICTURE_NEAREST = 0,
  VT_PICTURE_LANCZOS = 1,
  VT_PICTURE_BILINEAR = 2,
  VT_PICTURE_BICUBIC = 3,
} VtPictureFilter;

/**
 * VtPictureRules:
 * @width, @height: what the picture is stretched to; 0 where @shortest says it
 * @shortest, @longest: what the shorter side becomes, unless the longer one then exceeds
 *   @longest (0: no limit); both 0, and @width too: the size is kept
 * @keep_ratio: @width and @height are the nearest to the picture's own proportions
 *   instead (DPT's keep_aspect_ratio)
 * @multiple: sizes are rounded to multiples of it, those that @shortest says down; 0 for none
 * @crop_width, @crop_height: of the middle, cut out afterwards; 0 for none
 * @scale: bytes are multiplied by it, usually 1 / 255
 * @mean, @deviation: subtracted and divided by afterwards
 */
typedef struct
{
  guint width, height;
  guint shortest, longest;
  gboolean keep_ratio;
  guint multiple;
  guint crop_width, crop_height;
  VtPictureFilter filter;
  float scale;
  float mean[3], deviation[3];
} VtPictureRules;

/* Changes what the configuration @c says otherwise, in the words of transformers 4
 * and 5. VT_ERROR_CORRUPT where a size or a deviation makes no sense. */
gboolean vt_picture_rules_read (VtPictureRules *rules, const VtJsonNode *c, GError **error);

/* The same out of preprocessor_config.json or processor_config.json in @folder;
 * without such a file nothing changes. */
gboolean vt_picture_rules_read_folder (VtPictureRules *rules, const char *folder, GError **error);

G_END_DECLS
