/* media-frame.h: the frame of a component that holds a picture, sound or film:
 * the content, or words in its place while there is none, and a row of buttons.
 *
 * It takes drops and pastes of files, and shows what went wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-component.h"

G_BEGIN_DECLS

#define VT_TYPE_MEDIA_FRAME (vt_media_frame_get_type ())
G_DECLARE_FINAL_TYPE (VtMediaFrame, vt_media_frame, VT, MEDIA_FRAME, GtkWidget)

/* @icon: shown while it is empty. */
GtkWidget *vt_media_frame_new (GtkWidget *content, const char *icon);

/* Shows the content, or, with @words, those instead. */
void vt_media_frame_set_empty (VtMediaFrame *self, const char *words);

/* @sentence: (nullable): below the content, with the role of an alert. */
void vt_media_frame_set_error (VtMediaFrame *self, const char *sentence);

/* @widget goes between the content and the buttons. */
void vt_media_frame_add (VtMediaFrame *self, GtkWidget *widget);

/* A flat button at the end of the row; calls @clicked (@object). Transfer none. */
GtkWidget *vt_media_frame_add_button (VtMediaFrame *self, const char *icon, const char *name, GCallback clicked,
                                      gpointer object);

/* Puts @widget into the row. */
void vt_media_frame_add_to_row (VtMediaFrame *self, GtkWidget *widget);

/* Asks where to save @value, with @title over the question and @name, without an ending, as the file's name so far; an
 * error is shown as vt_media_frame_set_error() does. */
void vt_media_frame_save (VtMediaFrame *self, const char *title, VtValue *value, const char *name);

/* Whether @source is among the texts of the component's `sources`. */
gboolean vt_media_has_source (const VtSpaceComponent *component, const char *source);

/**
 * vt_media_take_list:
 * @held: (inout): what the component holds; @value takes its place
 * @items: (out) (nullable) (array length=n): the items of @value, which live as long as it
 *
 * Returns: %FALSE where @value is neither a list nor nothing, and @held stays
 */
gboolean vt_media_take_list (VtValue **held, VtValue *value, VtValue *const **items, guint *n);

/* Of a file chosen by the person, its path; %NULL where it has none. Transfer full. */
char *vt_media_first_path (GListModel *files);

G_END_DECLS
