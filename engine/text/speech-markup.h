/* speech-markup.h: pauses in a text that is to be spoken.
 *
 * Of SSML (Speech Synthesis Markup Language 1.1) there is one element:
 * <break time="500ms"/>, <break time="1.5s"/> or <break strength="weak"/>, and
 * <speak> around everything may be left as it is. All else is text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest pause, in seconds; longer ones become this. */
#define VT_SPEECH_LONGEST_PAUSE 60.0

/**
 * VtSpeechPiece:
 * @text: may be empty
 * @pause: seconds of silence behind it; below 0 where the text ends
 */
typedef struct
{
  char *text;
  double pause;
} VtSpeechPiece;

void vt_speech_piece_free (VtSpeechPiece *piece);

/* (element-type VtSpeechPiece) (transfer full): the pieces of @text, at least one. */
GPtrArray *vt_speech_markup_split (const char *text);

G_END_DECLS
