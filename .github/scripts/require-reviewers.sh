#!/usr/bin/env bash
# Fails unless a GitHub environment exists and has reviewers. GitHub makes a missing environment, without any, when a job
# names it: the gate would stand open without a word.
set -euo pipefail
repository=${1:?usage: require-reviewers.sh REPOSITORY ENVIRONMENT}
environment=${2:?}

reviewers='[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]] | length'
found=$(gh api "repos/$repository/environments/$environment" --jq "$reviewers" 2>/dev/null || echo missing)
if [ "$found" = missing ] || [ "$found" = 0 ]; then
  printf 'the GitHub environment %s %s: add required reviewers under Settings, Environments, then run this again\n' \
    "$environment" "$([ "$found" = missing ] && echo 'does not exist' || echo 'has no required reviewers')" >&2
  exit 1
fi
