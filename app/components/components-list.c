/* components-list.c: every component, one name each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/component-class.h"

extern const VtComponentClass vt_component_image;
extern const VtComponentClass vt_component_audio;
extern const VtComponentClass vt_component_captions;
extern const VtComponentClass vt_component_timedtext;
extern const VtComponentClass vt_component_imageeditor;
extern const VtComponentClass vt_component_imageslider;
extern const VtComponentClass vt_component_annotatedimage;
extern const VtComponentClass vt_component_heatmap;
extern const VtComponentClass vt_component_video;
extern const VtComponentClass vt_component_textbox;
extern const VtComponentClass vt_component_multimodaltextbox;
extern const VtComponentClass vt_component_number;
extern const VtComponentClass vt_component_slider;
extern const VtComponentClass vt_component_checkbox;
extern const VtComponentClass vt_component_dropdown;
extern const VtComponentClass vt_component_colorpicker;
extern const VtComponentClass vt_component_datetime;
extern const VtComponentClass vt_component_checkboxgroup;
extern const VtComponentClass vt_component_radio;
extern const VtComponentClass vt_component_button;
extern const VtComponentClass vt_component_clearbutton;
extern const VtComponentClass vt_component_uploadbutton;
extern const VtComponentClass vt_component_downloadbutton;
extern const VtComponentClass vt_component_label;
extern const VtComponentClass vt_component_highlightedtext;
extern const VtComponentClass vt_component_chatbot;
extern const VtComponentClass vt_component_markdown;
extern const VtComponentClass vt_component_code;
extern const VtComponentClass vt_component_dataframe;
extern const VtComponentClass vt_component_json;
extern const VtComponentClass vt_component_plot;
extern const VtComponentClass vt_component_barplot;
extern const VtComponentClass vt_component_lineplot;
extern const VtComponentClass vt_component_scatterplot;
extern const VtComponentClass vt_component_gallery;
extern const VtComponentClass vt_component_filmstrip;
extern const VtComponentClass vt_component_file;
extern const VtComponentClass vt_component_timer;
extern const VtComponentClass vt_component_state;

const VtComponentClass *const vt_component_classes[] = {
  &vt_component_textbox,
  &vt_component_multimodaltextbox,
  &vt_component_number,
  &vt_component_slider,
  &vt_component_checkbox,
  &vt_component_dropdown,
  &vt_component_colorpicker,
  &vt_component_datetime,
  &vt_component_checkboxgroup,
  &vt_component_radio,
  &vt_component_button,
  &vt_component_image,
  &vt_component_imageeditor,
  &vt_component_audio,
  &vt_component_video,
  &vt_component_clearbutton,
  &vt_component_uploadbutton,
  &vt_component_downloadbutton,
  &vt_component_captions,
  &vt_component_timedtext,
  &vt_component_imageslider,
  &vt_component_annotatedimage,
  &vt_component_heatmap,
  &vt_component_label,
  &vt_component_highlightedtext,
  &vt_component_chatbot,
  &vt_component_markdown,
  &vt_component_code,
  &vt_component_dataframe,
  &vt_component_json,
  &vt_component_plot,
  &vt_component_barplot,
  &vt_component_lineplot,
  &vt_component_scatterplot,
  &vt_component_gallery,
  &vt_component_filmstrip,
  &vt_component_file,
  &vt_component_timer,
  &vt_component_state,
  NULL,
};
