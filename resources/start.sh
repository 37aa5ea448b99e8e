#!/bin/sh
# Sets this program up and starts it, on Debian 12, Ubuntu 24.04, macOS 14 and newer.
set -eu

usage() {
    cat <<'WORDS'
Usage: sh resources/start.sh [COMMAND [ARGUMENT...]]

  demo         the till, a customer's phone, a local M-Pesa and a relay, on temporary data
  test         every check and every test; arguments go to pytest (then no coverage is asked for)
               --nightly, --release   the same tests with bigger numbers
               --mutation [MODULE...] would the tests notice a mistake in the payment core?
  setup        only the set-up
  COMMAND      any command of pos-desktop; none at all is the till itself

What is missing is installed first: system packages by apt-get (as root, or with sudo; otherwise the line
to run is printed), the rest into .venv. The first start downloads about 170 MB, later ones take a second.
WORDS
}

caller=$PWD
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
unfinished=$venv/.unfinished
command=${1-}
packages=''
python=''
job=''

# What another project's Python needs in its environment would break ours.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PIP_NO_BINARY PIP_ONLY_BINARY
export PIP_USER=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export PIP_DEFAULT_TIMEOUT="${PIP_DEFAULT_TIMEOUT:-60}"

# Standard output belongs to the program that is started; people's words go to standard error.
say() {
    printf 'start: %s\n' "$*" >&2
}

die() {
    say "$@"
    exit 1
}

# --- what this machine must be ---------------------------------------------------------------------------------

# The floor is that of the newest Qt and cryptography wheels on PyPI.
check_linux() {
    case $(uname -m) in
    x86_64 | amd64) floor=34 ;;
    aarch64 | arm64) floor=39 ;;
    *) die "there is no Qt for this processor ($(uname -m)): 64-bit Intel, AMD or ARM is needed." ;;
    esac
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || libc=''
    case $libc in
    'glibc 2.'*) ;;
    *) die "a Linux with glibc is needed, such as Debian 12 or Ubuntu 24.04." ;;
    esac
    minor=${libc#glibc 2.}
    [ "${minor%%.*}" -ge "$floor" ] ||
        die "this system is too old: it has $libc, and 2.$floor is needed (Debian 12 on Intel or AMD, Ubuntu 24.04)."
}

check_macos() {
    [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ] ||
        die "a Mac with Apple silicon is needed: the cryptography library is no longer made for Intel Macs."
    version=$(sw_vers -productVersion)
    [ "${version%%.*}" -ge 14 ] || die "macOS 14 or newer is needed; this is $version."
}

check_machine() {
    case $(uname -s) in
    Linux) check_linux ;;
    Darwin) check_macos ;;
    *) die "this script is for Linux and macOS; on Windows use resources\\start.ps1." ;;
    esac
    [ -w "$root" ] || die "$(id -un) may not write to $root, where .venv is made. Start as the folder's owner."
    free=$(df -Pk "$root" | awk 'NR == 2 { print $4 }')
    [ "${free:-999999}" -ge 800000 ] || die "about 800 MB must be free for the set-up; $root has $((free / 1024)) MB."
}

# --- system packages -------------------------------------------------------------------------------------------

# Qt's libraries and the Debian packages that bring them; from `ldd` of the platform plugins. With a display
# Qt blames libxcb-cursor0 whichever of the second list is missing.
without_display='libGL.so.1=libgl1 libEGL.so.1=libegl1 libxkbcommon.so.0=libxkbcommon0
    libfontconfig.so.1=libfontconfig1 libdbus-1.so.3=libdbus-1-3 libglib-2.0.so.0=libglib2.0-0
    libbrotlidec.so.1=libbrotli1 libgssapi_krb5.so.2=libgssapi-krb5-2'
with_display='libX11-xcb.so.1=libx11-xcb1 libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0
    libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1
    libxkbcommon-x11.so.0=libxkbcommon-x11-0 libwayland-client.so.0=libwayland-client0
    libwayland-cursor.so.0=libwayland-cursor0 libwayland-egl.so.1=libwayland-egl1'

find_missing_libraries() {
    case $command in
    relay | webshop | simulator) return 0 ;; # servers draw nothing
    esac
    known=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null) || return 0
    wanted=$without_display
    if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
        wanted="$wanted $with_display"
    fi
    for pair in $wanted; do
        case $known in
        *"	${pair%%=*} (libc6,"*) ;; # "(libc6)" alone is a 32-bit one
        *) packages="$packages ${pair#*=}" ;;
        esac
    done
}

print_line_for_root() {
    say "only an administrator can install what is missing. Have this line run as root, then start again:"
    printf '\n    apt-get update && apt-get install -y --no-install-recommends%s\n\n' "$packages" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" no_proxy="${no_proxy-}" \
        apt-get -qq -o DPkg::Lock::Timeout=600 "$@" </dev/null >/dev/null
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 ||
        die "these are missing; install them with this system's own tool, then start again (Debian's names):$packages"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || print_line_for_root
        if ! sudo -n true 2>/dev/null; then
            [ -t 0 ] || print_line_for_root
            say "your password may be asked for, to install system packages."
            sudo true || print_line_for_root
        fi
    fi
    say "installing system packages (about half a minute):$packages"
    apt update || say "the package lists could not be refreshed; going on with those at hand."
    # shellcheck disable=SC2086 # one word a package
    apt install -y --no-install-recommends $packages || print_line_for_root
    packages=''
}

# --- Python ----------------------------------------------------------------------------------------------------

# Newest: the last Python that the locked packages have wheels for.
fits='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15) or sys.maxsize < 2**32)'

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 \
        /opt/homebrew/bin/python3 /opt/homebrew/bin/python3.13 \
        /Library/Frameworks/Python.framework/Versions/3.1[1-4]/bin/python3 /usr/bin/python3; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if [ "$path" = /usr/bin/python3 ] && [ "$(uname -s)" = Darwin ]; then
            xcode-select -p >/dev/null 2>&1 || continue # a stand-in that opens a dialogue
        fi
        if "$path" -c "$fits" >/dev/null 2>&1; then
            python=$path
            return 0
        fi
    done
    return 1
}

install_python() {
    if [ "$(uname -s)" = Darwin ]; then
        command -v brew >/dev/null 2>&1 ||
            die "Python 3.11 to 3.14 is missing: install it from python.org, then start again."
        say "installing Python by Homebrew."
        brew install python@3.13 >&2
    else
        packages="$packages python3 python3-venv"
        install_packages
    fi
    find_python || die "Python 3.11 to 3.14 with its venv module is needed, and this system's packages do not bring it."
}

# --- .venv -----------------------------------------------------------------------------------------------------

# A set-up that stands is known by these lines; whatever changes one of them makes the next start look again.
fingerprint() {
    printf '%s\n' "$root" "$(readlink -f "$venv/bin/python")"
    (cd "$root" && cksum "$1" pyproject.toml pos_desktop/__init__.py)
}

stands() {
    [ -x "$venv/bin/python" ] && [ ! -e "$unfinished" ] && [ -f "$venv/$stamp" ] &&
        [ "$(cat "$venv/$stamp")" = "$(fingerprint "$lock")" ]
}

works() {
    "$venv/bin/python" -c "import pip; $fits" >/dev/null 2>&1
}

belongs_elsewhere() {
    for file in "$venv"/.installed-*; do
        [ ! -f "$file" ] || [ "$(head -n 1 "$file")" = "$root" ] || return 0
    done
    return 1
}

# The lock is the system's own, on a file that is there anyway: it falls with the last process that holds it.
hold_lock() {
    exec 9<"$root/requirements.lock"
    "$python" -c '
import fcntl, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("start: another start is setting up; waiting for it.", file=sys.stderr, flush=True)
    fcntl.flock(9, fcntl.LOCK_EX)
except OSError:
    pass  # a network folder that cannot lock: one start at a time is up to its users
'
}

make_venv() {
    if [ -e "$unfinished" ]; then
        say "the last set-up did not get to its end: beginning again (what was downloaded is kept)."
        rm -rf "$venv"
    elif [ -e "$venv" ] && { belongs_elsewhere || ! works; }; then
        say ".venv is broken, or was made for another folder or Python: making it anew."
        rm -rf "$venv"
    fi
    mkdir -p "$venv"
    : >"$unfinished"
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" >&2
}

show_progress() {
    total=$(grep -c '==' "$1")
    while kill -0 "$job" 2>/dev/null; do
        sleep 1
        printf '\rstart: %s of %s packages ' "$(grep -c '^Collecting ' "$log")" "$total" >&2
    done
    printf '\r\033[K' >&2
}

pip_install() {
    log=$venv/setup.log
    # In the background, so that a signal is answered at once and takes pip along.
    "$venv/bin/python" -m pip install "$@" >"$log" 2>&1 &
    job=$!
    trap 'kill "$job" 2>/dev/null; exit 130' INT TERM HUP
    if [ -t 2 ] && [ "$1" = -r ]; then
        show_progress "$2"
    fi
    status=0
    wait "$job" || status=$?
    trap - INT TERM HUP
    [ "$status" -eq 0 ] && return 0
    rm -f "$unfinished" # pip takes back what it began: only a kill leaves half a package
    grep -v '^Ignoring ' "$log" | tail -n 15 >&2
    die "the set-up failed; the lines above say why, all of them are in $log. Start again to go on from here." \
        "(Behind a proxy set HTTPS_PROXY, for a certificate of your own PIP_CERT.)"
}

install_locked() {
    if [ -z "${HOME-}" ] || [ ! -w "${HOME-}" ]; then
        export PIP_NO_CACHE_DIR=1 # pip would complain, and has nowhere to keep it
    fi
    say "installing into .venv: about 170 MB to download the first time, then half a minute."
    # Wheels only: a source package would run its own, unlocked, build. The lock is whole, so nothing is looked for
    # beside it: pip before 23.3 takes a newer release for what is wanted with an extra, and then refuses it.
    pip_install -r "$root/$lock" --require-hashes --no-deps --only-binary :all:
    pip_install --no-deps --no-build-isolation --editable "$root"
}

write_stamps() {
    fingerprint requirements.lock >"$venv/.installed-run"
    if [ "$stamp" = .installed-dev ]; then
        fingerprint "$lock" >"$venv/.installed-dev"
    fi
    rm -f "$unfinished"
}

set_up() {
    check_machine
    find_python || install_python
    hold_lock
    if ! stands; then
        make_venv
        install_locked
        write_stamps
        say "ready."
    fi
    exec 9<&-
}

# --- from here on things happen --------------------------------------------------------------------------------

case $command in
-h | --help)
    usage
    exit 0
    ;;
test)
    stamp=.installed-dev
    lock=.ci/requirements-dev.lock # holds all of requirements.lock
    ;;
*)
    stamp=.installed-run
    lock=requirements.lock
    ;;
esac

[ -f "$root/pyproject.toml" ] || die "this is an installed program: start it with pos-desktop."

find_missing_libraries
if [ -n "$packages" ]; then
    find_python || packages="$packages python3 python3-venv" # one visit to the package manager
    install_packages
fi
stands || set_up

case $command in
setup)
    say "set up in $root/.venv."
    ;;
test)
    shift
    cd "$root"
    exec "$venv/bin/python" .ci/check.py "$@"
    ;;
*)
    # Back to the caller's folder, whose files the arguments may name; -P keeps its modules out.
    cd "$caller" 2>/dev/null || cd "$root"
    exec "$venv/bin/python" -P -m pos_desktop "$@"
    ;;
esac
