/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/device-cpu.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/error.h"
#include "engine/cpu/memory.h"
#include "engine/cpu/schedule.h"
#include "engine/cpu/team.h"

typedef struct
{
  VtDevice base;
  VtCpuTeam *team;
  const VtCpuKernels *kernels;
} CpuDevice;

typedef struct
{
  VtBuffer base;
  gboolean borrowed; /* imported: not ours to unmap */
} CpuBuffer;

/* A plan made ready. */
typedef struct
{
  GArray *steps; /* (element-type VtCpuStep) */
  VtBuffer *scratch;
} Prepared;

/* @stop: the step before which all threads stop; thread 0 writes it before
 * they meet there, and none looks at it for a later step until then. */
typedef struct
{
  VtPlan *plan;
  Prepared *prepared;
  const CpuDevice *cpu;
  GCancellable *cancellable;
  guint stop;
} Run;

static void
cpu_free (VtDevice *device)
{
  CpuDevice *self = (CpuDevice *) device;

  vt_cpu_team_free (self->team);
  g_free (self);
}

static guint64
cpu_memory_free (VtDevice *device)
{
  return vt_cpu_memory_free ();
}

static void
set_no_memory (gsize size, guint64 available, GError **error)
{
  g_autofree char *need = g_format_size_full (size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *have = g_format_size_full (available, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY,
               "This needs %s of memory, but only %s are free; close other programs or choose a smaller model.",
               need, have);
}

/* Pages come zeroed from the system, and only when they are touched. Huge
 * pages are not asked for: a cache made for a long text would take 2 MiB for
 * each of its layers with the first word. */
static VtBuffer *
cpu_buffer_new (VtDevice *device, gsize size, VtMemory memory, GError **error)
{
  guint64 available = vt_cpu_memory_free ();
  CpuBuffer *buffer;
  void *data = MAP_FAILED;

  if (size <= available)
    data = mmap (NULL, MAX (size, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED)
    {
      set_no_memory (size, available, error);
      return NULL;
    }
  buffer = g_new0 (CpuBuffer, 1);
  buffer->base = (VtBuffer) { NULL, size, data, (guint64) (gsize) data };
  return &buffer->base;
}

static VtBuffer *
cpu_buffer_import (VtDevice *device, const void *data, gsize size, GError **error)
{
  CpuBuffer *buffer = g_new0 (CpuBuffer, 1);

  buffer->base = (VtBuffer) { NULL, size, (guint8 *) data, (guint64) (gsize) data };
  buffer->borrowed = TRUE;
  return &buffer->base;
}

static void
cpu_buffer_free (VtBuffer *buffer)
{
  if (!((CpuBuffer *) buffer)->borrowed)
    munmap (buffer->data, MAX (buffer->size, 1));
  g_free (buffer);
}

static gboolean
cpu_buffer_write (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error)
{
  if (size > 0)
    memcpy (buffer->data + offset, data, size);
  return TRUE;
}

static gboolean
cpu_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error)
{
  if (size > 0)
    memcpy (data, buffer->data + offset, size);
  return TRUE;
}

static gboolean
cpu_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error)
{
  if (size > 0)
    memcpy (to->data + to_offset, from->data + from_offset, size);
  return TRUE;
}

static void
cpu_plan_release (VtDevice *device, gpointer prepared)
{
  Prepared *self = prepared;

  g_array_unref (self->steps);
  g_clear_pointer (&self->scratch, vt_buffer_free);
  g_free (self);
}

static gpointer
cpu_plan_prepare (VtDevice *device, VtPlan *plan, GError **error)
{
  CpuDevice *cpu = (CpuDevice *) device;
  Prepared *self = g_new0 (Prepared, 1);
  gsize scratch;

  self->steps = vt_cpu_schedule (plan, cpu->kernels, vt_cpu_team_count (cpu->team), &scratch);
  if (scratch > 0 && (self->scratch = vt_buffer_new (device, scratch, VT_MEMORY_DEVICE, error)) == NULL)
    {
      cpu_plan_release (device, self);
      return NULL;
    }
  return self;
}

/* All threads meet before step @i. Whether they go on. */
static gboolean
meet (Run *run, guint index, guint i)
{
  if (index == 0 && run->stop == G_MAXUINT && g_cancellable_is_cancelled (run->cancellable))
    run->stop = i;
  vt_cpu_team_barrier (run->cpu->team);
  return run->stop > i;
}

/* A step's time, when asked for: from all being there to all having done it. */
static void
note_time (Run *run, guint index, const VtTensor *node, gint64 since)
{
  vt_cpu_team_barrier (run->cpu->team);
  if (index == 0)
    run->plan->node_us[node->index] = (double) (g_get_monotonic_time () - since);
}

static void
run_step (Run *run, guint index, VtCpuStep *step)
{
  VtCpuSlice slice = {
    .index = index,
    .count = step->alone ? 1 : vt_cpu_team_count (run->cpu->team),
    .scratch = run->prepared->scratch != NULL ? run->prepared->scratch->data + step->scratch : NULL,
    .taken = &step->taken,
    .kernels = run->cpu->kernels,
    .cancellable = run->cancellable,
    .team = run->cpu->team,
  };

  if (!step->alone || index == 0)
    step->node->op->cpu (step->node, &slice);
}

static void
run_steps (gpointer data, guint index)
{
  Run *run = data;
  gboolean timing = run->plan->node_us != NULL;

  for (guint i = 0; i < run->prepared->steps->len; i++)
    {
      VtCpuStep *step = &g_array_index (run->prepared->steps, VtCpuStep, i);
      gint64 since;

      if ((step->wait || timing) && !meet (run, index, i))
        return;
      since = timing ? g_get_monotonic_time () : 0;
      run_step (run, index, step);
      if (timing)
        note_time (run, index, step->node, since);
    }
}

static gboolean
cpu_plan_run (VtDevice *device, VtPlan *plan, gpointer prepared, GCancellable *cancellable, GError **error)
{
  Prepared *self = prepared;
  Run run = { plan, self, (CpuDevice *) device, cancellable, G_MAXUINT };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->steps->len; i++)
    g_array_index (self->steps, VtCpuStep, i).taken = 0;
  vt_cpu_team_run (run.cpu->team, run_steps, &run);
  /* Cancelled during the last step, its result may lack parts. */
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static const VtDeviceClass cpu_class = {
  .name = "cpu",
  .free = cpu_free,
  .memory_free = cpu_memory_free,
  .buffer_new = cpu_buffer_new,
  .buffer_import = cpu_buffer_import,
  .buffer_free = cpu_buffer_free,
  .buffer_write = cpu_buffer_write,
  .buffer_read = cpu_buffer_read,
  .buffer_copy = cpu_buffer_copy,
  .plan_prepare = cpu_plan_prepare,
  .plan_run = cpu_plan_run,
  .plan_release = cpu_plan_release,
};

/* "AMD Ryzen 5 7600 6-Core Processor", as the system calls it. */
static char *
processor_name (void)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL) ||
      (at = strstr (text, "model name")) == NULL || (at = strchr (at, ':')) == NULL)
    return g_strdup ("Processor");
  return g_strstrip (g_strndup (at + 1, strcspn (at + 1, "\n")));
}

VtDevice *
vt_cpu_device_new (guint n_threads, GError **error)
{
  return vt_cpu_device_new_with (n_threads, vt_cpu_kernels_best (), error);
}

VtDevice *
vt_cpu_device_new_with (guint n_threads, const VtCpuKernels *kernels, GError **error)
{
  VtCpuTeam *team = vt_cpu_team_new (n_threads > 0 ? n_threads : g_get_num_processors (), error);
  CpuDevice *self;

  if (team == NULL)
    return NULL;
  self = g_new0 (CpuDevice, 1);
  g_atomic_ref_count_init (&self->base.refs);
  self->base.klass = &cpu_class;
  self->base.id = g_strdup ("cpu");
  self->base.name = processor_name ();
  self->base.weight_align = 1;
  self->team = team;
  self->kernels = kernels;
  return &self->base;
}
