/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/remote/remote-address.h"

const char *
vt_model_title (const char *reference)
{
  const VtStarterModel *starter = vt_starter_model_find (reference);
  const char *name = reference;

  if (starter)
    return starter->title;
  if (vt_remote_address_is (reference) && (g_str_has_suffix (reference, "#") || !strchr (reference, '#')))
    return strstr (reference, "://") + 3;
  for (const char *p = reference; *p; p++)
    if ((*p == '/' || *p == ':') && p[1])
      name = p + 1;
  return name;
}

/* How long the rest takes at this speed; transfer full. */
static char *
time_left (const VtModelStatus *status)
{
  guint64 rest = status->bytes_total > status->bytes_done ? status->bytes_total - status->bytes_done : 0;
  guint64 seconds = rest / MAX (status->bytes_per_s, 1);

  if (seconds < 90)
    /* Translators: seconds until a download is done */
    return g_strdup_printf (_ ("%u s left"), (guint) seconds);
  if (seconds < 90 * 60)
    return g_strdup_printf (_ ("%u min left"), (guint) ((seconds + 30) / 60));
  return g_strdup_printf (_ ("%u h left"), (guint) MIN ((seconds + 1800) / 3600, 999));
}

char *
vt_model_fetching_text (const VtModelStatus *status)
{
  g_autofree char *size = g_format_size (status->bytes_total);
  g_autofree char *speed = g_format_size (status->bytes_per_s);

  if (status->bytes_per_s > 0)
    {
      g_autofree char *left = time_left (status);

      /* Translators: "42 % of 253 MB · 3.1 MB/s · 47 s left" */
      return g_strdup_printf (_ ("%.0f %% of %s · %s/s · %s"), 100 * vt_model_status_fraction (status), size, speed, left);
    }
  return g_strdup (status->doing ? _ (status->doing) : _ ("Fetching the model…"));
}

/* That it is elsewhere belongs to its name. */
static char *
remote_state_text (const char *reference, const VtModelStatus *status)
{
  g_autofree char *title = vt_remote_address_title (reference);

  if (status->state == VT_MODEL_PRESENT)
    return g_steal_pointer (&title);
  /* Translators: %s is the name of a model on another computer */
  return g_strdup_printf (_ ("%s (not allowed yet)"), title);
}

char *
vt_model_state_text (const char *reference, const VtModelStatus *status)
{
  const char *title = vt_model_title (reference);
  g_autofree char *fetching = NULL;

  if (vt_remote_address_is (reference))
    return remote_state_text (reference, status);
  switch (status->state)
    {
    case VT_MODEL_FETCHING:
      fetching = vt_model_fetching_text (status);
      return g_strdup_printf ("%s: %s", title, fetching);
    case VT_MODEL_MISSING:
    case VT_MODEL_FAILED:
      /* Translators: %s is the name of a model */
      return g_strdup_printf (_ ("%s (not here yet)"), title);
    case VT_MODEL_PRESENT:
    default:
      return g_strdup (title);
    }
}
