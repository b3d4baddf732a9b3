// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Places of a Linux system that mean the same in every image, as tables.
enum KnownPlaces {
    /// Why files at a path matter, if the path is one that decides about rights, trust or what is run.
    static func risk(at path: ByteString) -> Risk? {
        sensitive.first { $0.patterns.contains { $0.matches(path) } }?.risk
    }

    /// Why files at a path matter that decide about something of less weight.
    static func lesserRisk(at path: ByteString) -> Risk? {
        noteworthy.first { $0.patterns.contains { $0.matches(path) } }?.risk
    }

    /// Tells whether a path inside of a directory makes that directory one of programs, libraries or settings.
    static func isTrusted(inside path: ByteString) -> Bool {
        path == "/etc/" || programDirectories.contains { $0.matches(path) }
    }

    /// Tells whether only programs lie here.
    static func holdsOnlyPrograms(_ path: ByteString) -> Bool {
        commandDirectories.contains { $0.matches(path) }
    }

    /// Tells whether packages of the distribution put their files here.
    static func isFilledByPackages(_ path: ByteString) -> Bool {
        filledByPackages.contains { $0.matches(path) }
    }

    /// Tells whether links here decide which program or library a name leads to.
    static func holdsPrograms(_ path: ByteString) -> Bool {
        programDirectories.contains { $0.matches(path) } && !debugLinks.matches(path)
    }

    /// Tells whether a package manager notes here what is installed.
    static func isPackageDatabase(_ path: ByteString) -> Bool {
        packageDatabases.contains { $0.matches(path) }
    }

    /// Links from the identity of a build to its program: nothing is run through them.
    static let debugLinks: PathPattern = "/usr/lib/.build-id/**"
    /// Scripts of installed packages in an archive; its members carry moments, so that it differs between equal builds.
    static let packageScripts: [PathPattern] = ["/lib/apk/db/scripts.tar*", "/usr/lib/apk/db/scripts.tar*"]

    private static let sensitive: [(risk: Risk, patterns: [PathPattern])] = [
        (.accounts, ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/subuid", "/etc/subgid"]),
        (.sudoRules, ["/etc/sudoers", "/etc/sudoers.d/**", "/etc/doas.conf", "/etc/doas.d/**", "/etc/polkit-1/**"]),
        (.preloadedLibraries, ["/etc/ld.so.preload"]),
        (.librarySearchPath, ["/etc/ld.so.conf", "/etc/ld.so.conf.d/**", "/etc/ld-musl-*.path"]),
        (.scheduledJobs, ["/etc/cron*", "/etc/cron*/**", "/etc/anacrontab", "/var/spool/cron/**", "/etc/periodic/**"]),
        (
            .services,
            [
                "/etc/init.d/**", "/etc/init/**", "/etc/rc*", "/etc/rc*/**", "/etc/inittab", "/etc/systemd/**",
                "/lib/systemd/**", "/usr/lib/systemd/**", "/etc/xinetd.d/**", "/etc/runit/**", "/etc/s6*/**",
                "/etc/conf.d/**", "/etc/runlevels/**", "/etc/supervisor/**", "/etc/supervisord.conf",
            ]
        ),
        (.ssh, ["/etc/ssh/**", "/root/.ssh/**", "**/.ssh/**"]),
        (
            .certificateStore,
            [
                "/etc/ssl/**", "/etc/pki/**", "/usr/local/share/ca-certificates/**", "/usr/share/ca-certificates/**",
                "/usr/share/pki/**", "/etc/ca-certificates/**", "/etc/ca-certificates.conf", "/usr/lib/ssl/**",
                "/var/lib/ca-certificates/**",
            ]
        ),
        (.loginModules, ["/etc/pam.d/**", "/etc/pam.conf", "/etc/security/**", "/usr/lib/pam.d/**"]),
        (.nameService, ["/etc/nsswitch.conf", "/etc/host.conf"]),
        (
            .shellProfile,
            [
                "/etc/profile", "/etc/profile.d/**", "/etc/bash.bashrc", "/etc/bashrc", "/etc/zsh/**",
                "/etc/environment", "**/.bashrc", "**/.bash_profile", "**/.bash_login", "**/.bash_logout",
                "**/.profile", "**/.zshrc", "**/.zshenv", "**/.zprofile",
            ]
        ),
        (
            .packageSources,
            [
                "/etc/apt/**", "/usr/share/keyrings/**", "/etc/apk/repositories", "/etc/apk/keys/**",
                "/usr/share/apk/keys/**", "/etc/yum.repos.d/**", "/etc/yum.conf", "/etc/dnf/**", "/etc/zypp/**",
                "/etc/pip.conf", "/etc/npmrc", "**/.npmrc", "**/.pip/pip.conf", "**/.config/pip/pip.conf",
            ]
        ),
    ]

    private static let noteworthy: [(risk: Risk, patterns: [PathPattern])] = [
        (.librarySearchPath, ["/etc/ld.so.cache"]),
        (.nameService, ["/etc/hosts"]),
        (
            .services,
            [
                "/usr/lib/udev/rules.d/**", "/lib/udev/rules.d/**", "/etc/udev/rules.d/**",
                "/usr/share/dbus-1/system-services/**", "/usr/lib/tmpfiles.d/**", "/etc/tmpfiles.d/**",
            ]
        ),
        (.programSettings, ["/etc/gitconfig"]),
    ]

    private static let commandDirectories: [PathPattern] = [
        "/bin/**", "/sbin/**", "/usr/bin/**", "/usr/sbin/**", "/usr/local/bin/**", "/usr/local/sbin/**",
        "/etc/alternatives/**",
    ]

    private static let programDirectories: [PathPattern] =
        commandDirectories + ["/lib*/**", "/usr/lib*/**", "/usr/local/lib*/**"]

    private static let filledByPackages: [PathPattern] = [
        "/bin/**", "/sbin/**", "/lib*/**", "/usr/bin/**", "/usr/sbin/**", "/usr/lib*/**", "/usr/share/**",
        "/etc/alternatives/**", "/var/lib/dpkg/info/**",
    ]

    private static let packageDatabases: [PathPattern] = [
        "/var/lib/dpkg/**", "/lib/apk/db/**", "/usr/lib/apk/db/**", "/var/lib/rpm/**", "/usr/lib/sysimage/rpm/**",
        "/var/lib/pacman/**",
    ]
}
