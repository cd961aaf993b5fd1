/* style.c: the components' own style sheet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/style.h"

#include "vt-components-resource.h"

#define STYLE "/org/vitrine/Studio/components/components.css"
#define LOADED "vt-components-style"

void
vt_components_load_style (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  GtkCssProvider *provider;

  if (display == NULL || g_object_get_data (G_OBJECT (display), LOADED))
    return;
  vt_components_register_resource ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, STYLE);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set_data_full (G_OBJECT (display), LOADED, provider, g_object_unref);
}
