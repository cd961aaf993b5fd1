/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/error.h"

G_DEFINE_QUARK (vt-error-quark, vt_error)
