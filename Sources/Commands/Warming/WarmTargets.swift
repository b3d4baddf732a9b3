// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// The images that somebody wants to have fetched, each once.
struct WarmTargets {
    /// Which platforms are wanted.
    enum Platforms {
        /// Those that files name, else this machine's.
        case usual
        case these(Set<Platform>)
        case all
    }

    /// An image with the platforms that are wanted of it; nil for all.
    struct Image: Hashable {
        var reference: Reference
        var platforms: Set<Platform>?
    }

    /// The images in the order in which they were named.
    private(set) var images: [Image] = []
    /// Whether files that should be readable are not.
    private(set) var hasUnread = false
    private var seen: Set<Image> = []
    private let platforms: Platforms

    /// Finds the images: what is a path is read, everything else is a reference.
    ///
    /// - Throws: An error for what is neither, and for a file that cannot be read.
    init(_ targets: [String], _ options: TreeOptions, _ platforms: Platforms, tellingOn console: Console) throws {
        self.platforms = platforms
        for target in targets {
            let path = Surroundings.current.absolute(target)
            if target == "-" || ArgumentFile.exists(path) {
                let isLock = target != "-" && !ArgumentFile.isDirectory(path) && path.hasSuffix("/\(LockFile.name)")
                if isLock {
                    try addLock(path)
                } else {
                    try addTree(target, options, tellingOn: console)
                }
            } else {
                add(try Self.reference(target), for: nil)
            }
        }
    }

    private static func reference(_ text: String) throws -> Reference {
        do throws(ReferenceError) {
            return LockFile.normal(try Reference(text))
        } catch {
            throw CommandFailure(
                .usage,
                "\"\(text)\" is neither a file nor a reference",
                cause: .own("\(error)"),
                advice: "Write it like nginx:1.27 or quay.io/prometheus/prometheus:v3.1.0."
            )
        }
    }

    private mutating func addLock(_ path: String) throws {
        for entry in try LockFile(parsing: try ArgumentFile.read(path, limit: LockFile.maximumSize), path: path).entries
        {
            add(entry.pinned, for: nil)
        }
    }

    private mutating func addTree(_ path: String, _ options: TreeOptions, tellingOn console: Console) throws {
        let found = try ReferenceTree([path], options, policy: .named(nil))
        try found.tellUnread(on: console)
        hasUnread = hasUnread || found.hasUnread
        let lock = try options.readLock(for: [path])
        for reference in found.followed where reference.role != .file {
            guard let meant = reference.reference else { continue }
            var pinned = LockFile.normal(meant)
            // A digest in the file says what is meant; the lock says it for a tag.
            if pinned.digest == nil { pinned.digest = lock?.entry(for: meant)?.digest }
            add(pinned, for: reference.platform)
        }
    }

    private mutating func add(_ reference: Reference, for platform: Platform?) {
        let image = Image(reference: reference, platforms: wanted(platform))
        if seen.insert(image).inserted { images.append(image) }
    }

    private func wanted(_ platform: Platform?) -> Set<Platform>? {
        switch platforms {
        case .all: nil
        case .these(let platforms): platforms
        case .usual: [platform ?? .thisMachine]
        }
    }
}

extension LockFile {
    /// A reference in full, with the tag that clients take where it names none.
    static func normal(_ reference: Reference) -> Reference {
        var normal = reference.normalized()
        if normal.tag == nil, normal.digest == nil { normal.tag = .latest }
        return normal
    }
}

extension LockFile.Entry {
    /// The reference with the digest that it meant.
    fileprivate var pinned: Reference {
        var pinned = reference
        pinned.digest = digest
        return pinned
    }
}

extension Platform {
    /// What images for this machine are for.
    static var thisMachine: Platform {
        #if arch(arm64)
        Platform(os: "linux", architecture: "arm64")
        #else
        Platform(os: "linux", architecture: "amd64")
        #endif
    }
}
