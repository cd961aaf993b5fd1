/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/tensor.h"

gsize
vt_tensor_bytes (const VtTensor *t)
{
  gsize bytes = vt_type_row_bytes (t->type, t->ne[0]);

  for (int i = 1; i < VT_MAX_DIMS; i++)
    {
      if (t->ne[i] == 0)
        return 0;
      bytes += (gsize) ((t->ne[i] - 1) * t->nb[i]);
    }
  return t->ne[0] == 0 ? 0 : bytes;
}

void
vt_tensor_set_dense (VtTensor *t)
{
  t->nb[0] = vt_type_info (t->type)->bytes;
  t->nb[1] = (gint64) vt_type_row_bytes (t->type, t->ne[0]);
  t->nb[2] = t->nb[1] * t->ne[1];
  t->nb[3] = t->nb[2] * t->ne[2];
}

gboolean
vt_tensor_is_dense (const VtTensor *t)
{
  gint64 expect = (gint64) vt_type_row_bytes (t->type, t->ne[0]);

  for (int i = 1; i < VT_MAX_DIMS; i++)
    {
      /* A stride over a single element is never walked. */
      if (t->ne[i] > 1 && t->nb[i] != expect)
        return FALSE;
      expect *= t->ne[i];
    }
  return TRUE;
}

gboolean
vt_tensor_same_shape (const VtTensor *a, const VtTensor *b)
{
  for (int i = 0; i < VT_MAX_DIMS; i++)
    if (a->ne[i] != b->ne[i])
      return FALSE;
  return TRUE;
}

char *
vt_tensor_describe (const VtTensor *t)
{
  GString *s = g_string_new (vt_type_info (t->type)->name);
  int last = VT_MAX_DIMS - 1;

  while (last > 0 && t->ne[last] == 1)
    last--;
  for (int i = 0; i <= last; i++)
    g_string_append_printf (s, "%s%" G_GINT64_FORMAT, i ? ", " : " (", t->ne[i]);
  g_string_append_c (s, ')');
  return g_string_free (s, FALSE);
}
