/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-page-private.h"

#include <glib/gi18n.h>

#include "app/run-figures.h"
#include "engine/base/error.h"

/* How many alternatives of each token the glass panel shows. */
#define N_CHOICES 10

/* The role "status" takes no name from the label's text by itself. */
static void
say (VtSpacePage *self, const char *what)
{
  gtk_label_set_label (self->doing, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->doing), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
}

static void
on_output (VtSpacePage *self, const char *component, VtValue *value, gboolean final)
{
  vt_space_canvas_set_value (self->canvas, component, value);
  if (self->is_writing || !vt_space_runner_is_running (self->runner))
    return;
  self->is_writing = TRUE;
  vt_space_page_emit_writing (self);
}

static void
on_progress (VtSpacePage *self, double fraction, const char *what)
{
  say (self, what && *what ? _ (what) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->progress), fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1));
}

static void
on_token (VtSpacePage *self, const char *step, const VtTokenTrace *trace)
{
  vt_space_page_glass_token (self, step, trace);
}

static void
on_made (VtSpacePage *self, const char *step, GHashTable *outputs)
{
  vt_space_page_glass_made (self, step, outputs);
}

static void
set_running (VtSpacePage *self, gboolean running)
{
  vt_space_canvas_set_busy (self->canvas, running);
  vt_glass_panel_set_busy (self->glass, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "space.stop", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "space.run", !running);
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
}

static void
on_started (VtSpacePage *self)
{
  vt_notice_bar_hide (self->notice);
  vt_space_page_glass_started (self);
  say (self, _ ("Getting ready…"));
  gtk_revealer_set_reveal_child (self->status, TRUE);
  self->is_writing = FALSE;
  set_running (self, TRUE);
}

/* Of speech: how long it is and how long that took; transfer full. */
static char *
dup_sound_summary (double seconds, double factor, const char *device)
{
  /* Translators: "Done: 11.0 s of sound in 1.3 s, on cpu" */
  return g_strdup_printf (_ ("Done: %.1f s of sound in %.1f s, on %s"), seconds, seconds * factor, device);
}

/* "34 tokens, 48 per second, on cpu"; transfer full. The glass gets the figures too. */
static char *
dup_summary (VtSpacePage *self)
{
  g_autofree char *stats = vt_space_runner_dup_stats_json (self->runner);
  double n = vt_run_figure (stats, "generated_tokens");
  double speed = vt_run_figure (stats, "tokens_per_s");
  double prompt = vt_run_figure (stats, "prompt_tokens");
  double full = vt_run_figure (stats, "context_full");
  double sound = vt_run_figure (stats, "audio_s"), factor = vt_run_figure (stats, "real_time_factor");
  const char *id = vt_space_runner_get_device_id (self->runner), *device = id && *id ? id : "?";

  vt_glass_panel_set_figures (self->glass, (guint) MAX (prompt, 0), MAX (speed, 0), device);
  if (sound > 0 && factor > 0)
    return dup_sound_summary (sound, factor, device);
  if (full > 0)
    return g_strdup_printf (_ ("Stopped: the text fills the %.0f tokens that this model can read"), full);
  if (n <= 0)
    return g_strdup (_ ("Done"));
  if (speed <= 0) /* too few to say */
    return g_strdup_printf (g_dngettext (NULL, "Done: %.0f token, on %s", "Done: %.0f tokens, on %s", (gulong) n), n,
                            device);
  /* Translators: "Done: 34 tokens, 48 per second, on cpu" */
  return g_strdup_printf (g_dngettext (NULL, "Done: %.0f token, %.0f per second, on %s",
                                       "Done: %.0f tokens, %.0f per second, on %s", (gulong) n),
                          n, speed, device);
}

static void
show_error (VtSpacePage *self, const GError *error)
{
  const char *missing = vt_space_runner_get_missing_model (self->runner);
  g_autofree char *details = NULL;

  gtk_revealer_set_reveal_child (self->status, FALSE);
  if (missing)
    {
      self->model_is_missing = TRUE;
      vt_space_page_refresh_model (self);
      return;
    }
  if (g_error_matches (error, VT_ERROR, VT_ERROR_DENIED)) /* nothing went wrong, and trying again would not help */
    {
      vt_notice_bar_show (self->notice, FALSE, error->message, NULL, NULL);
      return;
    }
  details = g_strdup_printf ("%s %d · %s · %s", g_quark_to_string (error->domain), error->code,
                             vt_space_runner_get_device_id (self->runner),
                             vt_space_runner_get_device_reason (self->runner));
  vt_notice_bar_show (self->notice, TRUE, error->message, details, _ ("Try Again"));
}

static void
on_ended (VtSpacePage *self, const GError *error)
{
  g_autofree char *summary = NULL;

  set_running (self, FALSE);
  vt_space_page_glass_ended (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, _ ("Stopped"));
  else if (error)
    show_error (self, error);
  else
    {
      summary = dup_summary (self);
      say (self, summary);
    }
  vt_space_page_emit_ended (self, error);
}

static void
remember_event (VtSpacePage *self, const char *component, const char *event)
{
  g_free (self->last_component);
  g_free (self->last_event);
  self->last_component = g_strdup (component);
  self->last_event = g_strdup (event);
}

/* Enter, where the document says nothing of it, runs the space. */
void
vt_space_page_on_canvas_event (VtSpacePage *self, const char *component, const char *event)
{
  VtComponentView *view = vt_space_canvas_find (self->canvas, component);
  g_autoptr (VtValue) value = vt_component_view_get_value (view);
  g_autoptr (GError) error = NULL;

  if (!vt_space_runner_set_value (self->runner, component, value, &error))
    {
      vt_notice_bar_show (self->notice, TRUE, error->message, NULL, NULL);
      return;
    }
  if (vt_space_runner_trigger (self->runner, component, event))
    remember_event (self, component, event);
  else if (g_str_equal (event, "submit"))
    vt_space_page_run (self);
}

/* What the person did last, else the document's first event. */
void
vt_space_page_run (VtSpacePage *self)
{
  GPtrArray *events = vt_space_get_events (self->space);

  if (vt_space_runner_is_running (self->runner))
    return;
  if (self->last_component && vt_space_runner_trigger (self->runner, self->last_component, self->last_event))
    return;
  if (events->len > 0)
    vt_space_runner_run (self->runner, events->pdata[0]);
}

void
vt_space_page_connect_runner (VtSpacePage *self)
{
  VtSpaceRunner *runner = self->runner;

  vt_space_runner_set_trace (runner, N_CHOICES);
  g_signal_connect_swapped (runner, "output", G_CALLBACK (on_output), self);
  g_signal_connect_swapped (runner, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect_swapped (runner, "token", G_CALLBACK (on_token), self);
  g_signal_connect_swapped (runner, "made", G_CALLBACK (on_made), self);
  g_signal_connect_swapped (runner, "started", G_CALLBACK (on_started), self);
  g_signal_connect_swapped (runner, "ended", G_CALLBACK (on_ended), self);
  set_running (self, FALSE);
}
