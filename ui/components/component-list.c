/* component-list.c: every component that has a widget.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/component.h"

#define VT_COMPONENT_WIDGETS(X) \
  X (image)                     \
  X (audio)                     \
  X (captions)                  \
  X (timedtext)                 \
  X (imageeditor)               \
  X (imageslider)               \
  X (annotatedimage)            \
  X (heatmap)                   \
  X (video)                     \
  X (textbox)                   \
  X (multimodaltextbox)         \
  X (number)                    \
  X (slider)                    \
  X (checkbox)                  \
  X (dropdown)                  \
  X (colorpicker)               \
  X (datetime)                  \
  X (checkboxgroup)             \
  X (radio)                     \
  X (button)                    \
  X (clearbutton)               \
  X (uploadbutton)              \
  X (downloadbutton)            \
  X (label)                     \
  X (highlightedtext)           \
  X (markdown)                  \
  X (code)                      \
  X (dataframe)                 \
  X (json)                      \
  X (plot)                      \
  X (barplot)                   \
  X (lineplot)                  \
  X (scatterplot)               \
  X (gallery)                   \
  X (filmstrip)                 \
  X (file)                      \
  X (chatbot)                   \
  X (timer)                     \
  X (state)

#define DECLARE(name) extern const VtComponentWidgetClass vt_##name##_class;
VT_COMPONENT_WIDGETS (DECLARE)

#define NAME(name) &vt_##name##_class,
const VtComponentWidgetClass *const vt_component_widget_classes[] = { VT_COMPONENT_WIDGETS (NAME) NULL };
