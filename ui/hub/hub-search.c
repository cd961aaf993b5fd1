/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-search.h"

#include <glib/gi18n.h>

#include "app/hub-results.h"
#include "ui/hub/hub-dataset-page.h"
#include "ui/hub/hub-model-page.h"
#include "ui/hub/hub-row.h"
#include "ui/hub/hub-space-page.h"
#include "ui/notice-bar.h"

struct _VtHubSearch
{
  GtkWidget parent_instance;
  VtHubResults *results;
  gboolean asked;

  AdwLeaflet *leaflet;
  GtkWidget *list_side;
  GtkEditable *entry;
  GtkDropDown *tasks;
  GtkDropDown *sorts;
  GtkStack *content;
  GtkSpinner *spinner;
  GtkListView *list;
  VtNoticeBar *notice;
  AdwStatusPage *empty;
  AdwBin *side;
  GtkWidget *details;
  const struct Kind *kind;
};

/* What is looked for, and the page beside the list that shows one of them. */
struct Kind
{
  VtHubKind kind;
  const char *tasks;     /* what the drop-down of tasks is */
  const char *filter;    /* (nullable): the tag that its first entry asks for, before one for all; else tasks follow one for all */
  const char *first;
  const char *nothing;
  GtkWidget *(*new_page) (VtApplication *app);
  void (*show) (GtkWidget *page, const VtHubModel *model);
  void (*set_folded) (GtkWidget *page, gboolean folded);
};

G_DEFINE_FINAL_TYPE (VtHubSearch, vt_hub_search, GTK_TYPE_WIDGET)

static void
show_model (GtkWidget *page, const VtHubModel *model)
{
  vt_hub_model_page_show (VT_HUB_MODEL_PAGE (page), model);
}

static void
fold_model (GtkWidget *page, gboolean folded)
{
  vt_hub_model_page_set_folded (VT_HUB_MODEL_PAGE (page), folded);
}

static void
show_dataset (GtkWidget *page, const VtHubModel *dataset)
{
  vt_hub_dataset_page_show (VT_HUB_DATASET_PAGE (page), dataset);
}

static void
fold_dataset (GtkWidget *page, gboolean folded)
{
  vt_hub_dataset_page_set_folded (VT_HUB_DATASET_PAGE (page), folded);
}

static void
show_space (GtkWidget *page, const VtHubModel *space)
{
  vt_hub_space_page_show (VT_HUB_SPACE_PAGE (page), space);
}

static void
fold_space (GtkWidget *page, gboolean folded)
{
  vt_hub_space_page_set_folded (VT_HUB_SPACE_PAGE (page), folded);
}

static const struct Kind kinds[] = {
  { VT_HUB_MODELS, N_ ("What the model is for"), NULL, N_ ("All Tasks"), N_ ("No Model Found"), vt_hub_model_page_new, show_model,
    fold_model },
  { VT_HUB_DATASETS, N_ ("What the data set is for"), NULL, N_ ("All Tasks"), N_ ("No Data Set Found"), vt_hub_dataset_page_new,
    show_dataset, fold_dataset },
  { VT_HUB_SPACES, N_ ("Which Spaces"), "vitrine", N_ ("Made with Vitrine"), N_ ("No Space Found"), vt_hub_space_page_new, show_space,
    fold_space },
};

static const char *const sort_keys[] = { "downloads", "trending_score", "likes", "last_modified" };
static const char *const sort_names[] = { N_ ("Most Downloads"), N_ ("Trending"), N_ ("Most Likes"), N_ ("Newest") };

/* The task that the drop-down has, or NULL for any; the first entry is any. */
static const char *
get_task (VtHubSearch *self)
{
  guint selected = gtk_drop_down_get_selected (self->tasks);

  if (self->kind->filter)
    return NULL;
  return selected == GTK_INVALID_LIST_POSITION || selected == 0 ? NULL : vt_task_classes[selected - 1]->name;
}

static const char *
get_filter (VtHubSearch *self)
{
  return gtk_drop_down_get_selected (self->tasks) == 0 ? self->kind->filter : NULL;
}

static void
search (VtHubSearch *self)
{
  guint sort = gtk_drop_down_get_selected (self->sorts) + (self->kind && self->kind->filter ? 1 : 0);

  if (!self->asked) /* not before it is on the screen */
    return;
  vt_hub_results_search (self->results, gtk_editable_get_text (self->entry), get_task (self), get_filter (self),
                         sort_keys[MIN (sort, G_N_ELEMENTS (sort_keys) - 1)]);
}

static void
refresh (VtHubSearch *self)
{
  gboolean loading = vt_hub_results_get_loading (self->results);
  const char *failure = vt_hub_results_get_failure (self->results);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->results)) > 0;

  gtk_stack_set_visible_child_name (self->content, any ? "list" : loading ? "loading" : failure ? "failed" : "empty");
  gtk_spinner_set_spinning (self->spinner, loading && !any);
  if (failure && !loading)
    vt_notice_bar_show (self->notice, TRUE, failure, NULL, _ ("Try Again"));
  else
    vt_notice_bar_hide (self->notice);
}

static void
on_edge (VtHubSearch *self, GtkPositionType position)
{
  if (position == GTK_POS_BOTTOM)
    vt_hub_results_more (self->results);
}

static void
on_activate (VtHubSearch *self, guint position)
{
  g_autoptr (VtHubResult) result = g_list_model_get_item (G_LIST_MODEL (self->results), position);

  self->kind->show (self->details, vt_hub_result_get_model (result));
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->side));
}

/* The folded details go back to the list before the page goes back to the gallery. */
static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_set_visible_child (VT_HUB_SEARCH (widget)->leaflet, VT_HUB_SEARCH (widget)->list_side);
}

static void
on_folded (VtHubSearch *self)
{
  if (self->kind)
    self->kind->set_folded (self->details, adw_leaflet_get_folded (self->leaflet));
}

static void
vt_hub_search_map (GtkWidget *widget)
{
  VtHubSearch *self = VT_HUB_SEARCH (widget);

  GTK_WIDGET_CLASS (vt_hub_search_parent_class)->map (widget);
  if (self->asked)
    return;
  self->asked = TRUE;
  search (self);
}

static void
vt_hub_search_dispose (GObject *object)
{
  VtHubSearch *self = VT_HUB_SEARCH (object);

  if (self->results)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_clear_object (&self->results);
  g_clear_pointer ((GtkWidget **) &self->leaflet, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_search_parent_class)->dispose (object);
}

static void
vt_hub_search_class_init (VtHubSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_search_dispose;
  widget_class->map = vt_hub_search_map;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/hub-search.ui");
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, leaflet);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, list_side);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, tasks);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, sorts);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, content);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, spinner);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, list);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, notice);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, empty);
  gtk_widget_class_bind_template_child (widget_class, VtHubSearch, side);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, on_edge);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "hub.list", NULL, back_action);
}

static void
fill_drop_downs (VtHubSearch *self)
{
  g_autoptr (GtkStringList) tasks = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) sorts = gtk_string_list_new (NULL);

  gtk_string_list_append (tasks, _ (self->kind->first));
  if (self->kind->filter)
    gtk_string_list_append (tasks, _ ("All Spaces"));
  for (guint i = 0; !self->kind->filter && vt_task_classes[i]; i++)
    gtk_string_list_append (tasks, _ (vt_task_classes[i]->title));
  for (guint i = 0; i < G_N_ELEMENTS (sort_names); i++)
    if (i > 0 || !self->kind->filter) /* nobody downloads a Space */
      gtk_string_list_append (sorts, _ (sort_names[i]));
  gtk_drop_down_set_model (self->tasks, G_LIST_MODEL (tasks));
  gtk_drop_down_set_model (self->sorts, G_LIST_MODEL (sorts));
  vt_name_drop_down (self->sorts, _ ("Which come first"));
  vt_name_drop_down (self->tasks, _ (self->kind->tasks));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->tasks), _ (self->kind->tasks));
}

static void
vt_hub_search_init (VtHubSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_hub_search_new (VtApplication *app, VtHubKind kind)
{
  VtHubSearch *self = g_object_new (VT_TYPE_HUB_SEARCH, NULL);
  VtHubClient *client = vt_model_library_get_client (vt_application_get_library (app));
  GtkSelectionModel *selection;
  GtkListItemFactory *factory = vt_hub_row_factory_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      self->kind = &kinds[i];
  fill_drop_downs (self);
  self->results = vt_hub_results_new (client, kind);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->results))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_list_view_set_model (self->list, selection);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (selection);
  g_object_unref (factory);
  self->details = self->kind->new_page (app);
  adw_bin_set_child (self->side, self->details);
  on_folded (self);
  adw_status_page_set_title (self->empty, _ (self->kind->nothing));
  g_signal_connect_swapped (self->results, "notify::loading", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->results, "notify::failure", G_CALLBACK (refresh), self);
  if (vt_application_get_settings (app)) /* another computer, other results */
    g_signal_connect_object (vt_application_get_settings (app), "changed::room-hub", G_CALLBACK (search), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return GTK_WIDGET (self);
}

void
vt_hub_search_focus (VtHubSearch *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
