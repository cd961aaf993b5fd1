/* highlightedtext.c: "highlightedtext": a text whose parts bear labels or scores.
 *
 * Each part's label stands behind it in small letters, so that colour is never
 * the only mark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "ui/components/component.h"
#include "ui/components/highlight-parts.h"
#include "ui/components/palette.h"

#define VT_TYPE_HIGHLIGHTED_TEXT (vt_highlighted_text_get_type ())
G_DECLARE_FINAL_TYPE (VtHighlightedText, vt_highlighted_text, VT, HIGHLIGHTED_TEXT, VtComponentView)

struct _VtHighlightedText
{
  VtComponentView parent_instance;
  GtkWidget *text;
  GtkWidget *legend;
  VtValue *value;
  GHashTable *color_map;  /* (utf8 → GdkRGBA) */
  gboolean show_legend;
  gboolean combine;
};

G_DEFINE_FINAL_TYPE (VtHighlightedText, vt_highlighted_text, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_highlighted_text_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_HIGHLIGHTED_TEXT (view)->value);
}

/* The place of @label among @labels, where it is put if it is new. */
static guint
label_index (GPtrArray *labels, const char *label)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (labels, label, g_str_equal, &index))
    {
      index = labels->len;
      g_ptr_array_add (labels, (gpointer) label);
    }
  return index;
}

static GdkRGBA
label_color (VtHighlightedText *self, const char *label, guint index)
{
  GdkRGBA *own = g_hash_table_lookup (self->color_map, label);
  return own ? *own : vt_palette_color (index);
}

static void
append_marked (GString *markup, const char *text, const char *mark, const GdkRGBA *ground)
{
  GdkRGBA ink = vt_palette_text_on (ground);
  char back[8], front[8];
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *small = g_markup_escape_text (mark, -1);

  g_string_append_printf (markup, "<span background=\"%s\" foreground=\"%s\">%s", vt_palette_hex (ground, back),
                          vt_palette_hex (&ink, front), escaped);
  if (*small)
    g_string_append_printf (markup, "<span size=\"70%%\" weight=\"bold\">\302\240%s\302\240</span>", small);
  g_string_append (markup, "</span>");
}

static void
append_part (VtHighlightedText *self, GString *markup, const VtHighlightPart *part, GPtrArray *labels)
{
  GdkRGBA ground;

  if (part->label)
    {
      ground = label_color (self, part->label, label_index (labels, part->label));
      append_marked (markup, part->text, part->label, &ground);
    }
  else if (part->has_score)
    {
      g_autofree char *score = g_strdup_printf ("%+.2f", part->score);
      ground = vt_palette_score (part->score);
      append_marked (markup, part->text, score, &ground);
    }
  else
    {
      g_autofree char *escaped = g_markup_escape_text (part->text, -1);
      g_string_append (markup, escaped);
    }
}

static void
fill_legend (VtHighlightedText *self, GPtrArray *labels)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    {
      GdkRGBA ground = label_color (self, labels->pdata[i], i);
      g_autofree char *padded = g_strdup_printf ("\302\240%s\302\240", (char *) labels->pdata[i]);
      append_marked (markup, padded, "", &ground);
      g_string_append (markup, "  ");
    }
  gtk_label_set_markup (GTK_LABEL (self->legend), markup->str);
  gtk_widget_set_visible (self->legend, self->show_legend && labels->len > 0);
}

static void
show_json (VtHighlightedText *self, const char *json)
{
  g_autoptr (GPtrArray) parts = vt_highlight_parts_parse (json, self->combine);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autoptr (GString) markup = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    append_part (self, markup, parts->pdata[i], labels);
  if (parts->len == 0)
    g_string_append_printf (markup, "<span alpha=\"55%%\">%s</span>", _("Nothing yet"));
  gtk_label_set_markup (GTK_LABEL (self->text), markup->str);
  fill_legend (self, labels);
}

static void
vt_highlighted_text_set_value (VtComponentView *view, VtValue *value)
{
  VtHighlightedText *self = VT_HIGHLIGHTED_TEXT (view);
  gboolean json = vt_value_type (value) == VT_VALUE_JSON;

  if (!json && vt_value_type (value) != VT_VALUE_NONE)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  show_json (self, json ? vt_value_text (value) : "null");
}

static void
keep_enabled (VtComponentView *view, gboolean whatever)
{
}

static void
vt_highlighted_text_finalize (GObject *object)
{
  VtHighlightedText *self = VT_HIGHLIGHTED_TEXT (object);

  vt_value_unref (self->value);
  g_hash_table_unref (self->color_map);
  G_OBJECT_CLASS (vt_highlighted_text_parent_class)->finalize (object);
}

static void
vt_highlighted_text_class_init (VtHighlightedTextClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_highlighted_text_finalize;
  view_class->get_value = vt_highlighted_text_get_value;
  view_class->set_value = vt_highlighted_text_set_value;
  view_class->set_interactive = keep_enabled;
  view_class->set_busy = keep_enabled;
}

static GtkWidget *
wrapping_label (gboolean selectable)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), selectable);
  return label;
}

static void
vt_highlighted_text_init (VtHighlightedText *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->value = vt_value_new_none ();
  self->color_map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) gdk_rgba_free);
  self->text = wrapping_label (TRUE);
  self->legend = wrapping_label (FALSE);
  gtk_box_append (GTK_BOX (box), self->legend);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_widget_add_css_class (box, "output-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->text);
}

static void
add_color (JsonObject *map, const char *label, JsonNode *node, gpointer data)
{
  VtHighlightedText *self = data;
  GdkRGBA color;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
      && gdk_rgba_parse (&color, json_node_get_string (node)))
    g_hash_table_insert (self->color_map, g_strdup (label), gdk_rgba_copy (&color));
}

static VtComponentView *
build_highlighted_text (const VtSpaceComponent *component)
{
  VtHighlightedText *self = g_object_new (VT_TYPE_HIGHLIGHTED_TEXT, NULL);
  g_autoptr (VtValue) map = vt_space_component_get (component, "color_map");
  g_autoptr (JsonNode) root = NULL;

  if (vt_value_type (map) == VT_VALUE_JSON)
    root = json_from_string (vt_value_text (map), NULL);
  if (root && JSON_NODE_HOLDS_OBJECT (root))
    json_object_foreach_member (json_node_get_object (root), add_color, self);
  self->show_legend = vt_space_component_get_boolean (component, "show_legend");
  self->combine = vt_space_component_get_boolean (component, "combine_adjacent");
  show_json (self, "null");
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_highlightedtext_class = { "highlightedtext", build_highlighted_text };
