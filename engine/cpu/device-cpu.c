/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/device-cpu.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/error.h"
#include "engine/cpu/memory.h"
#include "engine/cpu/team.h"
#include "engine/tensor/plan.h"

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

/* A plan made ready: its operations in order, and scratch for the greediest. */
typedef struct
{
  GPtrArray *nodes; /* (element-type VtTensor), borrowed from the plan's graph */
  gint64 *taken;    /* a counter for each node: VtCpuSlice.taken */
  VtBuffer *scratch;
} Prepared;

typedef struct
{
  VtPlan *plan;
  const Prepared *prepared;
  VtCpuTeam *team;
  const VtCpuKernels *kernels;
  GCancellable *cancellable;
  gboolean stopped; /* written by thread 0 before a barrier, read by all after it */
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

/* Pages come zeroed from the system, and only when they are touched. */
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
  memcpy (buffer->data + offset, data, size);
  return TRUE;
}

static gboolean
cpu_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error)
{
  memcpy (data, buffer->data + offset, size);
  return TRUE;
}

static gboolean
cpu_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error)
{
  memcpy (to->data + to_offset, from->data + from_offset, size);
  return TRUE;
}

static void
cpu_plan_release (VtDevice *device, gpointer prepared)
{
  Prepared *self = prepared;

  g_ptr_array_unref (self->nodes);
  g_clear_pointer (&self->scratch, vt_buffer_free);
  g_free (self->taken);
  g_free (self);
}

static gpointer
cpu_plan_prepare (VtDevice *device, VtPlan *plan, GError **error)
{
  CpuDevice *cpu = (CpuDevice *) device;
  Prepared *self = g_new0 (Prepared, 1);
  gsize scratch = 0;

  self->nodes = g_ptr_array_new ();
  for (guint i = 0; i < plan->graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (plan->graph->nodes, i);

      if (t->op == NULL || vt_tensor_elements (t) == 0)
        continue;
      g_ptr_array_add (self->nodes, t);
      if (t->op->cpu_scratch != NULL)
        scratch = MAX (scratch, t->op->cpu_scratch (t, cpu->kernels, vt_cpu_team_count (cpu->team)));
    }
  self->taken = g_new0 (gint64, MAX (self->nodes->len, 1));
  if (scratch > 0 && (self->scratch = vt_buffer_new (device, scratch, VT_MEMORY_DEVICE, error)) == NULL)
    {
      cpu_plan_release (device, self);
      return NULL;
    }
  return self;
}

/* Thread 0 keeps the books between two operations. */
static void
note_node (Run *run, const VtTensor *node, gint64 *since)
{
  if (run->plan->node_us != NULL)
    {
      gint64 now = g_get_monotonic_time ();

      run->plan->node_us[node->index] = (double) (now - *since);
      *since = now;
    }
}

static void
run_nodes (gpointer data, guint index)
{
  Run *run = data;
  const Prepared *prepared = run->prepared;
  VtCpuSlice slice = { index, vt_cpu_team_count (run->team), NULL, NULL, run->kernels, run->cancellable, run->team };
  gint64 since = g_get_monotonic_time ();

  slice.scratch = prepared->scratch != NULL ? prepared->scratch->data : NULL;
  for (guint i = 0; i < prepared->nodes->len && !run->stopped; i++)
    {
      const VtTensor *node = g_ptr_array_index (prepared->nodes, i);

      slice.taken = &prepared->taken[i];
      node->op->cpu (node, &slice);
      vt_cpu_team_barrier (run->team);
      if (index == 0)
        {
          note_node (run, node, &since);
          run->stopped = g_cancellable_is_cancelled (run->cancellable);
        }
      vt_cpu_team_barrier (run->team);
    }
}

static gboolean
cpu_plan_run (VtDevice *device, VtPlan *plan, gpointer prepared, GCancellable *cancellable, GError **error)
{
  Prepared *self = prepared;
  CpuDevice *cpu = (CpuDevice *) device;
  Run run = { plan, self, cpu->team, cpu->kernels, cancellable, FALSE };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  memset (self->taken, 0, self->nodes->len * sizeof *self->taken);
  vt_cpu_team_run (run.team, run_nodes, &run);
  return !run.stopped || !g_cancellable_set_error_if_cancelled (cancellable, error);
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
  self->team = team;
  self->kernels = kernels;
  return &self->base;
}
