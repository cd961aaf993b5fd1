/* licences.h: which licences the person has seen and accepted.
 *
 * Remembered as one empty file a licence in the user's data folder, so that the
 * studio and the command line share it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/starter-models.h"

G_BEGIN_DECLS

/* Whether @licence needs no acceptance, or has it. Looks at one file. */
gboolean vt_licence_is_accepted (const VtStarterLicence *licence);

/* Returns: %FALSE with an error if it could not be written down */
gboolean vt_licence_accept (const VtStarterLicence *licence, GError **error);

G_END_DECLS
