#!/bin/sh
# npm for the Maven build. `npm.sh install` installs what package-lock.json names, unless that is
# there already; anything else is handed to npm as it is.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "client-js: $1" >&2
  echo "client-js: Install Node.js 20 or newer with npm, or build without: mvn -pl server ..." >&2
  exit 1
}

command -v node >/dev/null || fail "There is no node on the PATH."
command -v npm >/dev/null || fail "There is no npm on the PATH."
version=$(node -p process.versions.node)
[ "${version%%.*}" -ge 20 ] || fail "Node.js is $version; 20 or newer is needed."

if [ "${1:-}" != install ]; then
  exec npm "$@"
fi

hash=$(node -p "crypto.createHash('sha256').update(fs.readFileSync('package-lock.json')).digest('hex')")
installed=node_modules/.package-lock.sha256
if [ "$(cat "$installed" 2>/dev/null)" != "$hash" ]; then
  npm ci
  echo "$hash" >"$installed"
fi
