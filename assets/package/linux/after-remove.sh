#!/bin/sh
# Runs as root after the package is removed, and before a newer one is unpacked.
case "$1" in upgrade | 1) exit 0 ;; esac

if [ "$(readlink /usr/bin/mcpproxy)" = '/opt/${sanitizedProductName}/mcpproxy' ]; then rm -f /usr/bin/mcpproxy; fi

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null; then apparmor_parser --remove "$profile" 2>/dev/null || true; fi
  rm -f "$profile"
fi
exit 0
