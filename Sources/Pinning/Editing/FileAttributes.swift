// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CLinux
import Glibc

/// What the owner of a file attached to it besides its rights: who else may read it, and notes of programs.
///
/// What the system itself attaches, such as the labels of SELinux, a new file gets by itself.
struct FileAttributes {
    private static let accessList = "system.posix_acl_access"

    private var values: [(name: String, value: [UInt8])] = []

    /// Whether the file says by a list who may read it.
    var hasAccessList: Bool { values.contains { $0.name == Self.accessList } }

    /// Reads them.
    init(of descriptor: CInt, path: String) throws(PinningError) {
        let length = linux_list_attributes(descriptor, nil, 0)
        guard length > 0 else {
            guard length == 0 || errno == ENOTSUP else { throw FileSystem.error("read the attributes", path) }
            return
        }
        var list = [CChar](repeating: 0, count: length)
        let count = linux_list_attributes(descriptor, &list, length)
        guard count >= 0 else { throw FileSystem.error("read the attributes", path) }
        for bytes in list.prefix(count).split(separator: 0) {
            let name = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard name == Self.accessList || name.hasPrefix("user.") else { continue }
            let size = linux_get_attribute(descriptor, name, nil, 0)
            guard size >= 0 else { throw FileSystem.error("read the attributes", path) }
            var value = [UInt8](repeating: 0, count: size)
            guard linux_get_attribute(descriptor, name, &value, size) == size else {
                throw FileSystem.error("read the attributes", path)
            }
            values.append((name, value))
        }
    }

    /// Attaches them to another file.
    func give(to descriptor: CInt, path: String) throws(PinningError) {
        for (name, value) in values {
            guard linux_set_attribute(descriptor, name, value, value.count) == 0 else {
                throw Self.refusal(path, errno)
            }
        }
    }

    /// Takes away who may read a file by a list, such as one that its directory gives to new files.
    static func removeAccessList(from descriptor: CInt, path: String) throws(PinningError) {
        guard linux_remove_attribute(descriptor, accessList) != 0, errno != ENODATA, errno != ENOTSUP else { return }
        throw FileSystem.error("keep the rights of the file", path)
    }

    static func refusal(_ path: String, _ number: CInt) -> PinningError {
        var error = FileSystem.error("keep the attributes or the list of who may read the file", path, number: number)
        error.advice = "Edit the file by hand, or as its owner; nothing was written."
        return error
    }
}
