/* sound-player.h: plays a sound, of memory or of a file, with pause, seeking and speed.
 *
 *     VtSoundPlayer *player = vt_sound_player_new ();
 *     vt_sound_player_set_sound (player, value, TRUE);
 *     vt_sound_player_play (player);
 *
 * GStreamer does it: its sinks know every sound server, and it changes the speed
 * without changing the pitch. A sound that still grows, as speech that is being
 * made, is given again and again, and goes on where it was.
 *
 * It belongs to the main thread and blocks it for no more than a moment.
 *
 * Signals:
 *   "changed" (): it plays, stopped, or came to its end
 *   "ended" (): the end was heard
 *   "failed" (const char *sentence): it cannot be played; nothing is heard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

#define VT_TYPE_SOUND_PLAYER (vt_sound_player_get_type ())
G_DECLARE_FINAL_TYPE (VtSoundPlayer, vt_sound_player, VT, SOUND_PLAYER, GObject)

VtSoundPlayer *vt_sound_player_new (void);

/**
 * vt_sound_player_set_sound:
 * @value: a %VT_VALUE_AUDIO, a %VT_VALUE_FILE, or nothing
 * @whole: %FALSE while more of the sound is to come; then its end waits for more
 *
 * Stops and begins at its start, except where @value is a longer version of a
 * sound that was not whole.
 */
void vt_sound_player_set_sound (VtSoundPlayer *self, VtValue *value, gboolean whole);

/* What was given last was all of it. */
void vt_sound_player_set_whole (VtSoundPlayer *self);

void vt_sound_player_play (VtSoundPlayer *self);
void vt_sound_player_pause (VtSoundPlayer *self);
gboolean vt_sound_player_is_playing (VtSoundPlayer *self);

/* In seconds. */
double vt_sound_player_get_position (VtSoundPlayer *self);
void vt_sound_player_seek (VtSoundPlayer *self, double seconds);

/* 1 is as recorded; 0.5 to 2. */
void vt_sound_player_set_speed (VtSoundPlayer *self, double speed);
double vt_sound_player_get_speed (VtSoundPlayer *self);

G_END_DECLS
