#!/usr/bin/env bash
# Prints where an environment lies, as outputs of a step: account and region, from its settings.
set -euo pipefail
environment=${1:?usage: target.sh ENVIRONMENT}

settings="settings/$environment.json"
printf 'account=%s\n' "$(jq -er .accountId "$settings")"
printf 'region=%s\n' "$(jq -er .primary.region "$settings")"
