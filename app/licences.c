/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/licences.h"

#include "hub/disk.h"

static char *
mark_path (const VtStarterLicence *licence)
{
  return g_build_filename (g_get_user_data_dir (), "vitrine", "accepted-licences", licence->id, NULL);
}

gboolean
vt_licence_is_accepted (const VtStarterLicence *licence)
{
  g_autofree char *path = mark_path (licence);

  return licence->notice == NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
vt_licence_accept (const VtStarterLicence *licence, GError **error)
{
  g_autofree char *path = mark_path (licence);

  return vt_disk_make_parent (path, error) && g_file_set_contents (path, "", 0, error);
}
