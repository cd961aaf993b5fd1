/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/renderer.h"

static gboolean
has_render_node (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

void
vt_renderer_choose (void)
{
  static const char *const others[] = { "/dev/nvidiactl", "/dev/dxg", "/dev/kgsl-3d0" }; /* drivers that have none */
  gboolean has_gpu = has_render_node ();

  for (guint i = 0; !has_gpu && i < G_N_ELEMENTS (others); i++)
    has_gpu = g_file_test (others[i], G_FILE_TEST_EXISTS);
  if (!has_gpu)
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
}
