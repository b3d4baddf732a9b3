// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TreeChange {
    /// Replaces the files, all or none.
    ///
    /// Every file is compared with what was read, then all new ones are written beside the old ones and made durable, then
    /// they take their places. A crash leaves each file as it was or as it is to be, never a part of one.
    ///
    /// - Throws: ``PinningError/Code/file`` when a file changed since it was read or cannot be replaced; it says in which state
    ///   the tree is.
    public func write() throws(PinningError) {
        try write { _ in }
    }

    /// Replaces the files, and calls a function before each takes its place.
    func write(beforeReplacing announce: (File) -> Void) throws(PinningError) {
        var drafts: [FileDraft] = []
        defer { for draft in drafts { draft.discard() } }
        var states: [FileSystem.Status] = []
        let directories = Set(files.map { FilePath.directory(of: $0.absolutePath) })
        for directory in directories { AbandonedDrafts.remove(from: directory) }
        for file in files { states.append(try file.checkedState()) }
        for (file, state) in zip(files, states) {
            drafts.append(try FileDraft(of: file.absolutePath, shown: file.path, like: state, bytes: file.new))
        }
        for index in files.indices {
            announce(files[index])
            do throws(PinningError) {
                guard try files[index].state() == states[index] else { throw files[index].changed() }
                try drafts[index].publish()
            } catch {
                throw restored(files[..<index], states: states, after: error)
            }
        }
        for directory in directories {
            do throws(PinningError) {
                try FileSystem.syncDirectory(directory)
            } catch {
                var error = error
                error.message += "; the files hold the new references, but a crash of the system may undo that"
                throw error
            }
        }
    }

    /// Puts files back that were replaced already.
    ///
    /// - Returns: The error, with the state that the tree is in.
    private func restored(
        _ files: ArraySlice<File>,
        states: [FileSystem.Status],
        after error: PinningError
    ) -> PinningError {
        var lost: [String] = []
        for (file, state) in zip(files, states) {
            do throws(PinningError) {
                let draft = try FileDraft(of: file.absolutePath, shown: file.path, like: state, bytes: file.old)
                defer { draft.discard() }
                try draft.publish()
            } catch {
                lost.append(file.path)
            }
        }
        var error = error
        if lost.isEmpty {
            error.message += files.isEmpty ? "; no file was changed" : "; the files that were replaced are as they were"
        } else {
            error.message += "; these files could not be put back and hold the new references: "
            error.message += lost.joined(separator: ", ")
        }
        return error
    }
}

extension TreeChange.File {
    /// Makes sure that the file can be replaced, and holds what was read.
    fileprivate func checkedState() throws(PinningError) -> FileSystem.Status {
        let state = try state()
        guard state.links == 1 else {
            throw PinningError(
                .file,
                "the file has \(state.links) names (hard links), and a new one would take only this",
                path: path,
                advice: "Replace the other names by symbolic links, or edit the file by hand; nothing was written."
            )
        }
        guard try FileSystem.read(absolutePath, path: path) == old else { throw changed() }
        return state
    }

    fileprivate func state() throws(PinningError) -> FileSystem.Status {
        guard let state = try FileSystem.status(absolutePath, followingLinks: false, path: path), state.kind == .file
        else {
            throw changed()
        }
        return state
    }

    fileprivate func changed() -> PinningError {
        PinningError(.file, "the file was changed since it was read", path: path, advice: "Run the command again.")
    }
}
