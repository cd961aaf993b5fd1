/* disk.h: file-system calls that speak in sentences.
 *
 * Each returns a negative number or %FALSE and a #GError that names the file.
 * A full disk is always %VT_ERROR_NO_SPACE. All of them block.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>

G_BEGIN_DECLS

static inline void
vt_disk_close (int *fd)
{
  if (*fd >= 0)
    g_close (*fd, NULL);
}

/* Closes the descriptor when the variable leaves its scope. */
#define vt_autofd __attribute__ ((cleanup (vt_disk_close)))

/**
 * vt_disk_open:
 * @flags: of open(2); `O_CLOEXEC` is added, and a file made gets mode 0644
 */
int vt_disk_open (const char *path, int flags, GError **error);

gboolean vt_disk_size (int fd, const char *path, guint64 *bytes, GError **error);

/* Reads up to @size bytes; 0 at the end of the file. */
gssize vt_disk_read (int fd, void *buffer, gsize size, const char *path, GError **error);

/* Writes all of @size bytes. */
gboolean vt_disk_write (int fd, const void *buffer, gsize size, const char *path, GError **error);

/* The same at a place of the file, without moving the descriptor's own; of any thread. */
gssize vt_disk_read_at (int fd, guint64 at, void *buffer, gsize size, const char *path, GError **error);
gboolean vt_disk_write_at (int fd, guint64 at, const void *buffer, gsize size, const char *path, GError **error);

/* Cuts the file to @bytes. */
gboolean vt_disk_cut (int fd, guint64 bytes, const char *path, GError **error);

/* Cuts the file to no bytes and goes to its beginning. */
gboolean vt_disk_empty (int fd, const char *path, GError **error);

/**
 * vt_disk_publish:
 * @fd: open on @from, with everything written
 *
 * Makes @from durable and then gives it the name @to, so that @to never names
 * half a file, not even after a power cut.
 */
gboolean vt_disk_publish (int fd, const char *from, const char *to, GError **error);

/* Makes or replaces the file in one step. */
gboolean vt_disk_set_contents (const char *path, const char *text, GError **error);

/* Makes the folder and those above it. */
gboolean vt_disk_make_folder (const char *path, GError **error);

/* Makes the folder that @path lies in. */
gboolean vt_disk_make_parent (const char *path, GError **error);

/**
 * vt_disk_link:
 *
 * Makes @path a relative symbolic link to @target, replacing what was there in
 * one step. Both are absolute paths.
 */
gboolean vt_disk_link (const char *path, const char *target, GError **error);

/**
 * vt_disk_check_space:
 * @folder: an existing folder on the disk in question
 * @bytes: about to be written
 *
 * Returns: %FALSE with %VT_ERROR_NO_SPACE and both figures if fewer bytes than
 *   @bytes and a little reserve are free
 */
gboolean vt_disk_check_space (const char *folder, guint64 bytes, GError **error);

/**
 * vt_disk_lock:
 *
 * Takes an exclusive flock(2) on the file, making it if need be; waits for
 * another holder until @cancellable is cancelled. huggingface_hub takes the
 * same locks.
 *
 * Returns: a descriptor to close, which lets the lock go, or -1
 */
int vt_disk_lock (const char *path, GCancellable *cancellable, GError **error);

/* Waits @milliseconds; %FALSE with %G_IO_ERROR_CANCELLED as soon as it is cancelled. */
gboolean vt_disk_wait (guint milliseconds, GCancellable *cancellable, GError **error);

/* Sets a VT_ERROR for the errno value @code: “Could not DOING PATH: reason.” */
void vt_disk_set_error (int code, const char *doing, const char *path, GError **error);

G_END_DECLS
