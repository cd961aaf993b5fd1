/* window-import.c: the models that a .vitrine file brings along.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "app/archive-import.h"

/* Lives until it is done. */
typedef struct
{
  VtWindow *window;
  AdwToast *toast; /* nullable: once there is something to tell, until it is dismissed */
  gboolean told;   /* so that one that was dismissed does not come back */
} Import;

static void
on_dismissed (Import *import)
{
  g_clear_object (&import->toast);
}

/* A toast that stays and counts; a person may close it, and the copying goes on. */
static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  Import *import = data;
  g_autofree char *here = g_format_size (done);
  g_autofree char *all = g_format_size (total);
  g_autofree char *title = g_strdup_printf (_ ("Taking the model out of the file: %s of %s"), here, all);

  if (!import->told)
    {
      import->told = TRUE;
      import->toast = adw_toast_new (title);
      adw_toast_set_timeout (import->toast, 0);
      g_signal_connect_swapped (import->toast, "dismissed", G_CALLBACK (on_dismissed), import);
      adw_toast_overlay_add_toast (import->window->toasts, g_object_ref (import->toast));
    }
  else if (import->toast)
    adw_toast_set_title (import->toast, title);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  Import *import = data;
  g_autoptr (VtWindow) self = import->window;
  g_autoptr (GError) error = NULL;
  int n = vt_archive_import_finish (result, &error);

  if (import->toast)
    {
      g_signal_handlers_disconnect_by_data (import->toast, import);
      adw_toast_dismiss (import->toast);
      g_clear_object (&import->toast);
    }
  g_free (import);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return; /* it was closed meanwhile */
  if (error)
    vt_window_toast (self, error->message);
  else if (n > 0)
    vt_window_toast (self, _ ("The model that the file brought along is on this computer now"));
}

void
vt_window_import_models (VtWindow *self, VtSpace *space)
{
  const char *archive = vt_space_get_archive (space);
  Import *import;

  if (!archive)
    return;
  import = g_new0 (Import, 1);
  import->window = g_object_ref (self);
  vt_archive_import_async (vt_application_get_library (vt_window_get_app (self)), archive, NULL, on_progress, on_imported,
                           import);
}
