// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A program that runs containers, and what its options are.
enum ContainerProgram: String, CaseIterable, Sendable {
    case docker
    case podman
    case nerdctl

    /// Reads the name of a program, with or without the way to it.
    init?(_ word: ShellWord) {
        guard !word.isVariable else { return nil }
        let name = word.programName
        self.init(rawValue: name.hasSuffix(".exe") ? String(name.dropLast(4)) : name)
    }

    /// The options before the verb that take a value.
    var globalOptions: Set<String> {
        switch self {
        case .docker:
            [
                "--config", "--context", "--host", "--log-level", "--tlscacert", "--tlscert", "--tlskey", "-H", "-c",
                "-l",
            ]
        case .podman:
            [
                "--cgroup-manager", "--conmon", "--connection", "--events-backend", "--hooks-dir", "--identity",
                "--imagestore", "--log-level", "--module", "--namespace", "--network-cmd-path", "--network-config-dir",
                "--out", "--root", "--runroot", "--runtime", "--runtime-flag", "--ssh", "--storage-driver",
                "--storage-opt", "--tmpdir", "--url", "--volumepath", "-c",
            ]
        case .nerdctl:
            [
                "--address", "--cgroup-manager", "--cni-netconfpath", "--cni-path", "--data-root", "--host",
                "--host-gateway-ip", "--hosts-dir", "--namespace", "--snapshotter", "--storage-driver", "-H", "-a",
                "-n",
            ]
        }
    }

    /// The options before the verb that take none.
    static let globalFlags: Set<String> = [
        "--debug", "--debug-full", "--experimental", "--help", "--insecure-registry", "--noout", "--remote", "--syslog",
        "--tls", "--tlsverify", "--transient-store", "--version", "-D", "-h", "-r", "-v",
    ]

    /// The long options of `run`, `create` and `pull` that take a value, of all three programs: none takes one here and
    /// none there.
    static let options: Set<String> = [
        "--add-host", "--annotation", "--arch", "--attach", "--authfile", "--blkio-weight", "--blkio-weight-device",
        "--cap-add", "--cap-drop", "--cert-dir", "--cgroup-conf", "--cgroup-parent", "--cgroupns", "--cgroups",
        "--chrootdirs", "--cidfile", "--conmon-pidfile", "--cosign-certificate-identity",
        "--cosign-certificate-identity-regexp", "--cosign-certificate-oidc-issuer",
        "--cosign-certificate-oidc-issuer-regexp", "--cosign-key", "--cpu-count", "--cpu-percent", "--cpu-period",
        "--cpu-quota", "--cpu-rt-period", "--cpu-rt-runtime", "--cpu-shares", "--cpus", "--cpuset-cpus",
        "--cpuset-mems",
        "--creds", "--decryption-key", "--detach-keys", "--device", "--device-cgroup-rule", "--device-read-bps",
        "--device-read-iops", "--device-write-bps", "--device-write-iops", "--dns", "--dns-opt", "--dns-option",
        "--dns-search", "--domainname", "--entrypoint", "--env", "--env-file", "--env-merge", "--expose", "--gidmap",
        "--gpus", "--group-add", "--group-entry", "--health-cmd", "--health-interval", "--health-log-destination",
        "--health-max-log-count", "--health-max-log-size", "--health-on-failure", "--health-retries",
        "--health-start-interval", "--health-start-period", "--health-startup-cmd", "--health-startup-interval",
        "--health-startup-retries", "--health-startup-success", "--health-startup-timeout", "--health-timeout",
        "--hostname", "--hosts-file", "--hostuser", "--image-volume", "--init-ctr", "--init-path", "--intel-rdt-closid",
        "--io-maxbandwidth", "--io-maxiops", "--ip", "--ip6", "--ipc", "--ipfs-address", "--isolation",
        "--kernel-memory", "--label", "--label-file", "--link", "--link-local-ip", "--log-driver", "--log-opt",
        "--mac-address", "--memory", "--memory-reservation", "--memory-swap", "--memory-swappiness", "--mount",
        "--name",
        "--net", "--net-alias", "--network", "--network-alias", "--oom-score-adj", "--os", "--passwd-entry",
        "--personality", "--pid", "--pidfile", "--pids-limit", "--platform", "--pod", "--pod-id-file", "--preserve-fd",
        "--preserve-fds", "--publish", "--pull", "--rdt-class", "--requires", "--restart", "--retry", "--retry-delay",
        "--runtime", "--sdnotify", "--seccomp-policy", "--secret", "--security-opt", "--shm-size", "--shm-size-systemd",
        "--stop-signal", "--stop-timeout", "--storage-opt", "--subgidname", "--subuidname", "--sysctl", "--systemd",
        "--timeout", "--tmpfs", "--tz", "--uidmap", "--ulimit", "--umask", "--unpack", "--unsetenv", "--user",
        "--userns", "--uts", "--variant", "--verify", "--volume", "--volume-driver", "--volumes-from", "--workdir",
    ]

    /// The long options of `run`, `create` and `pull` that take none.
    static let flags: Set<String> = [
        "--all-platforms", "--all-tags", "--detach", "--disable-content-trust", "--env-host", "--help", "--http-proxy",
        "--init", "--insecure-registry", "--interactive", "--no-healthcheck", "--no-hosts", "--no-hostname",
        "--oom-kill-disable", "--passwd", "--privileged", "--publish-all", "--quiet", "--read-only",
        "--read-only-tmpfs", "--replace", "--rm", "--rmi", "--rootfs", "--sig-proxy", "--tls-verify", "--tty",
        "--unsetenv-all", "--use-api-socket",
    ]

    /// The letters of short options that take a value, and of those that take none; `-a` differs with the verb.
    static let letters = (options: Set("acehlmpuvw".utf8), flags: Set("Pdiqt".utf8))
}
