// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The programs that keep credentials for docker and podman, `docker-credential-NAME`, and how they are run.
///
/// See <https://github.com/docker/docker-credential-helpers>.
public struct CredentialHelpers: Sendable {
    /// The most bytes a helper may answer with.
    static let maximumAnswer = 64 << 10

    /// The directories that are searched, divided by colons; nil runs no helper.
    public var searchPath: String?
    /// How long a helper may take; it may ask a person something.
    public var timeLimit: Duration

    /// Creates the rules by which helpers are run.
    public init(searchPath: String?, timeLimit: Duration = .seconds(30)) {
        self.searchPath = searchPath
        self.timeLimit = timeLimit
    }
}

extension CredentialHelpers {
    /// What a helper answered.
    enum Answer: Hashable {
        case password(Credentials)
        case identityToken(IdentityToken)
        /// The helper has nothing for this host.
        case nothing
        /// The helper gave no answer that can be used; the reason follows its name in a message.
        case failed(String)
    }

    /// Asks a helper for the credentials of a host; blocks until it answers.
    func ask(_ name: String, for host: String) -> Answer {
        guard Self.isName(name) else { return .failed("which is no name of a helper") }
        let program = "docker-credential-\(name)"
        guard let path = Self.find(program, in: searchPath ?? "") else {
            return .failed("but \(program) is not on the PATH")
        }
        let result = ChildProcess(path: path, arguments: ["get"])
            .run(input: Self.address(of: host), outputLimit: Self.maximumAnswer, timeLimit: timeLimit)
        switch result {
        case .exited(0, let output): return Self.read(output) ?? .failed("but \(program) gave no credentials")
        case .exited(let status, let output):
            return Self.isNotFound(output) ? .nothing : .failed("but \(program) failed with status \(status)")
        case .tooLong: return .failed("but \(program) took longer than \(timeLimit.components.seconds) s")
        case .tooMuch: return .failed("but \(program) answered with more than \(Self.maximumAnswer) bytes")
        case .failed(let reason): return .failed("but \(program) could not be run: \(reason)")
        }
    }

    /// The key under which docker keeps the login of a host.
    private static func address(of host: String) -> String {
        host == RegistryAddress.dockerHub ? "https://index.docker.io/v1/" : host
    }
}
