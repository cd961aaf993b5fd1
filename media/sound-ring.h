/* sound-ring.h: samples from one thread to another without a lock, for a sound
 * card's callback, which may not wait.
 *
 * One thread writes and one reads; each call is wait-free.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtSoundRing VtSoundRing;

/* Room for at least @n samples. */
VtSoundRing *vt_sound_ring_new (gsize n);
void vt_sound_ring_free (VtSoundRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSoundRing, vt_sound_ring_free)

/* How many of @n were taken; the others found no room. Writer's thread. */
gsize vt_sound_ring_write (VtSoundRing *self, const float *samples, gsize n);

/* How many came, at most @n. Reader's thread. */
gsize vt_sound_ring_read (VtSoundRing *self, float *samples, gsize n);

G_END_DECLS
