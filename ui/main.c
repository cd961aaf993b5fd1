/* main.c: the studio's process: finds its translations and runs the application.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <locale.h>

#include "app/data-path.h"
#include "ui/application.h"
#include "ui/renderer.h"

int
main (int argc, char **argv)
{
  g_autoptr (VtApplication) app = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain ("vitrine", vt_locale_dir ());
  bind_textdomain_codeset ("vitrine", "UTF-8");
  textdomain ("vitrine");

  vt_renderer_choose ();
  app = vt_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
