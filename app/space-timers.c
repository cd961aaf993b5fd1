/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-timers.h"

#include <math.h>

#define LEAST_SECONDS 0.05

typedef struct
{
  VtSpaceTimers *timers;
  const VtSpaceComponent *component;
  guint source;
} Timer;

struct _VtSpaceTimers
{
  VtSpace *space;
  GHashTable *timers; /* (utf8 component id → Timer) */
  VtSpaceTickFunc tick;
  gpointer data;
};

static void
timer_free (gpointer data)
{
  Timer *timer = data;

  g_clear_handle_id (&timer->source, g_source_remove);
  g_free (timer);
}

static gboolean
on_tick (gpointer data)
{
  Timer *timer = data;

  timer->timers->tick (timer->component->id, timer->timers->data);
  return G_SOURCE_CONTINUE;
}

static void
set (Timer *timer, double seconds)
{
  g_clear_handle_id (&timer->source, g_source_remove);
  if (seconds > 0 && seconds < G_MAXUINT / 1000)
    timer->source = g_timeout_add ((guint) (MAX (seconds, LEAST_SECONDS) * 1000), on_tick, timer);
}

static double
seconds_of (const VtSpaceComponent *component)
{
  double seconds = vt_space_component_get_number (component, "value");

  if (!vt_space_component_get_boolean (component, "active"))
    return 0;
  return isnan (seconds) ? 1 : seconds;
}

VtSpaceTimers *
vt_space_timers_new (VtSpace *space, VtSpaceTickFunc tick, gpointer data)
{
  VtSpaceTimers *self = g_new0 (VtSpaceTimers, 1);
  GPtrArray *components = vt_space_get_components (space);

  self->space = g_object_ref (space);
  self->timers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, timer_free);
  self->tick = tick;
  self->data = data;
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      Timer *timer;

      if (!vt_component_class_has_event (component->klass, "tick"))
        continue;
      timer = g_new0 (Timer, 1);
      *timer = (Timer) { self, component, 0 };
      g_hash_table_insert (self->timers, component->id, timer);
      set (timer, seconds_of (component));
    }
  return self;
}

void
vt_space_timers_free (VtSpaceTimers *self)
{
  g_hash_table_unref (self->timers);
  g_object_unref (self->space);
  g_free (self);
}

void
vt_space_timers_set (VtSpaceTimers *self, const char *component, double seconds)
{
  Timer *timer = g_hash_table_lookup (self->timers, component);

  if (timer != NULL)
    set (timer, vt_space_component_get_boolean (timer->component, "active") ? seconds : 0);
}
