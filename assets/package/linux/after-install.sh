#!/bin/sh
# Runs as root after the package is unpacked. Nothing here may fail the installation.
folder='/opt/${sanitizedProductName}'

ln -sf "$folder/mcpproxy" /usr/bin/mcpproxy

# Chromium's sandbox: by user namespaces where the kernel allows them, else by this program with its set-uid bit.
if [ -L /proc/self/ns/user ] && unshare --user true 2>/dev/null; then
  chmod 0755 "$folder/chrome-sandbox" || true
else
  chmod 4755 "$folder/chrome-sandbox" || true
fi

# Links (mcpproxy://) and the icon.
if command -v update-desktop-database >/dev/null; then update-desktop-database /usr/share/applications || true; fi
if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf /usr/share/icons/hicolor || true; fi

# Ubuntu 24 and later allow user namespaces only to programs with a profile. Older ones cannot read it and need none.
profile="$folder/resources/apparmor-profile"
target='/etc/apparmor.d/${executable}'
if command -v apparmor_parser >/dev/null && apparmor_parser --skip-kernel-load --debug "$profile" >/dev/null 2>&1; then
  cp -f "$profile" "$target"
  if ! { command -v ischroot >/dev/null && ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache "$target" || true
  fi
fi
exit 0
