/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/data-path.h"

static const char *
variable_or (const char *name, const char *installed)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : installed;
}

char *
vt_data_path (const char *below)
{
  return g_build_filename (variable_or ("VITRINE_DATA_DIR", VT_DATA_DIR), below, NULL);
}

const char *
vt_locale_dir (void)
{
  return variable_or ("VITRINE_LOCALE_DIR", VT_LOCALE_DIR);
}

const char *
vt_studio_path (void)
{
  return variable_or ("VITRINE_STUDIO", VT_STUDIO);
}
