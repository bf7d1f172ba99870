#!/usr/bin/env bash
# Which stacks are reviewed, and which of them are deployed by the pipeline, in this order. Bootstrap keeps its state
# with an administrator, identity writes permissions: both are an administrator's. The recovery stack is deployed in a
# disaster; whoever keeps it as a pilot light adds it before traffic.
set -euo pipefail

case ${1:-} in
  reviewed) echo identity foundation-primary foundation-recovery primary recovery traffic ;;
  deployed) echo foundation-primary foundation-recovery primary traffic ;;
  *)
    printf 'usage: stacks.sh reviewed|deployed\n' >&2
    exit 2
    ;;
esac
