/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/data-path.h"

char *
vt_data_path (const char *below)
{
  const char *dir = g_getenv ("VITRINE_DATA_DIR");

  return g_build_filename (dir != NULL && *dir != '\0' ? dir : VT_DATA_DIR, below, NULL);
}

const char *
vt_locale_dir (void)
{
  const char *dir = g_getenv ("VITRINE_LOCALE_DIR");

  return dir != NULL && *dir != '\0' ? dir : VT_LOCALE_DIR;
}
