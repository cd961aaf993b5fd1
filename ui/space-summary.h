/* space-summary.h: what the gallery shows of a space without opening it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtSpaceSummary: what a card says of a space, in the person's language where
 * the document has it.
 * @path: its folder or file
 * @task: pipeline tag of its first step, or %NULL
 * @model: its first model reference, or %NULL
 */
typedef struct
{
  char *path;
  char *title;
  char *emoji;
  char *color_from;
  char *color_to;
  char *description;
  char *task;
  char *model;
} VtSpaceSummary;

void vt_space_summary_free (VtSpaceSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceSummary, vt_space_summary_free)

/* Reads the space at @path. Blocks on the disk; from any thread. Returns: (transfer full). Errors: those of
 * vt_space_load(). */
VtSpaceSummary *vt_space_summary_load (const char *path, GError **error);

/* Every space that comes with the program, in the order of
 * spaces/order; those that cannot be read are left out with a warning. Blocks.
 * Returns: (transfer full) (element-type VtSpaceSummary) */
GPtrArray *vt_space_summary_load_starters (void);

G_END_DECLS
