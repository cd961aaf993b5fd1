/* markdown-view.c: shows Markdown, also while it is being written.
 *
 * One child per block of ui/markdown.h, in order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/markdown-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/code-view.h"
#include "ui/components/text-update.h"
#include "ui/markdown-picture.h"
#include "ui/markdown.h"

#define INDENT 20
#define LARGEST_PICTURE 720 /* pixels, either way */
#define WIDE_CODE 250       /* pixels that a line of code gets before it scrolls */

struct _VtMarkdownView
{
  GtkWidget parent_instance;
  char *text;
  char *folder;      /* of its pictures, or NULL */
  GPtrArray *blocks; /* as shown */
  GPtrArray *labels; /* the GtkLabel of each block, GtkTextView of code, NULL for others */
  gboolean line_breaks;
};

G_DEFINE_FINAL_TYPE (VtMarkdownView, vt_markdown_view, GTK_TYPE_WIDGET)

static GtkWidget *
text_label (gboolean selectable)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), selectable);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* A paragraph can be selected by the pointer, but only one with a link is a
 * stop for the Tab key. */
static void
show_markup (GtkWidget *label, const char *markup)
{
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_focusable (label, strstr (markup, "<a href=") != NULL);
}

static void
on_copy (GtkWidget *button, GtkTextView *code)
{
  g_autofree char *text = vt_text_get (gtk_text_view_get_buffer (code));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

static GtkWidget *
code_head (const VtMarkdownBlock *block, GtkWidget *code)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *language = gtk_label_new (block->info ? block->info : "");
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_label_set_xalign (GTK_LABEL (language), 0);
  gtk_label_set_ellipsize (GTK_LABEL (language), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (language, TRUE);
  gtk_widget_add_css_class (language, "dim-label");
  gtk_widget_add_css_class (language, "caption");
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_add_css_class (copy, "copy-button");
  gtk_widget_set_tooltip_text (copy, _("Copy the Code"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy the Code"), -1);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy), code);
  gtk_box_append (GTK_BOX (head), language);
  gtk_box_append (GTK_BOX (head), copy);
  return head;
}

/* A text view knows its width only once it is on the screen, so a bubble that is
 * no wider than its content would cut it. */
static void
update_code_width (GtkWidget *code, const char *text)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (code, GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (code, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), MIN (width + 26, WIDE_CODE));
}

static GtkWidget *
make_code (const VtMarkdownBlock *block, GtkWidget **code)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkTextView *view = GTK_TEXT_VIEW (vt_code_view_new (block->info));

  *code = GTK_WIDGET (view);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_left_margin (view, 12);
  gtk_text_view_set_right_margin (view, 12);
  gtk_text_view_set_cursor_visible (view, FALSE);
  vt_text_update (gtk_text_view_get_buffer (view), block->text);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), *code);
  update_code_width (*code, block->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Code"),
                                  GTK_ACCESSIBLE_PROPERTY_READ_ONLY, TRUE, -1);
  gtk_box_append (GTK_BOX (frame), code_head (block, *code));
  gtk_box_append (GTK_BOX (frame), scrolled);
  gtk_widget_add_css_class (frame, "code-block");
  return frame;
}

/* Where nobody says in which folder it is, its description. */
static GtkWidget *
make_image (const VtMarkdownBlock *block, const char *folder)
{
  g_autofree char *path = folder ? g_build_filename (folder, block->info, NULL) : NULL;
  GtkWidget *label;

  if (path)
    return vt_markdown_picture_new (path, LARGEST_PICTURE, block->text);
  label = text_label (FALSE);
  gtk_label_set_text (GTK_LABEL (label), block->text);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
make_table (const VtMarkdownBlock *block)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  for (guint y = 0; y < block->rows->len; y++)
    for (char **cell = block->rows->pdata[y]; *cell; cell++)
      {
        GtkWidget *label = text_label (TRUE);
        int x = (int) (cell - (char **) block->rows->pdata[y]);

        show_markup (label, *cell);
        gtk_widget_set_hexpand (label, FALSE);
        gtk_widget_set_valign (label, GTK_ALIGN_START);
        if (y == 0)
          gtk_widget_add_css_class (label, "heading");
        gtk_grid_attach (GTK_GRID (grid), label, x, (int) y, 1, 1);
      }
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_widget_add_css_class (grid, "table");
  return grid;
}

static GtkWidget *
make_heading (const VtMarkdownBlock *block)
{
  static const char *const classes[] = { "title-2", "title-3", "title-4", "heading", "heading", "heading" };
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                   "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "hexpand", TRUE, "selectable", TRUE, NULL);

  gtk_widget_add_css_class (label, classes[block->level - 1]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) block->level, -1);
  show_markup (label, block->text);
  return label;
}

/* @label: (out): the part that a longer text of the same block changes. */
static GtkWidget *
make_content (const VtMarkdownBlock *block, const char *folder, GtkWidget **label)
{
  *label = NULL;
  switch (block->kind)
    {
    case VT_MARKDOWN_CODE:
      return make_code (block, label);
    case VT_MARKDOWN_RULE:
      return gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
    case VT_MARKDOWN_TABLE:
      return make_table (block);
    case VT_MARKDOWN_IMAGE:
      return make_image (block, folder);
    case VT_MARKDOWN_HEADING:
      return *label = make_heading (block);
    case VT_MARKDOWN_PARAGRAPH:
    default:
      *label = text_label (TRUE);
      show_markup (*label, block->text);
      return *label;
    }
}

static GtkWidget *
make_marker (const VtMarkdownBlock *block)
{
  GtkWidget *marker = gtk_label_new (block->marker);

  gtk_widget_set_valign (marker, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_widget_set_size_request (marker, INDENT - 4, -1);
  return marker;
}

static GtkWidget *
make_block (const VtMarkdownBlock *block, const char *folder, GtkWidget **label)
{
  GtkWidget *content = make_content (block, folder, label);
  GtkWidget *row;

  gtk_widget_set_hexpand (content, TRUE);
  if (block->indent == 0 && !block->quoted)
    return content;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  if (block->indent > 0)
    {
      gtk_widget_set_margin_start (row, (int) (block->indent - 1) * INDENT);
      gtk_box_append (GTK_BOX (row), make_marker (block));
    }
  if (block->quoted)
    gtk_widget_add_css_class (row, "quote");
  gtk_box_append (GTK_BOX (row), content);
  return row;
}

static void
append_block (VtMarkdownView *self, const VtMarkdownBlock *block)
{
  GtkWidget *label;
  GtkWidget *child = make_block (block, self->folder, &label);

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
  g_ptr_array_add (self->labels, label);
}

/* Whether only the text differs, so that the label can be kept. */
static gboolean
same_shape (const VtMarkdownBlock *a, const VtMarkdownBlock *b)
{
  return a->kind == b->kind && a->level == b->level && a->indent == b->indent && a->quoted == b->quoted
         && g_strcmp0 (a->marker, b->marker) == 0 && g_strcmp0 (a->info, b->info) == 0
         && (a->kind == VT_MARKDOWN_PARAGRAPH || a->kind == VT_MARKDOWN_HEADING || a->kind == VT_MARKDOWN_CODE);
}

/* Brings what is shown for @old to @block; %FALSE if it must be made anew. */
static gboolean
update_block (GtkWidget *label, const VtMarkdownBlock *old, const VtMarkdownBlock *block)
{
  if (vt_markdown_block_equal (old, block))
    return TRUE;
  if (!same_shape (old, block))
    return FALSE;
  if (block->kind == VT_MARKDOWN_CODE)
    {
      vt_text_update (gtk_text_view_get_buffer (GTK_TEXT_VIEW (label)), block->text);
      update_code_width (label, block->text);
    }
  else
    show_markup (label, block->text);
  return TRUE;
}

static void
keep_first (VtMarkdownView *self, guint n)
{
  while (self->labels->len > n)
    {
      gtk_widget_unparent (gtk_widget_get_last_child (GTK_WIDGET (self)));
      g_ptr_array_set_size (self->labels, (int) self->labels->len - 1);
    }
}

static void
vt_markdown_view_dispose (GObject *object)
{
  VtMarkdownView *self = VT_MARKDOWN_VIEW (object);

  keep_first (self, 0);
  G_OBJECT_CLASS (vt_markdown_view_parent_class)->dispose (object);
}

static void
vt_markdown_view_finalize (GObject *object)
{
  VtMarkdownView *self = VT_MARKDOWN_VIEW (object);

  g_free (self->text);
  g_free (self->folder);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->labels);
  G_OBJECT_CLASS (vt_markdown_view_parent_class)->finalize (object);
}

static void
vt_markdown_view_class_init (VtMarkdownViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_markdown_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_markdown_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "vtmarkdown");
}

static void
vt_markdown_view_init (VtMarkdownView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
  self->text = g_strdup ("");
  self->blocks = g_ptr_array_new ();
  self->labels = g_ptr_array_new ();
}

GtkWidget *
vt_markdown_view_new (gboolean line_breaks)
{
  VtMarkdownView *self = g_object_new (VT_TYPE_MARKDOWN_VIEW, NULL);

  self->line_breaks = line_breaks;
  return GTK_WIDGET (self);
}

void
vt_markdown_view_set_folder (VtMarkdownView *self, const char *folder)
{
  g_return_if_fail (VT_IS_MARKDOWN_VIEW (self));
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

void
vt_markdown_view_set_text (VtMarkdownView *self, const char *text)
{
  GPtrArray *blocks;
  guint same = 0;

  g_return_if_fail (VT_IS_MARKDOWN_VIEW (self));
  if (g_str_equal (self->text, text))
    return;
  blocks = vt_markdown_parse (text, self->line_breaks);
  while (same < MIN (blocks->len, self->blocks->len)
         && update_block (self->labels->pdata[same], self->blocks->pdata[same], blocks->pdata[same]))
    same++;
  keep_first (self, same);
  for (guint i = same; i < blocks->len; i++)
    append_block (self, blocks->pdata[i]);
  g_ptr_array_unref (self->blocks);
  self->blocks = blocks;
  g_free (self->text);
  self->text = g_strdup (text);
}

const char *
vt_markdown_view_get_text (VtMarkdownView *self)
{
  g_return_val_if_fail (VT_IS_MARKDOWN_VIEW (self), "");
  return self->text;
}
