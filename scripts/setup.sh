# SPDX-License-Identifier: MIT
# Sourced by dev and test.sh, in the root of the repository: packages, builds, lists of files.

# What Debian 12 has to have. Nothing else is ever downloaded.
packages="build-essential meson ninja-build pkg-config bison re2c python3
  libgmp-dev libmpfr-dev libmd-dev libflint-dev libflint-arb-dev liblapacke-dev libnlopt-dev
  libjansson-dev libcmocka-dev zlib1g-dev libzstd-dev zstd clang clang-format valgrind gcovr scdoc"

# What the full tests need besides: a browser for the report pages, Coq for formal/, z3 for the export to SMT-LIB, Open MPI for
# `abcert prove --mpi`; and MPFI for bench/.
packages_for_coq="coq libcoq-interval libcoq-flocq"
packages_for_tests="chromium chromium-driver z3 afl++ libopenmpi-dev openmpi-bin libmpfi-dev $packages_for_coq"

# Our scripts use the standard library alone; the system's own python comes first.
python=/usr/bin/python3
[ -x "$python" ] || python=python3

say() {
  printf '== %s\n' "$*"
}

complain() {
  printf './dev: %s\n' "$*" >&2
}

# missing_packages PACKAGE...
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed$' || echo "$package"
  done
}

# Runs a command as root; sudo may ask for a password only where somebody can answer.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

can_be_root() {
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

# install_packages [PACKAGE...]: the packages that everything needs, and these.
install_packages() {
  set -- $packages "$@"
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: going on in the hope that these are there:" "$@"
    return 0
  fi
  local missing
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -z "$missing" ] && return 0
  if ! can_be_root; then
    complain "these packages are missing: $missing"
    complain "neither root nor sudo works here; please run: apt-get install $missing"
    return 1
  fi
  say "installing $missing"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update ||
    complain "apt-get update failed; trying with the lists that are there"
  # $missing is a list of words.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends $missing </dev/null ||
    { complain "apt-get install failed: $missing"; return 1; }
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -z "$missing" ] || { complain "still missing after the installation: $missing"; return 1; }
}

# configure_with COMPILER FOLDER [MESON-OPTION...]: configures the folder if it is new.
configure_with() {
  local compiler=$1 folder=$2
  shift 2
  say "building $folder ($compiler $*)"
  if [ ! -e "$folder/build.ninja" ]; then
    rm -rf "$folder"
    CC=$compiler meson setup "$folder" "$@" || { complain "meson setup $folder failed"; return 1; }
  fi
}

# build_with COMPILER FOLDER [MESON-OPTION...]: the same, and builds.
build_with() {
  configure_with "$@" || return 1
  ninja -C "$2" || { complain "the build in $2 failed (./dev clean starts afresh)"; return 1; }
}

# All C files, separated by NUL.
c_files() {
  find include src examples bench tests \( -name '*.c' -o -name '*.h' \) -print0 | sort -z
}
