#!/bin/sh
# Makes the secrets of this installation, each once. Nothing here is the same on two machines.
set -eu
umask 077

latchkey() {
  node /opt/latchkey/bin/latchkey.js "$@"
}

random() {
  node -p 'crypto.randomBytes(24).toString("base64url")'
}

# Whole or not at all: what was cut off would count as made.
keep() {
  cat > "$1.new"
  mv "$1.new" "$1"
}

latchkey secrets init --config /var/lib/latchkey
cd /var/lib/latchkey/secrets
[ -s demo-client ] || (random; random) | tr -d '\n' | keep demo-client
[ -s demo-password ] || random | keep demo-password
[ -s demo-password-hash ] || latchkey hash-password < demo-password | keep demo-password-hash
echo "user: alice"
echo "password: $(cat demo-password)"
