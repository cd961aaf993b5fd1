/* audio-record.c: the microphone of the component "audio".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "media/sound-devices.h"
#include "media/utterance.h"
#include "ui/components/audio-private.h"

#define STREAM_EVERY (300 * G_TIME_SPAN_MILLISECOND)
#define LONGEST 25 /* seconds without a pause, after which one is made */
#define LEAD 0.5   /* seconds of silence that are kept before somebody speaks */
#define DRAW_EVERY (50 * G_TIME_SPAN_MILLISECOND)

gboolean
vt_audio_view_is_recording (VtAudioView *self)
{
  VtMicrophoneState state = self->microphone != NULL ? vt_microphone_get_state (self->microphone) : VT_MICROPHONE_IDLE;

  return state == VT_MICROPHONE_OPENING || state == VT_MICROPHONE_RECORDING;
}

static void
show_state (VtAudioView *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->state), text);
  gtk_widget_set_visible (self->state, *text != '\0');
}

static void
show_recording (VtAudioView *self)
{
  g_autofree char *time = vt_waveform_format_time (vt_microphone_get_seconds (self->microphone));
  /* Translators: %s is how long, as "0:05". */
  g_autofree char *text = g_strdup_printf (_("Recording, %s"), time);

  show_state (self, vt_microphone_is_mute (self->microphone)
                      ? _("The microphone gives only silence. It may be switched off.") : text);
}

static void
update_button (VtAudioView *self)
{
  gboolean records = vt_audio_view_is_recording (self);
  const char *name = records ? _("Stop recording") : _("Record");

  gtk_button_set_icon_name (GTK_BUTTON (self->record),
                            records ? "media-playback-stop-symbolic" : "audio-input-microphone-symbolic");
  gtk_widget_set_tooltip_text (self->record, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->record), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (records)
    gtk_widget_add_css_class (self->record, "error");
  else
    gtk_widget_remove_css_class (self->record, "error");
}

/* Passes on what was said since the last pause, unless the space is still busy
 * with what it got before: so it is never further behind than one run. */
static void
stream (VtAudioView *self)
{
  gsize n;
  guint rate;
  const float *samples = vt_microphone_get_samples (self->microphone, &n, &rate);
  VtUtterance heard = vt_utterance_judge (samples + self->told, n - self->told, rate);
  gboolean ends = heard == VT_UTTERANCE_ENDED || n - self->told > (gsize) LONGEST * rate;

  if (heard == VT_UTTERANCE_SILENCE)
    {
      self->told = MAX (self->told, n - MIN (n, (gsize) (LEAD * rate)));
      return;
    }
  self->streamed = g_get_monotonic_time ();
  vt_value_unref (self->value);
  self->value = vt_microphone_dup_from (self->microphone, self->told);
  if (ends)
    self->told = n;
  vt_component_view_emit (VT_COMPONENT_VIEW (self), ends ? "utterance" : "stream");
}

static void
on_sound (VtAudioView *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->drawn < DRAW_EVERY)
    return;
  self->drawn = now;
  vt_waveform_push_level (self->waveform, vt_microphone_get_level (self->microphone));
  show_recording (self);
  if (self->streaming && now - self->streamed > STREAM_EVERY && !vt_component_view_get_busy (VT_COMPONENT_VIEW (self)))
    stream (self);
}

/* Somebody pressed stop while still speaking. */
static void
tell_rest (VtAudioView *self)
{
  gsize n;
  guint rate;
  const float *samples = vt_microphone_get_samples (self->microphone, &n, &rate);

  if (vt_component_view_get_busy (VT_COMPONENT_VIEW (self)) || n <= self->told
      || vt_utterance_judge (samples + self->told, n - self->told, rate) == VT_UTTERANCE_SILENCE)
    return;
  vt_value_unref (self->value);
  self->value = vt_microphone_dup_from (self->microphone, self->told);
  self->told = n;
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "utterance");
}

/* What was recorded becomes the value, also where the device went away. */
static void
finish (VtAudioView *self, const char *problem)
{
  g_autoptr (VtValue) sound = vt_microphone_dup_sound (self->microphone);

  if (self->streaming)
    tell_rest (self);
  show_state (self, "");
  vt_waveform_set_peaks (self->waveform, NULL);
  if (vt_value_type (sound) != VT_VALUE_NONE)
    vt_audio_view_take (self, g_steal_pointer (&sound), "stop_recording");
  else
    vt_audio_view_update (self);
  vt_media_frame_set_error (self->frame, problem);
}

static void
on_state (VtAudioView *self)
{
  VtMicrophoneState state = vt_microphone_get_state (self->microphone);

  update_button (self);
  if (state == VT_MICROPHONE_OPENING)
    show_state (self, _("Waiting for the microphone…"));
  else if (state == VT_MICROPHONE_RECORDING)
    show_recording (self);
  else
    {
      finish (self, vt_microphone_get_problem (self->microphone));
      return;
    }
  vt_audio_view_update (self);
}

static void
on_record (VtAudioView *self)
{
  if (vt_audio_view_is_recording (self))
    {
      vt_microphone_stop (self->microphone);
      return;
    }
  vt_sound_player_pause (self->player);
  vt_media_frame_set_error (self->frame, NULL);
  vt_waveform_set_peaks (self->waveform, NULL);
  vt_waveform_push_level (self->waveform, 0);
  self->streamed = g_get_monotonic_time ();
  self->told = 0;
  vt_microphone_start (self->microphone, self->device);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "start_recording");
}

/* --- which microphone --------------------------------------------------------------- */

static void
on_device_toggled (GtkCheckButton *button, VtAudioView *self)
{
  if (!gtk_check_button_get_active (button))
    return;
  g_free (self->device);
  self->device = g_strdup (g_object_get_data (G_OBJECT (button), "device"));
}

static void
add_device (VtAudioView *self, GtkWidget *box, GtkCheckButton **group, const char *name, const char *title)
{
  GtkWidget *button = gtk_check_button_new_with_label (title);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), *group);
  *group = *group != NULL ? *group : GTK_CHECK_BUTTON (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), g_strcmp0 (name, self->device) == 0);
  g_object_set_data_full (G_OBJECT (button), "device", g_strdup (name), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_device_toggled), self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtAudioView) self = data;
  g_autoptr (GPtrArray) devices = vt_sound_devices_list_finish (result, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkCheckButton *group = NULL;
  GtkPopover *popover;

  if (self->microphone == NULL) /* disposed of meanwhile */
    {
      g_object_ref_sink (box);
      g_object_unref (box);
      return;
    }
  add_device (self, box, &group, NULL, _("The system's choice"));
  for (guint i = 0; devices != NULL && i < devices->len; i++)
    {
      const VtSoundDevice *device = devices->pdata[i];

      add_device (self, box, &group, device->name, device->name);
    }
  popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->devices));
  gtk_popover_set_child (popover, box);
}

/* Looked up anew each time, so that one plugged in meanwhile is there. */
static void
on_menu_shown (VtAudioView *self)
{
  vt_sound_devices_list_async (NULL, on_listed, g_object_ref (self));
}

static void
add_devices (VtAudioView *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->devices = gtk_menu_button_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), gtk_label_new (_("Looking for microphones…")));
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_menu_shown), self);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->devices), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->devices), "pan-down-symbolic");
  gtk_widget_add_css_class (self->devices, "flat");
  gtk_widget_set_tooltip_text (self->devices, _("Choose the microphone"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->devices), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Choose the microphone"), -1);
  vt_media_frame_add_to_row (self->frame, self->devices);
}

void
vt_audio_view_add_recording (VtAudioView *self, gboolean streaming)
{
  self->streaming = streaming;
  self->microphone = vt_microphone_new ();
  g_signal_connect_swapped (self->microphone, "state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->microphone, "sound", G_CALLBACK (on_sound), self);
  self->state = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->state), TRUE);
  gtk_widget_add_css_class (self->state, "numeric");
  gtk_widget_set_visible (self->state, FALSE);
  vt_media_frame_add (self->frame, self->state);
  self->record = vt_media_frame_add_button (self->frame, "audio-input-microphone-symbolic", _("Record"),
                                            G_CALLBACK (on_record), self);
  add_devices (self);
}

void
vt_audio_view_dispose_recording (VtAudioView *self)
{
  if (self->microphone != NULL)
    g_signal_handlers_disconnect_by_data (self->microphone, self);
  g_clear_object (&self->microphone);
  g_clear_pointer (&self->device, g_free);
}
