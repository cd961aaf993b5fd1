/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/code-view.h"

#include <adwaita.h>

/* Names that are neither GtkSourceView's own nor a file's ending. */
static const struct
{
  const char *name;
  const char *id;
} aliases[] = {
  { "python", "python3" }, { "py", "python3" }, { "shell", "sh" },     { "bash", "sh" },        { "console", "sh" },
  { "c++", "cpp" },        { "c#", "c-sharp" }, { "javascript", "js" }, { "typescript", "typescript" },
  { "md", "markdown" },    { "yml", "yaml" },   { "rs", "rust" },      { "dockerfile", "docker" },
};

static GtkSourceLanguage *
find_language (const char *name)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *id = g_ascii_strdown (name, -1);
  g_autofree char *file = g_strconcat ("x.", id, NULL);
  GtkSourceLanguage *language;

  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (aliases[i].name, id))
      return gtk_source_language_manager_get_language (manager, aliases[i].id);
  language = gtk_source_language_manager_get_language (manager, id);
  return language ? language : gtk_source_language_manager_guess_language (manager, file, NULL);
}

void
vt_code_view_set_language (GtkSourceView *view, const char *language)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));

  gtk_source_buffer_set_language (buffer, language && *language ? find_language (language) : NULL);
}

static void
update_scheme (GtkSourceBuffer *buffer)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  const char *id = adw_style_manager_get_dark (style) ? "Adwaita-dark" : "Adwaita";

  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (manager, id));
}

GtkSourceView *
vt_code_view_new (const char *language)
{
  GtkSourceView *view;
  GtkTextView *text;
  GtkSourceBuffer *buffer;

  gtk_source_init ();
  view = GTK_SOURCE_VIEW (gtk_source_view_new ());
  text = GTK_TEXT_VIEW (view);
  buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (text));
  vt_code_view_set_language (view, language);
  update_scheme (buffer);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), buffer,
                           G_CONNECT_SWAPPED);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_view_set_monospace (text, TRUE);
  gtk_text_view_set_accepts_tab (text, FALSE);
  gtk_source_view_set_tab_width (view, 4);
  return view;
}
