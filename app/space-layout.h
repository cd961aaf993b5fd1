/* space-layout.h: where the components of a space stand.
 *
 * In space.json a node is a component's id, or an object with one of
 * `{"row": […]}`, `{"column": […]}`, `{"group": […]}`,
 * `{"tabs": [{"tab": […], "label": "One"}, …]}`,
 * `{"accordion": […], "label": "More", "open": false}`,
 * `{"sidebar": […], "label": "Settings", "position": "left"}`, which stands beside the
 * rest of the column that it is in, and
 * `{"steps": [{"step": […], "label": "Listen", "text": "Say *something*."}, …]}`,
 * a guided walk, page by page, each with Markdown for the learner.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-members.h"

G_BEGIN_DECLS

typedef enum
{
  VT_LAYOUT_COMPONENT,
  VT_LAYOUT_ROW,
  VT_LAYOUT_COLUMN,
  VT_LAYOUT_GROUP,
  VT_LAYOUT_TABS, /* its children are tabs */
  VT_LAYOUT_TAB,
  VT_LAYOUT_ACCORDION,
  VT_LAYOUT_SIDEBAR,
  VT_LAYOUT_STEPS, /* its children are steps */
  VT_LAYOUT_STEP,
} VtLayoutKind;

/**
 * VtSpaceLayout:
 * @id: (nullable): the component's id, of components only
 * @children: (element-type VtSpaceLayout): empty for components
 * @open: of accordions and sidebars, whether it is open at first
 * @right: of sidebars, their "position"
 * @equal_height: of rows, whether what stands in one is as high as the highest
 */
typedef struct
{
  VtLayoutKind kind;
  char *id;
  gboolean open;
  gboolean right;
  gboolean equal_height;
  GPtrArray *children;
  /*< private >*/
  char *path;              /* for messages: layout.row[1] */
  VtSpaceMembers *members; /* all but the children; NULL for components */
  GHashTable *labels;      /* (utf8 → utf8) the members that are texts */
} VtSpaceLayout;

/* What a tab, step, accordion or sidebar is called, in the person's language; ""
 * if nothing. Lives as long as the layout. */
const char *vt_space_layout_get_label (const VtSpaceLayout *self);

/* The same of a step's Markdown. */
const char *vt_space_layout_get_text (const VtSpaceLayout *self);

VtSpaceLayout *vt_space_layout_new (const VtJsonNode *node, const char *path, GError **error);
VtSpaceLayout *vt_space_layout_new_component (const char *id);
VtSpaceLayout *vt_space_layout_new_column (void);
void vt_space_layout_free (VtSpaceLayout *self);
void vt_space_layout_write (const VtSpaceLayout *self, VtJsonWriter *writer);

G_END_DECLS
