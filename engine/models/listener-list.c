/* listener-list.c: every family of networks that say what a sound is, one line each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/listener.h"

extern const VtListenerClass vt_listener_ast, vt_listener_whisper;

const VtListenerClass *const vt_listener_classes[] = {
  &vt_listener_ast,
  &vt_listener_whisper,
  NULL,
};
