#!/usr/bin/env bash
# Which stacks are reviewed, which of them the pipeline deploys, in this order, and which of those without approval.
# Bootstrap keeps its state with an administrator. The recovery stack is deployed in a disaster; whoever keeps it as a pilot
# light adds it before traffic, and to those without approval.
set -euo pipefail

case ${1:-} in
  reviewed) echo identity foundation-primary foundation-recovery primary recovery traffic ;;
  deployed) echo identity foundation-primary foundation-recovery primary traffic ;;
  routine) echo primary ;;
  *)
    printf 'usage: stacks.sh reviewed|deployed|routine\n' >&2
    exit 2
    ;;
esac
