// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc

/// One pass over two sorted lists of files.
struct TreeWalk {
    let fields: FieldComparison
    var differences: [FileDifference] = []
    private(set) var timestamps = 0
    private(set) var hardLinks = 0

    init(fields: FieldComparison) {
        self.fields = fields
    }

    mutating func run(_ old: ArraySlice<FileTree.File>, _ new: ArraySlice<FileTree.File>) {
        // Space that is not used costs no memory, but growing copies tens of megabytes.
        differences.reserveCapacity(min(old.count + new.count, 1 << 20))
        var old = old
        var new = new
        compareRoots(&old, &new)
        while let before = old.first, let after = new.first {
            let order = before.path.order(to: after.path)
            if order == 0 {
                compare(before, after)
                old.removeFirst()
                new.removeFirst()
            } else if order < 0 {
                differences.append(FileDifference(path: before.path, change: .removed, from: before))
                old.removeFirst()
            } else {
                differences.append(FileDifference(path: after.path, change: .added, to: after))
                new.removeFirst()
            }
        }
        differences += old.map { FileDifference(path: $0.path, change: .removed, from: $0) }
        differences += new.map { FileDifference(path: $0.path, change: .added, to: $0) }
    }

    /// Every tree has a root, named by a layer or not.
    private mutating func compareRoots(
        _ old: inout ArraySlice<FileTree.File>,
        _ new: inout ArraySlice<FileTree.File>
    ) {
        let implicit = FileTree.File(path: "/", entry: FileEntry(kind: .directory, mode: 0o755, isImplicit: true))
        let before = old.first?.path == "/" ? old.removeFirst() : implicit
        let after = new.first?.path == "/" ? new.removeFirst() : implicit
        compare(before, after)
    }

    private mutating func compare(_ old: FileTree.File, _ new: FileTree.File) {
        let found = fields.fields(from: old, to: new)
        if !found.isEmpty {
            differences.append(
                FileDifference(path: new.path, change: .modified, fields: found, from: old, to: new)
            )
        } else if fields.mode == .semantic {
            if FieldComparison.hasOtherMoment(old.entry, new.entry) { timestamps += 1 }
            if FieldComparison.hasOtherLinks(old, new) { hardLinks += 1 }
        }
    }
}

extension ByteString {
    /// Orders by bytes in one look: negative, zero or positive.
    fileprivate func order(to other: ByteString) -> Int {
        let common = min(bytes.count, other.bytes.count)
        let order = bytes.withUnsafeBytes { left in
            other.bytes.withUnsafeBytes { right -> Int32 in
                guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
                return memcmp(first, second, common)
            }
        }
        return order != 0 ? Int(order) : bytes.count - other.bytes.count
    }
}
