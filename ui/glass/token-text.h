/* token-text.h: the text of a token, to be seen and to be spoken.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/trace.h"

G_BEGIN_DECLS

/* The text with its blanks and line ends made visible: "␣blue", "⏎"; "⟨7⟩", the
 * id, where the text is empty, as that of an end token. Transfer full. */
char *vt_token_text_visible (const VtTokenChoice *token);

/* The text as a screen reader should say it: "blue", "new line", "space",
 * "special token 7"; translated. Transfer full. */
char *vt_token_text_spoken (const VtTokenChoice *token);

/* "83%", "0.4%", "<0.1%". Transfer full. */
char *vt_token_percent (double probability);

/* From 0 (hardly) to 6 (almost sure): the class "p0" … "p6" of the style sheet. */
guint vt_token_level (double probability);

G_END_DECLS
