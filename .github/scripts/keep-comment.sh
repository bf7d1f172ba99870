#!/usr/bin/env bash
# Keeps one comment on a pull request: finds ours by its marker and its author, and writes it anew.
set -euo pipefail
repository=${1:?usage: keep-comment.sh REPOSITORY PULL_REQUEST FILE}
pull_request=${2:?}
file=${3:?}

marker='<!-- syncwell-plan-review:v1 '
if [ "$(head -c "${#marker}" "$file")" != "$marker" ]; then
  printf '%s is no comment of the plan review\n' "$file" >&2
  exit 1
fi
own=".[] | select(.user.login == \"github-actions[bot]\") | select(.body | startswith(\"$marker\")) | .id"
known=$(gh api --paginate "repos/$repository/issues/$pull_request/comments" --jq "$own" | sed -n 1p)
if [ -n "$known" ]; then
  gh api --method PATCH "repos/$repository/issues/comments/$known" --field body=@"$file" --silent
else
  gh api --method POST "repos/$repository/issues/$pull_request/comments" --field body=@"$file" --silent
fi
