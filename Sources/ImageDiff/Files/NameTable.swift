// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds the node of a name in a directory: a hash table of numbers, 16 bytes a name or fewer.
///
/// The hash is keyed anew in each process, so that no image can be made of names that collide.
struct NameTable {
    private struct Slot {
        var hash: UInt32
        /// The node, or one of the two marks.
        var node: Int32

        static let empty: Int32 = -1
        static let deleted: Int32 = -2
    }

    private var slots = [Slot](repeating: Slot(hash: 0, node: Slot.empty), count: 1 << 10)
    /// The slots that are not empty, deleted ones included.
    private var used = 0
    private var count = 0

    /// The hash of a name in a directory.
    static func hash(_ parent: Int32, _ name: UnsafeRawBufferPointer) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(parent)
        hasher.combine(bytes: name)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Finds a node with a hash for which the closure says that it is the one.
    func find(_ hash: UInt32, where isIt: (Int32) -> Bool) -> Int32? {
        var position = Int(hash) & (slots.count - 1)
        while slots[position].node != Slot.empty {
            let slot = slots[position]
            if slot.hash == hash, slot.node >= 0, isIt(slot.node) { return slot.node }
            position = (position + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a node, which is not there yet.
    mutating func insert(_ hash: UInt32, _ node: Int32) {
        if (used + 1) * 2 > slots.count { rebuild() }
        place(Slot(hash: hash, node: node))
        used += 1
        count += 1
    }

    /// Removes a node.
    mutating func remove(_ hash: UInt32, _ node: Int32) {
        var position = Int(hash) & (slots.count - 1)
        while slots[position].node != Slot.empty {
            if slots[position].node == node {
                slots[position].node = Slot.deleted
                count -= 1
                return
            }
            position = (position + 1) & (slots.count - 1)
        }
    }

    private mutating func place(_ slot: Slot) {
        var position = Int(slot.hash) & (slots.count - 1)
        while slots[position].node != Slot.empty { position = (position + 1) & (slots.count - 1) }
        slots[position] = slot
    }

    /// Makes room, or only throws away what was deleted.
    private mutating func rebuild() {
        let old = slots
        var size = slots.count
        while count * 4 > size { size *= 2 }
        slots = [Slot](repeating: Slot(hash: 0, node: Slot.empty), count: size)
        for slot in old where slot.node >= 0 { place(slot) }
        used = count
    }
}
