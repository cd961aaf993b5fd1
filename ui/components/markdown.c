/* markdown.c: "markdown": formatted text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/component.h"
#include "ui/markdown-view.h"

#define VT_TYPE_MARKDOWN (vt_markdown_get_type ())
G_DECLARE_FINAL_TYPE (VtMarkdown, vt_markdown, VT, MARKDOWN, VtComponentView)

struct _VtMarkdown
{
  VtComponentView parent_instance;
  VtMarkdownView *view;
};

G_DEFINE_FINAL_TYPE (VtMarkdown, vt_markdown, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_markdown_get_value (VtComponentView *view)
{
  return vt_value_new_text (vt_markdown_view_get_text (VT_MARKDOWN (view)->view));
}

static void
vt_markdown_set_value (VtComponentView *view, VtValue *value)
{
  g_autofree char *text = vt_value_to_text (value);
  vt_markdown_view_set_text (VT_MARKDOWN (view)->view, text);
}

static void
keep_enabled (VtComponentView *view, gboolean whatever)
{
}

static void
vt_markdown_class_init (VtMarkdownClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  view_class->get_value = vt_markdown_get_value;
  view_class->set_value = vt_markdown_set_value;
  view_class->set_interactive = keep_enabled;
  view_class->set_busy = keep_enabled;
}

static void
vt_markdown_init (VtMarkdown *self)
{
  GtkWidget *view = vt_markdown_view_new (FALSE);

  self->view = VT_MARKDOWN_VIEW (view);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), view);
}

static VtComponentView *
build_markdown (const VtSpaceComponent *component)
{
  VtMarkdown *self = g_object_new (VT_TYPE_MARKDOWN, NULL);

  vt_markdown_view_set_folder (self->view, vt_space_component_folder (component));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_markdown_class = { "markdown", build_markdown };
