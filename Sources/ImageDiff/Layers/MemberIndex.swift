// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds members by their canonical path: of several of one path the last, which is what counts.
struct MemberIndex {
    /// The members, sorted by the bytes of their paths.
    private(set) var order: [Int32]
    private let members: LayerMembers

    /// Sorts the members, at four bytes each.
    init(_ members: LayerMembers) {
        self.members = members
        let records = members.records
        order = members.names.withUnsafeBytes { names in
            func path(_ position: Int32) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: names[members.pathRange(records[Int(position)])])
            }
            let sorted = (0..<Int32(records.count)).sorted { left, right in
                let order = path(left).order(path(right))
                return order == 0 ? left < right : order < 0
            }
            var unique: [Int32] = []
            unique.reserveCapacity(sorted.count)
            for position in sorted {
                if let last = unique.last, path(last).order(path(position)) == 0 { unique.removeLast() }
                unique.append(position)
            }
            return unique
        }
    }

    /// The place in ``order`` of the member with a path.
    func place(of path: [UInt8]) -> Int? {
        members.names.withUnsafeBytes { names in
            path.withUnsafeBytes { path in
                var low = 0
                var high = order.count
                while low < high {
                    let middle = (low + high) / 2
                    let range = members.pathRange(members.records[Int(order[middle])])
                    let comparison = UnsafeRawBufferPointer(rebasing: names[range]).order(path)
                    if comparison == 0 { return middle }
                    if comparison < 0 { low = middle + 1 } else { high = middle }
                }
                return nil
            }
        }
    }
}
