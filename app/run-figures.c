/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-figures.h"

#include <string.h>

#include "engine/formats/json.h"

double
vt_run_figure (const char *stats, const char *name)
{
  VtJson *json = stats ? vt_json_parse (stats, strlen (stats), NULL) : NULL;
  double figure = json ? vt_json_get_double (vt_json_root (json), name, -1) : -1;

  g_clear_pointer (&json, vt_json_free);
  return figure;
}
