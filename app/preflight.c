/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/preflight.h"

#include <string.h>

#include "app/preflight-capture.h"
#include "app/preflight-warm-up.h"
#include "app/remote/remote-job.h"
#include "app/space-run.h"
#include "engine/base/error.h"
#include "hub/cache-verify.h"

/* A model with a task that it is asked for. */
typedef struct
{
  char *reference; /* or NULL: none is chosen */
  const VtTaskClass *task;
  char *path; /* once it is found and good */
} Model;

typedef struct
{
  VtEngine *engine;
  VtModelLibrary *library;
  char *device;
  VtPreflightFlags flags;
  GPtrArray *models;   /* of Model */
  GPtrArray *files;    /* of utf8 pairs: a component's name, a path */
  VtPreflightFunc each;
  gpointer data;
  GPtrArray *checks;   /* of VtPreflightCheck; first the thread's, then the caller's */
  VtCaptureNeed capture[VT_N_CAPTURES];
  guint captured;      /* how many of them were tried or are not needed */
  guint told;
  guint next;          /* model to be warmed up */
} Preflight;

void
vt_preflight_check_free (VtPreflightCheck *check)
{
  g_free (check->name);
  g_free (check->detail);
  g_free (check->missing_model);
  g_free (check);
}

static void
model_free (gpointer data)
{
  Model *model = data;

  g_free (model->reference);
  g_free (model->path);
  g_free (model);
}

static void
preflight_free (Preflight *self)
{
  g_object_unref (self->engine);
  g_object_unref (self->library);
  g_free (self->device);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_free (self);
}

char *
vt_preflight_check_to_text (const VtPreflightCheck *check, const char *(*translate) (const char *))
{
  const char *format = translate != NULL ? translate (check->sentence) : check->sentence;
  g_auto (GStrv) parts = g_strsplit (format, "%s", -1);
  const char *const words[] = { check->name != NULL ? check->name : check->detail, check->name != NULL ? check->detail : NULL };
  GString *text = g_string_new (parts[0]);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i <= 2 && words[i - 1] != NULL ? words[i - 1] : "", parts[i]);
  return g_string_free (text, FALSE);
}

VtPreflightResult
vt_preflight_worst (GPtrArray *checks)
{
  VtPreflightResult worst = VT_PREFLIGHT_GOOD;

  for (guint i = 0; i < checks->len; i++)
    worst = MAX (worst, ((const VtPreflightCheck *) checks->pdata[i])->result);
  return worst;
}

/* Takes @detail. */
static VtPreflightCheck *
add (Preflight *self, VtPreflightResult result, const char *sentence, const char *name, char *detail)
{
  VtPreflightCheck *check = g_new0 (VtPreflightCheck, 1);

  *check = (VtPreflightCheck) { result, sentence, g_strdup (name), detail, NULL };
  g_ptr_array_add (self->checks, check);
  return check;
}

/* --- in a thread ----------------------------------------------------------------- */

static guint64
check_device (Preflight *self)
{
  g_autoptr (GError) error = NULL;
  VtDeviceInfo *info = vt_engine_choose_device (self->engine, self->device, &error);
  guint64 room;

  if (info == NULL || !info->usable)
    {
      add (self, VT_PREFLIGHT_BAD, N_ ("The device cannot be used: %s"), NULL, g_strdup (info != NULL ? info->reason : error->message));
      g_clear_pointer (&info, vt_device_info_free);
      return 0;
    }
  add (self, VT_PREFLIGHT_GOOD, N_ ("Models run on %s. %s"), info->name, g_strdup (info->reason));
  room = info->memory_free;
  vt_device_info_free (info);
  return room;
}

static void
add_missing (Preflight *self, const Model *model)
{
  guint64 bytes = vt_model_library_get_bytes (self->library, model->reference);
  VtPreflightCheck *check;

  if (bytes > 0)
    check = add (self, VT_PREFLIGHT_BAD, N_ ("The model %s is not here yet: %s to download."), model->reference,
                 g_format_size (bytes));
  else
    check = add (self, VT_PREFLIGHT_BAD, N_ ("The model %s is not here yet."), model->reference, NULL);
  check->missing_model = g_strdup (model->reference);
}

static gboolean
find (Preflight *self, Model *model)
{
  g_autoptr (GError) error = NULL;

  if (model->reference == NULL)
    {
      add (self, VT_PREFLIGHT_BAD, N_ ("No model is chosen for “%s”."), model->task->title, NULL);
      return FALSE;
    }
  model->path = vt_model_library_resolve (self->library, model->reference, &error);
  if (model->path != NULL)
    return TRUE;
  if (g_error_matches (error, VT_ERROR, VT_ERROR_NOT_FOUND))
    add_missing (self, model);
  else
    {
      VtPreflightCheck *check =
        add (self, VT_PREFLIGHT_BAD, N_ ("The model %s cannot be used: %s"), model->reference, g_strdup (error->message));

      if (g_error_matches (error, VT_ERROR, VT_ERROR_DENIED))
        check->missing_model = g_strdup (model->reference);
    }
  return FALSE;
}

/* Only the Hub's files have names to be held against. */
static gboolean
verify (Preflight *self, const Model *model, GCancellable *cancellable)
{
  VtHubCache *cache = vt_model_library_get_cache (self->library);
  g_autoptr (VtHubReference) reference = NULL;
  g_autoptr (GError) error = NULL;

  if ((self->flags & VT_PREFLIGHT_VERIFY) == 0 || !g_str_has_prefix (model->path, vt_hub_cache_get_dir (cache)))
    return TRUE;
  reference = vt_hub_reference_parse (model->reference, NULL);
  if (reference == NULL || vt_hub_cache_verify (cache, reference->repo, cancellable, NULL, NULL, &error)
      || g_cancellable_is_cancelled (cancellable))
    return TRUE;
  add (self, VT_PREFLIGHT_BAD, N_ ("The model %s is damaged: %s"), model->reference, g_strdup (error->message));
  return FALSE;
}

/* Whether it can do what it is for; its bytes, or 0. */
static guint64
inspect (Preflight *self, const Model *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtModelInfo) info = vt_engine_inspect_model (self->engine, model->path, &error);

  if (info == NULL)
    {
      add (self, VT_PREFLIGHT_BAD, N_ ("The model %s cannot be used: %s"), model->reference, g_strdup (error->message));
      return 0;
    }
  if (info->tasks != NULL && !g_strv_contains ((const char *const *) info->tasks, model->task->name))
    {
      add (self, VT_PREFLIGHT_BAD, N_ ("The model %s cannot do what it is asked for: %s."), model->reference,
           g_strdup (model->task->name));
      return 0;
    }
  return info->file_bytes + info->memory_bytes;
}

static gboolean
check_size (Preflight *self, const Model *model, guint64 bytes, guint64 room)
{
  g_autofree char *needed = g_format_size (bytes);
  g_autofree char *there = g_format_size (room);

  if (room == 0 || bytes <= room)
    return TRUE;
  add (self, VT_PREFLIGHT_BAD, N_ ("The model %s does not fit into memory: %s."), model->reference,
       g_strdup_printf ("%s > %s", needed, there));
  return FALSE;
}

/* Nothing is computed there before the show, which might cost something; only whether the
 * server is there, and that everybody should know where their words go. */
static void
check_remote (Preflight *self, Model *model, GCancellable *cancellable)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (model->path, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&model->path, g_free);
  if (!vt_remote_job_probe (address, vt_model_library_get_client (self->library), cancellable, &error))
    add (self, VT_PREFLIGHT_BAD, N_ ("The model %s cannot be used: %s"), model->reference, g_strdup (error->message));
  else if (address->is_here)
    add (self, VT_PREFLIGHT_GOOD, N_ ("The model %s runs on a server of this computer, %s, which answers."), model->reference,
         g_strdup (address->host));
  else
    add (self, VT_PREFLIGHT_DOUBTFUL,
         address->is_open
           ? N_ ("The model %s runs on another computer, %s, which answers. What visitors put in leaves this computer, "
                 "and can be read on its way.")
           : N_ ("The model %s runs on another computer, %s, which answers. What visitors put in leaves this computer."),
         model->reference, g_strdup (address->host));
}

/* Leaves the path of a model only where all is well with it. */
static guint64
check_model (Preflight *self, Model *model, guint64 room, GCancellable *cancellable)
{
  guint64 bytes = 0;

  if (!find (self, model))
    return 0;
  if (vt_remote_address_is (model->path))
    {
      check_remote (self, model, cancellable);
      return 0;
    }
  if (verify (self, model, cancellable))
    bytes = inspect (self, model);
  if (bytes > 0 && check_size (self, model, bytes, room))
    {
      add (self, VT_PREFLIGHT_GOOD, N_ ("The model %s is here and fits: %s."), model->reference, g_format_size (bytes));
      return bytes;
    }
  g_clear_pointer (&model->path, g_free);
  return bytes;
}

static void
check_models (Preflight *self, guint64 room, GCancellable *cancellable)
{
  g_autoptr (GHashTable) counted = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 together = 0;

  for (guint i = 0; i < self->models->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Model *model = self->models->pdata[i];
      guint64 bytes = check_model (self, model, room, cancellable);

      if (model->path != NULL && g_hash_table_add (counted, model->path))
        together += bytes;
    }
  if (room > 0 && g_hash_table_size (counted) > 1 && together > room)
    add (self, VT_PREFLIGHT_DOUBTFUL, N_ ("The models do not fit into memory together (%s), so they are loaded in turn."), NULL,
         g_format_size (together));
}

static void
check_files (Preflight *self)
{
  for (guint i = 0; i + 1 < self->files->len; i += 2)
    if (!g_file_test (self->files->pdata[i + 1], G_FILE_TEST_EXISTS))
      add (self, VT_PREFLIGHT_BAD, N_ ("%s shows a file that is not there: %s."), self->files->pdata[i],
           g_filename_display_name (self->files->pdata[i + 1]));
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preflight *self = data;
  guint64 room = check_device (self);

  check_models (self, room, cancellable);
  check_files (self);
  g_task_return_boolean (task, TRUE);
}

/* --- in the caller's context --------------------------------------------------------- */

static void warm_up_next (GTask *task);

static void
tell (Preflight *self)
{
  for (; self->told < self->checks->len; self->told++)
    if (self->each != NULL)
      self->each (self->checks->pdata[self->told], self->data);
}

static void
end (GTask *task)
{
  Preflight *self = g_task_get_task_data (task);

  tell (self);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self->checks), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
on_warm (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Preflight *self = g_task_get_task_data (task);
  const Model *model = self->models->pdata[self->next - 1];
  g_autoptr (GError) error = NULL;
  double seconds = vt_warm_up_finish (result, &error);

  if (seconds >= 0)
    add (self, VT_PREFLIGHT_GOOD, N_ ("The model %s is loaded and has answered after %s seconds."), model->reference,
         g_strdup_printf ("%.1f", seconds));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    add (self, VT_PREFLIGHT_BAD, N_ ("The model %s does not run: %s"), model->reference, g_strdup (error->message));
  warm_up_next (task);
}

static void
warm_up_next (GTask *task)
{
  Preflight *self = g_task_get_task_data (task);

  tell (self);
  while (self->next < self->models->len && (self->flags & VT_PREFLIGHT_WARM_UP) != 0
         && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      const Model *model = self->models->pdata[self->next++];

      if (model->path == NULL)
        continue;
      vt_warm_up_async (self->engine, model->task, model->path, self->device, g_task_get_cancellable (task), on_warm, task);
      return;
    }
  end (task);
}

static const struct
{
  const char *good;
  const char *bad;
} captures[VT_N_CAPTURES] = {
  [VT_CAPTURE_MICROPHONE] = { N_ ("The microphone works."), N_ ("The microphone cannot be used: %s") },
  [VT_CAPTURE_CAMERA] = { N_ ("The camera works."), N_ ("The camera cannot be used: %s") },
};

static void capture_next (GTask *task);

static void
on_captured (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Preflight *self = g_task_get_task_data (task);
  guint which = self->captured++;
  g_autoptr (GError) error = NULL;

  if (vt_capture_try_finish (result, &error))
    add (self, VT_PREFLIGHT_GOOD, captures[which].good, NULL, NULL);
  else
    add (self, self->capture[which] == VT_CAPTURE_ONLY ? VT_PREFLIGHT_BAD : VT_PREFLIGHT_DOUBTFUL, captures[which].bad, NULL,
         g_strdup (error->message));
  capture_next (task);
}

static void
capture_next (GTask *task)
{
  Preflight *self = g_task_get_task_data (task);

  tell (self);
  while (self->captured < VT_N_CAPTURES && self->capture[self->captured] == VT_CAPTURE_NOT_USED)
    self->captured++;
  if (self->captured < VT_N_CAPTURES && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    vt_capture_try_async (self->captured, NULL, on_captured, task);
  else
    warm_up_next (task);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  capture_next (data);
}

/* --- what there is to look at ------------------------------------------------------- */

static void
add_model (Preflight *self, VtSpaceRunner *runner, const VtSpaceStep *step)
{
  g_autofree char *reference = vt_space_runner_dup_model (runner, step);
  Model *model;

  for (guint i = 0; i < self->models->len; i++)
    {
      const Model *before = self->models->pdata[i];

      if (before->task == step->task && g_strcmp0 (before->reference, reference) == 0)
        return;
    }
  model = g_new0 (Model, 1);
  *model = (Model) { g_steal_pointer (&reference), step->task, NULL };
  g_ptr_array_add (self->models, model);
}

/* A model that a step computes cannot be known before. */
static gboolean
is_known_before (const VtSpaceStep *step)
{
  return step->model == NULL || step->model->kind == VT_WIRE_LITERAL || step->model->kind == VT_WIRE_COMPONENT;
}

static void
add_models (Preflight *self, VtSpaceRunner *runner)
{
  GPtrArray *events = vt_space_get_events (vt_space_runner_get_space (runner));

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      for (guint j = 0; j < event->steps->len; j++)
        if (is_known_before (event->steps->pdata[j]))
          add_model (self, runner, event->steps->pdata[j]);
    }
}

static void
add_files (Preflight *self, VtSpaceRunner *runner)
{
  GPtrArray *components = vt_space_get_components (vt_space_runner_get_space (runner));

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      VtValue *value = vt_space_runner_get_value (runner, component->id);

      if (vt_value_type (value) != VT_VALUE_FILE)
        continue;
      g_ptr_array_add (self->files, vt_space_component_name (component));
      g_ptr_array_add (self->files, g_canonicalize_filename (vt_value_text (value), vt_space_get_path (vt_space_runner_get_space (runner))));
    }
}

void
vt_preflight_async (VtSpaceRunner *runner, VtPreflightFlags flags, GCancellable *cancellable, VtPreflightFunc each,
                    GAsyncReadyCallback callback, gpointer data)
{
  const VtSpaceRunSettings *settings = vt_space_runner_peek_settings (runner);
  GTask *task = g_task_new (runner, cancellable, callback, data);
  g_autoptr (GTask) looking = g_task_new (NULL, cancellable, on_looked, task);
  Preflight *self = g_new0 (Preflight, 1);

  self->engine = g_object_ref (settings->engine);
  self->library = g_object_ref (settings->library);
  self->device = g_strdup (settings->device);
  self->flags = flags;
  self->models = g_ptr_array_new_with_free_func (model_free);
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->checks = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_preflight_check_free);
  self->each = each;
  self->data = data;
  for (guint i = 0; i < VT_N_CAPTURES && (flags & VT_PREFLIGHT_CAPTURE) != 0; i++)
    self->capture[i] = vt_space_needs_capture (vt_space_runner_get_space (runner), i);
  add_models (self, runner);
  add_files (self, runner);
  g_task_set_task_data (task, self, (GDestroyNotify) preflight_free);
  g_task_set_task_data (looking, self, NULL);
  g_task_run_in_thread (looking, look);
}

GPtrArray *
vt_preflight_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
