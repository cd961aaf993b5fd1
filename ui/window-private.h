/* window-private.h: the window, split by concern: window.c shows the gallery and
 * the page, window-edit.c builds spaces, window-save.c saves them,
 * window-import.c takes models out of files,
 * window-lock.c keeps visitors on the page, window-drop.c takes files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-journal.h"
#include "ui/builder/builder-page.h"
#include "ui/gallery-page.h"
#include "ui/space-page.h"
#include "ui/window.h"

G_BEGIN_DECLS

struct _VtWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  VtGalleryPage *gallery;
  GtkWidget *hub;          /* (nullable): the models' page, made when first asked for */
  VtSpacePage *page;       /* (nullable): the space that was opened last */
  int zoom;                /* index into zooms */
  GCancellable *opening;   /* of the space that is being read */

  VtSpaceEditor *editor;   /* (nullable): of the space that is built */
  VtSpaceJournal *journal; /* of the same */
  VtBuilderPage *builder;  /* (nullable) */
  gboolean is_locked;      /* for visitors (window-lock.c) */
  char *password;          /* that opens the lock; NULL or "" for none */
  guint idle_minutes;      /* after which a locked demo starts over; 0: never */
  guint idle_source;
  gint64 last_touch;       /* when a visitor did something, in monotonic microseconds */
  gboolean was_touched;    /* since it started over */
  gboolean page_is_old;    /* the space was changed since the page was made */
};

/* window.c */
VtApplication *vt_window_get_app (VtWindow *self);
void vt_window_show_page (VtWindow *self, VtSpace *space);
void vt_window_close_page (VtWindow *self);
void vt_window_apply_zoom (VtWindow *self);

/* window-drop.c */
void vt_window_accept_drops (VtWindow *self);

/* window-edit.c */
typedef void (*VtWindowFunc) (VtWindow *self, gpointer data);

/* Calls @go when nothing unsaved would be lost: at once, or after the person has said
 * whether to save; not at all where they stay. @destroy: (nullable): for @data */
void vt_window_leave (VtWindow *self, VtWindowFunc go, gpointer data, GDestroyNotify destroy);

/* Ends building without asking. */
void vt_window_close_builder (VtWindow *self);
void vt_window_install_edit_actions (GtkWidgetClass *klass);
void vt_window_update_title (VtWindow *self);

/* window-import.c */
/* Takes the models that the space's file brought along into the library, for rooms without a network. */
void vt_window_import_models (VtWindow *self, VtSpace *space);

/* window-lock.c */
void vt_window_install_lock_actions (GtkWidgetClass *klass);
void vt_window_init_lock (VtWindow *self);
void vt_window_clear_lock (VtWindow *self);

/* window-save.c */
void vt_window_install_save_actions (GtkWidgetClass *klass);

/* Saves where the space is, or among the person's own spaces, and then calls @then (nullable). */
void vt_window_save (VtWindow *self, VtWindowFunc then, gpointer data, GDestroyNotify destroy);

G_END_DECLS
