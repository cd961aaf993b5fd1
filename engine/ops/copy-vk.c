/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-vk.h"

#include "engine/base/error.h"

extern const VtVkShader vt_spv_permute[];

static gboolean
fill (const gint64 nb[VT_MAX_DIMS], const gint64 ne[VT_MAX_DIMS], guint32 to[VT_MAX_DIMS], GError **error)
{
  for (int i = 0; i < VT_MAX_DIMS; i++)
    {
      to[i] = ne[i] > 1 ? (guint32) nb[i] : 0;
      if (ne[i] > 1 && nb[i] > G_MAXUINT32)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                       "A tensor of this model is too large for the graphics device's kernels (copy).");
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
vt_copy_vk (guint64 from, const gint64 from_nb[VT_MAX_DIMS], guint64 to, const gint64 to_nb[VT_MAX_DIMS],
            const gint64 ne[VT_MAX_DIMS], gsize bytes, VtVkRecorder *recorder, GError **error)
{
  guint64 n = (guint64) (ne[0] * ne[1] * ne[2] * ne[3]);
  struct
  {
    guint64 a, y;
    guint32 ne0, ne1, ne2, n;
    guint32 nb_a[VT_MAX_DIMS], nb_y[VT_MAX_DIMS];
  } push = { from, to, (guint32) ne[0], (guint32) ne[1], (guint32) ne[2], (guint32) n };

  return n == 0 || (fill (from_nb, ne, push.nb_a, error) && fill (to_nb, ne, push.nb_y, error) &&
         vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
           .shader = vt_vk_shader (vt_spv_permute, bytes == 4 ? "b4" : "b2"),
           .push = &push, .push_bytes = sizeof push }, n, 64, error));
}
