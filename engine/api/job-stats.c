/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/job-stats.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  const char *name;
  double value;
} Stat;

struct _VtJobStats
{
  GMutex lock;
  GArray *stats;
};

VtJobStats *
vt_job_stats_new (void)
{
  VtJobStats *s = g_new0 (VtJobStats, 1);

  g_mutex_init (&s->lock);
  s->stats = g_array_new (FALSE, FALSE, sizeof (Stat));
  return s;
}

void
vt_job_stats_free (VtJobStats *s)
{
  g_array_unref (s->stats);
  g_mutex_clear (&s->lock);
  g_free (s);
}

static Stat *
find (VtJobStats *s, const char *name)
{
  for (guint i = 0; i < s->stats->len; i++)
    if (strcmp (g_array_index (s->stats, Stat, i).name, name) == 0)
      return &g_array_index (s->stats, Stat, i);
  return NULL;
}

void
vt_job_stats_set (VtJobStats *s, const char *name, double value)
{
  Stat *stat;

  g_mutex_lock (&s->lock);
  stat = find (s, name);
  if (stat != NULL)
    stat->value = value;
  else
    g_array_append_val (s->stats, ((Stat) { name, value }));
  g_mutex_unlock (&s->lock);
}

double
vt_job_stats_get (VtJobStats *s, const char *name)
{
  Stat *stat;
  double value;

  g_mutex_lock (&s->lock);
  stat = find (s, name);
  value = stat != NULL ? stat->value : -1;
  g_mutex_unlock (&s->lock);
  return value;
}

char *
vt_job_stats_to_json (VtJobStats *s, const char *device)
{
  GString *json = g_string_new ("{");
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (json, "\"device\": \"%s\"", device != NULL ? device : "");
  g_mutex_lock (&s->lock);
  for (guint i = 0; i < s->stats->len; i++)
    {
      const Stat *stat = &g_array_index (s->stats, Stat, i);

      g_ascii_formatd (number, sizeof number, floor (stat->value) == stat->value ? "%.0f" : "%.3f", stat->value);
      g_string_append_printf (json, ", \"%s\": %s", stat->name, number);
    }
  g_mutex_unlock (&s->lock);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

double
vt_job_stats_peak_bytes (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss * 1024;
}
