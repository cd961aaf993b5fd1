/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/remote/remote-book.h"
#include "ui/device-list.h"
#include "ui/model-text.h"
#include "ui/wrap-layout.h"

/* --- the device ---------------------------------------------------------- */

static GMenuModel *
device_menu (GPtrArray *all)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("The Best One"), "space.device::auto");
  for (guint i = 0; all && i < all->len; i++)
    {
      const VtDeviceInfo *info = all->pdata[i];
      g_autofree char *action = g_strdup_printf ("space.device::%s", info->id);

      if (info->usable)
        g_menu_append (menu, info->name, action);
    }
  return G_MENU_MODEL (menu);
}

static void
on_devices (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtDeviceList) devices = vt_device_list_finish (result);
  VtSpacePage *self = data;
  g_autoptr (GMenuModel) menu = NULL;

  if (!devices) /* the page is gone */
    return;
  menu = device_menu (devices->all);
  vt_chip_set_menu (self->device_chip, menu);
  vt_chip_set_text (self->device_chip, devices->chosen ? devices->chosen->name : self->device);
  vt_chip_set_reason (self->device_chip, devices->chosen ? _ (devices->chosen->reason) : devices->error->message);
}

void
vt_space_page_refresh_device (VtSpacePage *self)
{
  if (self->device_chip)
    vt_device_list_async (vt_application_get_engine (self->app), self->device, self->facts, on_devices, self);
}

/* --- the model ----------------------------------------------------------- */

char *
vt_space_page_dup_model (VtSpacePage *self)
{
  GPtrArray *events = vt_space_get_events (self->space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      if (event->steps->len > 0)
        return vt_space_runner_dup_model (self->runner, event->steps->pdata[0]);
    }
  return NULL;
}

/* The document's model, the models that are here, and a file of one's own. */
static GMenuModel *
model_menu (VtSpacePage *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GPtrArray) entries = vt_model_library_list (vt_application_get_library (self->app));
  const char *own = vt_space_get_models (self->space)[0];

  g_auto (GStrv) remotes = vt_remote_book_list ();

  if (own)
    g_menu_append (menu, _ ("The Space's Own Model"), "space.model::");
  for (guint i = 0; i < entries->len; i++)
    {
      const VtModelEntry *entry = entries->pdata[i];
      g_autoptr (GMenuItem) item = NULL;

      if (!entry->path || g_strcmp0 (entry->reference, own) == 0)
        continue;
      item = g_menu_item_new (vt_model_title (entry->reference), NULL);
      g_menu_item_set_action_and_target (item, "space.model", "s", entry->reference);
      g_menu_append_item (menu, item);
    }
  for (char **remote = remotes; *remote; remote++)
    {
      g_autofree char *title = vt_remote_address_title (*remote);
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "space.model", "s", *remote);
      if (g_strcmp0 (*remote, own) != 0)
        g_menu_append_item (menu, item);
    }
  g_menu_append (files, _ ("Choose a File…"), "space.choose-model");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  return G_MENU_MODEL (menu);
}

/* Where a model on another computer is, and what that means. */
static char *
remote_reason (const char *reference)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, NULL);
  g_autofree char *sentence = NULL;

  if (!address)
    return g_strdup (reference);
  /* Translators: %s is the name of a computer */
  sentence = g_strdup_printf (address->is_here ? _ ("A server of this computer, %s, runs this model.")
                                               : _ ("This model runs on %s. What is put in leaves this computer."),
                              address->host);
  return g_strdup_printf ("%s\n%s%s%s", sentence, reference, address->is_open ? "\n" : "",
                          address->is_open ? _ ("The connection is not encrypted.") : "");
}

static char *
model_reason (const char *reference, const VtModelStatus *status)
{
  const VtStarterModel *starter = vt_starter_model_find (reference);
  g_autofree char *size = g_format_size (status->bytes_total);
  g_autoptr (GString) text = g_string_new (reference);

  if (status->bytes_total)
    g_string_append_printf (text, "\n%s", size);
  if (starter && !starter->instruct)
    g_string_append_printf (text, "\n%s",
                            _ ("It was taught to go on with a text, not to chat or to follow instructions."));
  if (starter && starter->licence)
    g_string_append_printf (text, "\n%s", starter->licence->name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_missing (VtSpacePage *self, const char *reference, const VtModelStatus *status)
{
  g_autofree char *size = g_format_size (status->bytes_total);
  g_autofree char *button = status->bytes_total ? g_strdup_printf (_ ("Get It, %s"), size) : g_strdup (_ ("Get It"));
  g_autofree char *sentence = NULL;

  if (status->state == VT_MODEL_FAILED && status->failure)
    sentence = g_strdup (status->failure);
  else
    sentence = g_strdup_printf (_ ("This space needs the model %s, which is not on this computer yet."),
                                vt_model_title (reference));
  if (vt_remote_address_is (reference))
    {
      g_autofree char *reason = remote_reason (reference);

      g_free (button);
      g_free (sentence);
      button = g_strdup (_ ("Allow…"));
      sentence = g_strndup (reason, strcspn (reason, "\n"));
    }
  self->model_is_missing = TRUE;
  vt_notice_bar_show (self->notice, status->state == VT_MODEL_FAILED, sentence, NULL, button);
}

static void
show_model (VtSpacePage *self, const char *reference, const VtModelStatus *status)
{
  gboolean remote = vt_remote_address_is (reference);
  g_autofree char *reason = remote ? remote_reason (reference) : model_reason (reference, status);
  g_autofree char *text = vt_model_state_text (reference, status);

  gtk_widget_set_visible (GTK_WIDGET (self->device_chip), !remote); /* none of ours computes then */
  vt_chip_set_icon (self->model_chip, remote ? "network-server-symbolic" : "application-x-addon-symbolic");
  vt_chip_set_text (self->model_chip, text);
  vt_chip_set_reason (self->model_chip, reason);
  if (status->state == VT_MODEL_MISSING || status->state == VT_MODEL_FAILED)
    show_missing (self, reference, status);
  else if (status->state == VT_MODEL_FETCHING)
    vt_notice_bar_show (self->notice, FALSE, text, NULL, NULL);
  else if (self->model_is_missing)
    vt_notice_bar_hide (self->notice);
  self->model_is_missing = status->state != VT_MODEL_PRESENT;
}

void
vt_space_page_refresh_model (VtSpacePage *self)
{
  g_autofree char *reference = vt_space_page_dup_model (self);
  g_autoptr (VtModelStatus) status = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  if (!self->model_chip)
    return;
  menu = model_menu (self);
  vt_chip_set_menu (self->model_chip, menu);
  if (!reference || !*reference)
    {
      vt_chip_set_text (self->model_chip, _ ("No model yet"));
      vt_chip_set_reason (self->model_chip, _ ("This space works with a model of yours. Choose one below."));
      return;
    }
  status = vt_model_library_get_status (vt_application_get_library (self->app), reference);
  show_model (self, reference, status);
}

void
vt_space_page_on_library_changed (VtSpacePage *self, const char *changed)
{
  g_autofree char *reference = vt_space_page_dup_model (self);
  g_autoptr (VtModelStatus) status = NULL;

  if (g_strcmp0 (reference, changed) != 0)
    return;
  status = vt_model_library_get_status (vt_application_get_library (self->app), reference);
  show_model (self, reference, status);
}

/* The bar's button: gets the model where that is what is missing, else runs again. */
static void
on_notice_action (VtSpacePage *self)
{
  g_autofree char *reference = vt_space_page_dup_model (self);

  if (self->model_is_missing && reference)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.get-model", "s", reference);
  else
    vt_space_page_run (self);
}

static void
on_model_chosen (GtkNativeDialog *chooser, int response, gpointer data)
{
  g_autoptr (VtSpacePage) self = data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file ? g_file_get_path (file) : NULL;

      if (path && self->runner)
        g_object_set (self, "model", path, NULL);
    }
  g_object_unref (chooser);
}

void
vt_space_page_choose_model_file (VtSpacePage *self)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_ ("Choose a Model"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Models (GGUF, safetensors)"));
  gtk_file_filter_add_suffix (filter, "gguf");
  gtk_file_filter_add_suffix (filter, "safetensors");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_signal_connect (chooser, "response", G_CALLBACK (on_model_chosen), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Beside the chips and not in the bar above, which has no room at 400 pixels. */
static GtkWidget *
build_button (void)
{
  GtkWidget *button = gtk_button_new (), *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "document-edit-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Build"));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.edit");
  gtk_widget_set_tooltip_text (button, _ ("Build this space (Ctrl+E)"));
  gtk_widget_add_css_class (button, "build-button");
  return button;
}

void
vt_space_page_make_chips (VtSpacePage *self)
{
  self->model_chip = VT_CHIP (vt_chip_new ("application-x-addon-symbolic", _ ("Model")));
  self->device_chip = VT_CHIP (vt_chip_new ("computer-symbolic", _ ("Device")));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->chips), vt_wrap_layout_new (8));
  gtk_box_append (self->chips, GTK_WIDGET (self->model_chip));
  gtk_box_append (self->chips, GTK_WIDGET (self->device_chip));
  gtk_box_append (self->chips, build_button ());
  g_signal_connect_object (self->notice, "action", G_CALLBACK (on_notice_action), self, G_CONNECT_SWAPPED);
}
