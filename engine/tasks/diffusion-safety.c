/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-safety.h"

#include "engine/base/error.h"
#include "engine/tasks/picture-prepare.h"

gboolean
vt_draw_is_checked (const VtDraw *draw)
{
  VtValue *wanted = g_hash_table_lookup (draw->run->params, "safety_checker");

  return draw->d->safety_folder != NULL && wanted != NULL && vt_value_boolean (wanted);
}

static gboolean
look (VtDraw *draw, VtValue *picture, gboolean *fit, GError **error)
{
  VtSafetyChecker *checker = draw->d->safety;
  guint width, height;
  g_autofree float *pixels = vt_picture_prepare (&checker->vision->rules, vt_value_image (picture), &width, &height);

  return vt_safety_checker_look (checker, pixels, NULL, fit, draw->run->cancellable, error);
}

gboolean
vt_draw_check (VtDraw *draw, GPtrArray *pictures, GError **error)
{
  if (!vt_draw_is_checked (draw))
    return TRUE;
  draw->run->progress (draw->run, -1, N_("Looking at the result"));
  if (!vt_diffusion_load_safety (draw->d, error))
    return FALSE;
  for (guint i = pictures->len; i-- > 0;)
    {
      gboolean fit;

      if (!look (draw, g_ptr_array_index (pictures, i), &fit, error))
        return FALSE;
      if (!fit)
        g_ptr_array_remove_index (pictures, i);
    }
  if (pictures->len > 0)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_DENIED,
                       "This picture is not shown: the model's own safety checker takes it for one that is not for everybody. "
                       "Please draw another one, perhaps with other words.");
  return FALSE;
}
