/* archive-locale.h: lets libarchive see names in UTF-8.
 *
 * It converts the names in a zip file to the language of the thread that calls
 * it, and in the plain "C" one most cannot be written. So its calls that touch
 * names stand between these two, which change the calling thread alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <locale.h>

G_BEGIN_DECLS

typedef struct
{
  locale_t mine;
  locale_t before;
} VtArchiveLocale;

static inline VtArchiveLocale
vt_archive_locale_enter (void)
{
  VtArchiveLocale self = { newlocale (LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0), (locale_t) 0 };

  if (self.mine != (locale_t) 0)
    self.before = uselocale (self.mine);
  return self;
}

static inline void
vt_archive_locale_leave (VtArchiveLocale *self)
{
  if (self->mine == (locale_t) 0)
    return;
  uselocale (self->before);
  freelocale (self->mine);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtArchiveLocale, vt_archive_locale_leave)

G_END_DECLS
