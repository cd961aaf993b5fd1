/* pulse-fixture.h: a sound server of the test's own, whose only loudspeaker is
 * heard by its only microphone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Starts it and points GStreamer, ALSA and PulseAudio to it by the environment;
 * before anything of them is used. Why it cannot be had, or %NULL. */
const char *pulse_start (void);

/* The server is gone at once, as when everything is unplugged. */
void pulse_kill (void);

/* Ends it and takes away its files. */
void pulse_stop (void);

G_END_DECLS
