/* style.c: the style sheets of components and glass panel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/style.h"

#include "vt-components-resource.h"

#define FOLDER "/org/vitrine/Studio/components/"
#define LOADED "vt-components-style"

static void
load_sheet (GdkDisplay *display, const char *path)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
vt_components_load_style (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display == NULL || g_object_get_data (G_OBJECT (display), LOADED))
    return;
  vt_components_register_resource ();
  load_sheet (display, FOLDER "components.css");
  load_sheet (display, FOLDER "forms.css");
  load_sheet (display, FOLDER "glass.css");
  g_object_set_data (G_OBJECT (display), LOADED, GINT_TO_POINTER (TRUE));
}
