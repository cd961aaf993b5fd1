/* audio-private.h: the parts of the component "audio"; for audio*.c only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "media/microphone.h"
#include "media/sound-player.h"
#include "media/sound-read.h"
#include "ui/components/component.h"
#include "ui/components/media-frame.h"
#include "ui/components/timeline.h"
#include "ui/components/waveform.h"

G_BEGIN_DECLS

#define VT_TYPE_AUDIO_VIEW (vt_audio_view_get_type ())
G_DECLARE_FINAL_TYPE (VtAudioView, vt_audio_view, VT, AUDIO_VIEW, VtComponentView)

struct _VtAudioView
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  VtWaveform *waveform;
  VtSoundPlayer *player;
  VtValue *value;
  GCancellable *loading; /* while a file is read */
  guint tick;            /* while it plays */
  gboolean autoplay;
  GtkWidget *play; /* buttons; those of sources may be NULL */
  GtkWidget *time;
  GtkWidget *speed;
  GtkWidget *open;
  GtkWidget *record;
  GtkWidget *cut;
  GtkWidget *save;
  GtkWidget *clear;

  /* audio-record.c */
  VtMicrophone *microphone; /* NULL where the component has none */
  GtkWidget *state;         /* a line that says what the microphone does */
  GtkWidget *devices;       /* a menu button */
  char *device;             /* the chosen one, or NULL for the default */
  gboolean streaming;
  gint64 streamed; /* when "stream" was last emitted */
  gsize told;      /* samples that came before the last pause */
  gint64 drawn;    /* when a level was last drawn */
};

void vt_audio_view_update (VtAudioView *self);

/* The person gave it @value, which is taken. */
void vt_audio_view_take (VtAudioView *self, VtValue *value, const char *event);

/* Adds what records; @streaming: passes on while it does. */
void vt_audio_view_add_recording (VtAudioView *self, gboolean streaming);
gboolean vt_audio_view_is_recording (VtAudioView *self);
void vt_audio_view_dispose_recording (VtAudioView *self);

G_END_DECLS
