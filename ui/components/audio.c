/* audio.c: "audio": a sound to open, drop, record, hear, cut and save.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/audio-private.h"

#include <glib/gi18n.h>

#include "app/value-media.h"
#include "ui/components/file-choose.h"

/* Parts of a sound that are looked at for drawing it: more than a screen is wide. */
#define PARTS 4000

static void implement_timeline (VtTimelineInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VtAudioView, vt_audio_view, VT_TYPE_COMPONENT_VIEW,
                               G_IMPLEMENT_INTERFACE (VT_TYPE_TIMELINE, implement_timeline))

/* --- what is shown -------------------------------------------------------------- */

static const char *
empty_words (VtAudioView *self)
{
  if (self->loading != NULL)
    return _("Reading the sound…");
  if (!vt_component_view_get_interactive (VT_COMPONENT_VIEW (self)))
    return _("Nothing yet");
  if (self->record != NULL && self->open != NULL)
    return _("Record something, open a sound or film, or drop one here");
  return self->record != NULL ? _("Record something") : _("Open a sound or film, or drop one here");
}

static void
show_button (GtkWidget *button, gboolean show, gboolean sensitive)
{
  if (button == NULL)
    return;
  gtk_widget_set_visible (button, show);
  gtk_widget_set_sensitive (button, sensitive);
}

static void
show_time (VtAudioView *self)
{
  g_autofree char *at = vt_waveform_format_time (vt_waveform_get_position (self->waveform));
  g_autofree char *all = vt_waveform_format_time (vt_waveform_get_seconds (self->waveform));
  g_autofree char *text = g_strdup_printf ("%s / %s", at, all);

  gtk_label_set_text (GTK_LABEL (self->time), text);
}

/* It is at another place, and those that follow it are told. */
static void
update_time (VtAudioView *self)
{
  show_time (self);
  vt_timeline_emit_position (VT_TIMELINE (self), vt_waveform_get_position (self->waveform));
}

static void
update_play (VtAudioView *self)
{
  gboolean plays = vt_sound_player_is_playing (self->player);
  const char *name = plays ? _("Pause") : _("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play),
                            plays ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
vt_audio_view_update (VtAudioView *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  gboolean interactive = vt_component_view_get_interactive (view);
  gboolean free = !vt_component_view_get_busy (view), records = vt_audio_view_is_recording (self);
  gboolean shown = vt_waveform_get_seconds (self->waveform) > 0 && !records;
  double from, to;

  vt_media_frame_set_empty (self->frame, shown || records ? NULL : empty_words (self));
  show_button (self->play, shown, TRUE);
  gtk_widget_set_visible (self->time, shown);
  show_button (self->speed, shown, TRUE);
  show_button (self->open, interactive && !records, free);
  /* Stopping must always be possible. */
  show_button (self->record, interactive || records, free || records);
  show_button (self->devices, interactive, free && !records);
  show_button (self->cut, interactive && shown && vt_waveform_get_selection (self->waveform, &from, &to), free);
  show_button (self->save, shown, TRUE);
  show_button (self->clear, interactive && !records && vt_value_type (self->value) != VT_VALUE_NONE, free);
  show_time (self);
  update_play (self);
}

/* --- the value --------------------------------------------------------------------- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtAudioView) self = data;
  g_autoptr (GError) error = NULL;
  VtSoundPeaks *peaks = vt_sound_peaks_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another value is shown by now */
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, error != NULL ? error->message : NULL);
  vt_waveform_set_peaks (self->waveform, peaks);
  vt_audio_view_update (self);
  if (peaks != NULL && self->autoplay)
    vt_sound_player_play (self->player);
}

static void
show_value (VtAudioView *self)
{
  gboolean file = vt_value_type (self->value) == VT_VALUE_FILE, audio = vt_value_type (self->value) == VT_VALUE_AUDIO;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, NULL);
  vt_sound_player_set_sound (self->player, self->value, !vt_component_view_get_busy (VT_COMPONENT_VIEW (self)));
  vt_waveform_set_peaks (self->waveform, audio ? vt_sound_peaks_new (vt_value_audio (self->value), PARTS) : NULL);
  if (file)
    {
      self->loading = g_cancellable_new ();
      vt_sound_peaks_read_async (vt_value_text (self->value), self->loading, on_read, g_object_ref (self));
    }
  vt_audio_view_update (self);
  if (audio && self->autoplay)
    vt_sound_player_play (self->player);
}

static void
vt_audio_view_set_value (VtComponentView *view, VtValue *value)
{
  VtAudioView *self = VT_AUDIO_VIEW (view);
  VtValueType type = vt_value_type (value);

  if (type != VT_VALUE_NONE && type != VT_VALUE_FILE && type != VT_VALUE_AUDIO)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  show_value (self);
}

static VtValue *
vt_audio_view_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_AUDIO_VIEW (view)->value);
}

void
vt_audio_view_take (VtAudioView *self, VtValue *value, const char *event)
{
  gboolean autoplay = self->autoplay;

  self->autoplay = FALSE; /* is for what comes from the space */
  vt_audio_view_set_value (VT_COMPONENT_VIEW (self), value);
  self->autoplay = autoplay;
  vt_value_unref (value);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), event);
}

static void
vt_audio_view_set_interactive (VtComponentView *view, gboolean interactive)
{
  vt_audio_view_update (VT_AUDIO_VIEW (view));
}

/* At the end of a run its sound is whole. */
static void
vt_audio_view_set_busy (VtComponentView *view, gboolean busy)
{
  VtAudioView *self = VT_AUDIO_VIEW (view);

  if (!busy)
    vt_sound_player_set_whole (self->player);
  vt_audio_view_update (self);
}

/* --- what the person does ------------------------------------------------------------ */

static gboolean
can_change (VtAudioView *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);

  return vt_component_view_get_interactive (view) && !vt_component_view_get_busy (view)
         && !vt_audio_view_is_recording (self);
}

static void
take_files (gpointer object, GListModel *files)
{
  VtAudioView *self = object;
  g_autofree char *path = vt_media_first_path (files);

  if (!can_change (self))
    return;
  if (path != NULL)
    vt_audio_view_take (self, vt_value_new_file (path), "upload");
  else
    vt_media_frame_set_error (self->frame, _("This file is not on this computer. Save it here first."));
}

static void
on_open (VtAudioView *self)
{
  static const char *const patterns[] = { "*.wav", "*.mp3", "*.ogg", "*.oga", "*.opus", "*.flac", "*.m4a", "*.aac", "*.wma",
                                          "*.mp4", "*.webm", "*.mkv", "*.mov", "*.avi", "*.WAV", "*.MP3", "*.M4A", NULL };

  vt_files_open (GTK_WIDGET (self), _("Open a Sound"), patterns, _("Sounds and films"), FALSE, FALSE, take_files);
}

static void
on_play (VtAudioView *self)
{
  if (vt_sound_player_is_playing (self->player))
    {
      vt_sound_player_pause (self->player);
      vt_component_view_emit (VT_COMPONENT_VIEW (self), "pause");
      return;
    }
  vt_media_frame_set_error (self->frame, NULL);
  vt_sound_player_play (self->player);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "play");
}

static void
on_speed (VtAudioView *self)
{
  static const double speeds[] = { 1, 1.5, 2, 0.5, 0.75, 1 };
  double speed = vt_sound_player_get_speed (self->player);
  g_autofree char *text = NULL;

  for (guint i = 0; i + 1 < G_N_ELEMENTS (speeds); i++)
    if (speeds[i] == speed)
      {
        speed = speeds[i + 1];
        break;
      }
  vt_sound_player_set_speed (self->player, speed);
  /* Translators: how many times as fast a sound is played. */
  text = g_strdup_printf (_("%g×"), speed);
  gtk_button_set_label (GTK_BUTTON (self->speed), text);
}

static void
on_save (VtAudioView *self)
{
  vt_media_frame_save (self->frame, _("Save the Sound"), self->value, vt_component_view_get_title (VT_COMPONENT_VIEW (self)));
}

static void
on_clear (VtAudioView *self)
{
  vt_audio_view_take (self, vt_value_new_none (), "clear");
  gtk_widget_grab_focus (self->open != NULL ? self->open : self->record);
}

/* --- cutting --------------------------------------------------------------------------- */

static void
keep_part (VtAudioView *self, VtValue *sound)
{
  const VtAudio *audio = vt_value_audio (sound);
  gsize frame = audio->channels * sizeof (float), first, last;
  g_autoptr (GBytes) bytes = NULL;
  double from, to;

  if (!vt_waveform_get_selection (self->waveform, &from, &to))
    return;
  first = MIN ((gsize) (from * audio->rate), audio->n_frames);
  last = MIN ((gsize) (to * audio->rate), audio->n_frames);
  if (last <= first)
    return;
  bytes = g_bytes_new ((const char *) audio->samples + first * frame, (last - first) * frame);
  vt_audio_view_take (self, vt_value_new_audio (bytes, audio->rate, audio->channels), "upload");
}

static void
on_whole_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtAudioView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) sound = vt_sound_read_finish (result, &error);

  if (sound != NULL && can_change (self))
    keep_part (self, sound);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vt_media_frame_set_error (self->frame, error->message);
}

static void
on_cut (VtAudioView *self)
{
  if (vt_value_type (self->value) == VT_VALUE_AUDIO)
    keep_part (self, self->value);
  else
    vt_sound_read_async (vt_value_text (self->value), 0, FALSE, self->loading, on_whole_read, g_object_ref (self));
}

/* --- the player ---------------------------------------------------------------------------- */

static gboolean
on_tick (gpointer data)
{
  VtAudioView *self = data;

  vt_waveform_set_position (self->waveform, vt_sound_player_get_position (self->player));
  update_time (self);
  return G_SOURCE_CONTINUE;
}

static void
on_player_changed (VtAudioView *self)
{
  gboolean plays = vt_sound_player_is_playing (self->player);

  if (plays && self->tick == 0)
    self->tick = g_timeout_add (50, on_tick, self);
  if (!plays)
    g_clear_handle_id (&self->tick, g_source_remove);
  update_play (self);
}

static void
on_player_ended (VtAudioView *self)
{
  vt_waveform_set_position (self->waveform, vt_waveform_get_seconds (self->waveform));
  update_time (self);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "end");
}

static void
on_player_failed (VtAudioView *self, const char *sentence)
{
  vt_media_frame_set_error (self->frame, sentence);
}

static void
on_seek (VtAudioView *self, double seconds)
{
  vt_sound_player_seek (self->player, seconds);
  update_time (self);
}

static void
seek_to (VtTimeline *timeline, double seconds)
{
  VtAudioView *self = VT_AUDIO_VIEW (timeline);

  vt_waveform_set_position (self->waveform, seconds);
  on_seek (self, seconds);
}

static void
implement_timeline (VtTimelineInterface *iface)
{
  iface->seek = seek_to;
}

static gboolean
on_key (VtAudioView *self, guint key)
{
  if (key != GDK_KEY_space && key != GDK_KEY_KP_Space)
    return GDK_EVENT_PROPAGATE;
  on_play (self);
  return GDK_EVENT_STOP;
}

/* --- the object ------------------------------------------------------------------------------ */

static void
vt_audio_view_dispose (GObject *object)
{
  VtAudioView *self = VT_AUDIO_VIEW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_audio_view_dispose_recording (self);
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  G_OBJECT_CLASS (vt_audio_view_parent_class)->dispose (object);
}

static void
vt_audio_view_finalize (GObject *object)
{
  vt_value_unref (VT_AUDIO_VIEW (object)->value);
  G_OBJECT_CLASS (vt_audio_view_parent_class)->finalize (object);
}

static void
vt_audio_view_class_init (VtAudioViewClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_audio_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_audio_view_finalize;
  component_class->get_value = vt_audio_view_get_value;
  component_class->set_value = vt_audio_view_set_value;
  component_class->set_interactive = vt_audio_view_set_interactive;
  component_class->set_busy = vt_audio_view_set_busy;
}

static void
init_player (VtAudioView *self)
{
  self->player = vt_sound_player_new ();
  g_signal_connect_swapped (self->player, "changed", G_CALLBACK (on_player_changed), self);
  g_signal_connect_swapped (self->player, "ended", G_CALLBACK (on_player_ended), self);
  g_signal_connect_swapped (self->player, "failed", G_CALLBACK (on_player_failed), self);
}

static void
vt_audio_view_init (VtAudioView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->value = vt_value_new_none ();
  self->waveform = VT_WAVEFORM (vt_waveform_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->waveform), "sound");
  g_signal_connect_swapped (self->waveform, "seek", G_CALLBACK (on_seek), self);
  g_signal_connect_swapped (self->waveform, "selected", G_CALLBACK (vt_audio_view_update), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->waveform), keys);
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (GTK_WIDGET (self->waveform), "audio-x-generic-symbolic"));
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->waveform));
  vt_files_accept_drops (GTK_WIDGET (self), take_files);
  init_player (self);
}

static void
add_time_and_speed (VtAudioView *self)
{
  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_add_css_class (self->time, "dim-label");
  gtk_widget_set_margin_start (self->time, 6);
  gtk_widget_set_margin_end (self->time, 6);
  gtk_widget_set_size_request (self->time, -1, 34); /* as high as the buttons beside it */
  vt_media_frame_add_to_row (self->frame, self->time);
  self->speed = vt_media_frame_add_button (self->frame, "media-seek-forward-symbolic", _("Speed"), G_CALLBACK (on_speed), self);
  gtk_button_set_label (GTK_BUTTON (self->speed), "1×");
}

static VtComponentView *
build_audio (const VtSpaceComponent *component)
{
  VtAudioView *self = g_object_new (VT_TYPE_AUDIO_VIEW, NULL);
  VtMediaFrame *frame = self->frame;

  self->autoplay = vt_space_component_get_boolean (component, "autoplay");
  self->play = vt_media_frame_add_button (frame, "media-playback-start-symbolic", _("Play"), G_CALLBACK (on_play), self);
  add_time_and_speed (self);
  if (vt_media_has_source (component, "microphone"))
    vt_audio_view_add_recording (self, vt_space_component_get_boolean (component, "streaming"));
  if (vt_media_has_source (component, "upload"))
    self->open = vt_media_frame_add_button (frame, "document-open-symbolic", _("Open"), G_CALLBACK (on_open), self);
  self->cut = vt_media_frame_add_button (frame, "edit-cut-symbolic", _("Keep only what is selected"), G_CALLBACK (on_cut), self);
  if (vt_space_component_get_boolean (component, "show_download_button"))
    self->save = vt_media_frame_add_button (frame, "document-save-symbolic", _("Save"), G_CALLBACK (on_save), self);
  self->clear = vt_media_frame_add_button (frame, "edit-clear-symbolic", _("Remove"), G_CALLBACK (on_clear), self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_audio_class = { "audio", build_audio };
