#!/usr/bin/env bash
# Runs a command in a network of its own, where the only name server takes every question and answers none.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  exec unshare --user --map-root-user --mount --net bash "$0" --inside "$@"
fi
shift

ip link set lo up
resolver=$(mktemp)
echo "nameserver 127.0.0.1" >"$resolver"
mount --bind "$resolver" /etc/resolv.conf
rm "$resolver"
node -e 'require("node:dgram").createSocket("udp4").bind(53, "127.0.0.1", () => console.log("up"))' >"$resolver" &
until [ -s "$resolver" ]; do sleep 0.02; done
rm "$resolver"
trap 'kill $!' EXIT
"$@"
