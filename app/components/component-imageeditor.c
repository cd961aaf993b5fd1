/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const char *const modes[] = { "paint", "mask", NULL };

static const VtParam properties[] = {
  { "value", VT_PARAM_TEXT, .text = "", .title = N_ ("Picture"), .help = N_ ("A file of the space, as assets/cat.jpg") },
  { "mode", VT_PARAM_CHOICE, .text = "paint", .choices = modes, .title = N_ ("What the brush does"),
    .help = N_ ("Paints into the picture, or marks a part of it as a mask") },
  { "width", VT_PARAM_INTEGER, 16, 1024, 8, 512, .title = N_ ("Width"), .help = N_ ("Of the empty sheet, in pixels") },
  { "height", VT_PARAM_INTEGER, 16, 1024, 8, 512, .title = N_ ("Height"), .help = N_ ("Of the empty sheet, in pixels") },
  { "brush_size", VT_PARAM_INTEGER, 1, 200, 1, 24, .title = N_ ("Size of the brush"), .help = N_ ("In pixels of the picture") },
  { NULL },
};

static const char *const events[] = { "change", "input", "upload", "clear", "apply", NULL };

static const VtComponentPart parts[] = {
  { "background", NULL, VT_VALUE_IMAGE, N_ ("Picture") },
  { "mask", NULL, VT_VALUE_IMAGE, N_ ("Mask") },
  { "composite", NULL, VT_VALUE_IMAGE, N_ ("Painted picture") },
  { NULL },
};

/* The value is a list of the pictures named in @parts, in their order. */
const VtComponentClass vt_component_imageeditor = {
  .type = "imageeditor",
  .title = N_ ("Picture to paint on"),
  .value = VT_VALUE_LIST,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .parts = parts,
  .coerce = vt_component_coerce_files,
};
