/* error.h: the one error domain of the engine.
 *
 * Every message is a whole sentence in plain words: it names the file or the
 * thing that is wrong and, where one can know it, what to do. It ends up in a
 * banner of the studio or on standard error, in front of a teacher.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtError:
 * @VT_ERROR_FAILED: anything that has no code of its own
 * @VT_ERROR_CORRUPT: foreign bytes (model, tokenizer, space, picture, sound) that are cut, wrong or absurd
 * @VT_ERROR_UNSUPPORTED: well-formed, but of a kind that this version cannot use (architecture, type, device)
 * @VT_ERROR_NOT_FOUND: a file, model, tensor, task or parameter that is not there
 * @VT_ERROR_NO_MEMORY: it does not fit in the memory of the device or of the computer
 * @VT_ERROR_DEVICE: the driver failed or the device was lost
 * @VT_ERROR_INVALID: an input, parameter or call that makes no sense
 * @VT_ERROR_LIMIT: longer or larger than the model or the program allows
 * @VT_ERROR_NETWORK: a server could not be reached or answered wrongly
 * @VT_ERROR_DENIED: gated, private or forbidden
 * @VT_ERROR_NO_SPACE: the disk is full
 *
 * Cancellation is always %G_IO_ERROR_CANCELLED, never a code of this domain.
 */
typedef enum
{
  VT_ERROR_FAILED,
  VT_ERROR_CORRUPT,
  VT_ERROR_UNSUPPORTED,
  VT_ERROR_NOT_FOUND,
  VT_ERROR_NO_MEMORY,
  VT_ERROR_DEVICE,
  VT_ERROR_INVALID,
  VT_ERROR_LIMIT,
  VT_ERROR_NETWORK,
  VT_ERROR_DENIED,
  VT_ERROR_NO_SPACE,
} VtError;

#define VT_ERROR (vt_error_quark ())
GQuark vt_error_quark (void);

/* Marks a string for translation; engine code never translates, the UI does. */
#ifndef N_
#define N_(s) s
#endif

G_END_DECLS
