// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Trust

/// The trust policy and trust store that signatures of Notation are judged by.
struct NotationBasis: Sendable {
    /// The file of the policy.
    let path: String
    /// What judges.
    let verifier: NotationVerifier
    /// What a signature must name; nil: the image, if it names one at all.
    let binding: TrustRequirement.Binding?
    /// The moment of the question.
    let time: Timestamp

    private static let mostFiles = 1_000

    /// Reads a policy, and the certificates below `x509` of a directory.
    init(policy path: String, store directory: String, binding: TrustRequirement.Binding?) throws {
        let surroundings = Surroundings.current
        let bytes = try ArgumentFile.read(surroundings.absolute(path), limit: NotationTrustPolicy.maximumSize)
        var store = NotationTrustStore()
        do throws(NotationError) {
            let policy = try NotationTrustPolicy(parsing: bytes)
            let root = "\(surroundings.absolute(directory))/x509"
            for (name, file, bytes) in try Self.files(below: root) { try store.add(bytes, file: file, to: name) }
            self.verifier = NotationVerifier(policy: policy, store: store)
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be used", cause: .own("\(error)"))
        }
        self.path = path
        self.binding = binding
        self.time = Timestamp(microseconds: surroundings.now() * 1_000_000)
    }
}

extension NotationBasis {
    private typealias StoredFile = (store: NotationTrustStore.Name, file: String, bytes: [UInt8])

    private static func files(below root: String) throws(NotationError) -> [StoredFile] {
        var found: [StoredFile] = []
        for kind in NotationTrustStore.Kind.allCases {
            for name in try names(in: "\(root)/\(kind.rawValue)") {
                guard let store = NotationTrustStore.Name(kind: kind, name: name) else {
                    throw .store("\(kind.rawValue)/\(name) is no name of a store")
                }
                let directory = "\(root)/\(kind.rawValue)/\(name)"
                for file in try names(in: directory) where NotationTrustStore.isCertificateFile(file) {
                    guard found.count < mostFiles else { throw .store("it holds more than \(mostFiles) files") }
                    found.append((store, file, try contents("\(directory)/\(file)")))
                }
            }
        }
        return found
    }

    /// The names in a directory; none if it is not there.
    private static func names(in path: String) throws(NotationError) -> [String] {
        // Notation takes no store that is reached by a link.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .store("\(path): \(String(cString: strerror(errno)))") }
            return []
        }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw .store("\(path) cannot be read")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            guard names.count < mostFiles else { throw .store("\(path) holds more than \(mostFiles) files") }
            names.append(name)
        }
        return names.sorted()
    }

    private static func contents(_ path: String) throws(NotationError) -> [UInt8] {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .store("\(path) is not a regular file; links are not followed")
        }
        do throws(CommandFailure) {
            return try ArgumentFile.read(path, limit: 1 << 20)
        } catch {
            throw .store(error.message)
        }
    }
}
