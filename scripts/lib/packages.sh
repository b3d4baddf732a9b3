# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Debian packages for the scripts beside; to be sourced.

# What Holdfast is built with, besides Swift.
# shellcheck disable=SC2034
build_packages=(libcrypt-dev libsqlite3-dev libzstd-dev zlib1g-dev)

packages_updated=no

# Installs the packages that are missing, and touches nothing when none is.
need_packages() {
    local package missing=() as_root=()
    for package; do
        if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
            missing+=("$package")
        fi
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "some packages are missing; as root: apt-get install --no-install-recommends ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}" >&2
    if [[ $packages_updated == no ]]; then
        "${as_root[@]}" apt-get --quiet=2 update >&2
        packages_updated=yes
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get --quiet=2 install --yes --no-install-recommends "${missing[@]}" >&2
}
