/* space-page-private.h: the space page, split by concern: space-page.c builds it
 * and has its actions, space-page-run.c follows its runner, space-page-glass.c feeds
 * the glass panel, space-page-facts.c says on which device and model.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-runner.h"
#include "ui/chip.h"
#include "ui/glass/glass-panel.h"
#include "ui/gradient.h"
#include "ui/notice-bar.h"
#include "ui/space-canvas.h"
#include "ui/space-page.h"

G_BEGIN_DECLS

struct _VtSpacePage
{
  GtkWidget parent_instance;
  VtApplication *app; /* outlives every page */
  VtSpace *space;
  VtSpaceRunner *runner;
  VtSpaceCanvas *canvas;
  VtGlassPanel *glass;
  GCancellable *facts; /* of looking up devices and models */
  char *device;        /* what was asked for: "auto", "cpu", … */
  char *model;         /* instead of the document's; "" for that one */
  char *last_component, *last_event; /* what the last run was for; NULL at first */
  char *glass_step;    /* whose tokens the glass shows, or NULL */
  char *glass_text;    /* of the component that grows run by run, after the last one */
  int zoom;
  gboolean is_locked;
  gboolean model_is_missing;
  gboolean is_writing; /* this run's first output has come */

  GtkWidget *box;
  GtkRevealer *header;
  AdwWindowTitle *window_title;
  AdwFlap *flap;
  VtGradient *banner;
  GtkLabel *emoji;
  GtkLabel *title;
  GtkLabel *description;
  GtkBox *chips;
  VtChip *device_chip;
  VtChip *model_chip;
  VtNoticeBar *notice;
  GtkBox *demo;
  GtkRevealer *status;
  GtkLabel *doing;
  GtkProgressBar *progress;
  GtkSpinner *spinner;
  GtkWidget *stop;
};

/* space-page.c */
void vt_space_page_emit_writing (VtSpacePage *self);
void vt_space_page_emit_ended (VtSpacePage *self, const GError *error);

/* space-page-run.c */
void vt_space_page_connect_runner (VtSpacePage *self);
void vt_space_page_run (VtSpacePage *self);
void vt_space_page_on_canvas_event (VtSpacePage *self, const char *component, const char *event);

/* space-page-glass.c */
void vt_space_page_make_glass (VtSpacePage *self);
void vt_space_page_glass_started (VtSpacePage *self);
void vt_space_page_glass_token (VtSpacePage *self, const char *step, const VtTokenTrace *trace);
void vt_space_page_glass_made (VtSpacePage *self, const char *step, GHashTable *outputs);
void vt_space_page_glass_ended (VtSpacePage *self);

/* space-page-facts.c */
void vt_space_page_make_chips (VtSpacePage *self);
void vt_space_page_refresh_device (VtSpacePage *self);
void vt_space_page_refresh_model (VtSpacePage *self);
void vt_space_page_on_library_changed (VtSpacePage *self, const char *reference);
void vt_space_page_choose_model_file (VtSpacePage *self);

/* space-page-show.c */
void vt_space_page_install_show_actions (GtkWidgetClass *klass);

/* The model of the first step, (nullable) (transfer full): a reference. */
char *vt_space_page_dup_model (VtSpacePage *self);

G_END_DECLS
