#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# All tests in all configurations; called by ./dev test [--quick]. The last line sums up.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export LC_ALL=C
. scripts/setup.sh

# Fast test programs, one or more of each layer: valgrind slows them down by a factor of 30 or so.
under_valgrind="test_rational test_interval test_aliasing test_graph test_exact test_slopes_tight
  test_cell test_rules test_step test_certificate test_reject test_mutation test_syntax
  test_singular"

passed=0 failed=0 skipped=0

count_failure() {
  complain "FAILED: $*"
  failed=$((failed + 1))
}

# run_tests FOLDER LOG [MESON-TEST-OPTION...]: runs, and adds the outcome of each test program.
run_tests() {
  local folder=$1 log=$2 status counts
  shift 2
  say "testing $folder ($log)"
  rm -f "$folder/meson-logs/$log"*.junit.xml # meson adds the wrapper's name
  meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "$log" "$@" </dev/null
  status=$?
  counts=$("$python" scripts/junit_counts.py "$folder/meson-logs/$log"*.junit.xml) ||
    { count_failure "$log left no results"; return; }
  set -- $counts
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  [ "$status" -eq 0 ] || [ "$2" -gt 0 ] || count_failure "$log: meson test ended with $status"
}

with_gcc() {
  build_with gcc build || { count_failure "the build with gcc"; return 1; }
  run_tests build gcc --no-suite browser --no-suite coq
  return 0
}

with_clang() {
  build_with clang build-clang || { count_failure "the build with clang"; return; }
  run_tests build-clang clang --no-suite browser --no-suite coq
}

with_sanitizers() {
  build_with gcc build-sanitize -Db_sanitize=address,undefined -Db_lundef=false \
    -Dc_args=-fno-sanitize-recover=all || { count_failure "the build with sanitizers"; return; }
  run_tests build-sanitize sanitize -t 5 --no-suite browser --no-suite coq
}

with_valgrind() {
  run_tests build valgrind -t 10 \
    --wrapper 'valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99' \
    $under_valgrind
}

# Some seconds of each fuzzer on each target; scripts/fuzz does it at length.
with_fuzzers() {
  local engine status
  for engine in "" --afl; do
    bash scripts/fuzz $engine all 5 60
    status=$?
    case $status in
    0) passed=$((passed + 1)) ;;
    77) skipped=$((skipped + 1)) ;;
    *) count_failure "scripts/fuzz $engine all 5 60" ;;
    esac
  done
}

with_coq() {
  run_tests build coq --suite coq
}

with_mpi() {
  build_with gcc build-mpi -Dmpi=enabled || { count_failure "the build with MPI"; return; }
  run_tests build-mpi mpi four_processes_write_the_certificate_of_one
}

with_browser() {
  run_tests build browser --suite browser
}

check_format() {
  say "checking the formatting"
  if c_files | xargs -0 clang-format --dry-run -Werror; then
    passed=$((passed + 1))
  else
    count_failure "clang-format (./dev format mends it)"
  fi
}

sum_up() {
  local line="$passed passed, $failed failed"
  [ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
  echo "$line"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

if [ "${1:-}" = --quick ]; then packages_for_tests=; fi
if install_packages $packages_for_tests; then
  with_gcc
  gcc_status=$?
  if [ "${1:-}" = --quick ]; then
    say "left out (--quick): clang, sanitizers, valgrind, Coq, the browser, MPI, fuzzers, formatting"
  else
    with_clang
    with_sanitizers
    [ "$gcc_status" -ne 0 ] || { with_valgrind; with_coq; with_browser; with_mpi; }
    with_fuzzers
    check_format
  fi
else
  count_failure "the packages"
fi
sum_up
