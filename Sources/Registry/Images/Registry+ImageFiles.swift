// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
internal import ImageDiff
internal import ImageReading
internal import OCIClient
public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// The largest file whose content is shown.
    public static let maximumShownFile: Int64 = 256 << 10

    /// Gives the files of an image; the layers are read in the background when nobody has asked for a while.
    ///
    /// - Parameters:
    ///   - digest: The manifest of an image for one platform.
    ///   - repository: The repository that has it.
    ///   - caller: Who asks; needs the right to pull, and to read held content if it is held.
    ///   - patience: How long to wait for the files.
    /// - Returns: The files, or how far reading them has come.
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown`, `held`.
    public func imageFiles(
        _ digest: Digest,
        in repository: RepositoryName,
        by caller: Caller,
        patience: Duration = .zero
    ) async throws -> BackgroundReading<ImageTree> {
        _ = try await manifestHere(digest, in: repository, by: caller)
        return await tree(of: digest, in: repository, patience: patience)
    }

    /// Gives the content of a small file of an image; the one layer that has it is read in the background.
    ///
    /// - Parameters:
    ///   - path: The absolute path of a file of at most ``maximumShownFile`` bytes.
    ///   - digest: The manifest of an image for one platform.
    ///   - repository: The repository that has it.
    ///   - caller: Who asks; needs the right to pull, and to read held content if it is held.
    ///   - patience: How long to wait for it.
    /// - Returns: The content, whose hash is the one of the file's entry, or how far reading it has come.
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown`, `held`; `requestInvalid` for what is no such file.
    public func imageFile(
        at path: ByteString,
        of digest: Digest,
        in repository: RepositoryName,
        by caller: Caller,
        patience: Duration = .zero
    ) async throws -> BackgroundReading<[UInt8]> {
        let reading = try await imageFiles(digest, in: repository, by: caller, patience: patience)
        guard case .ready(let tree) = reading else { return reading.map { _ in [] } }
        guard let file = tree.file(at: path), file.entry.kind == .file, file.entry.size <= Self.maximumShownFile else {
            throw RegistryError(.requestInvalid, "\(path) is no file of at most \(Self.maximumShownFile) bytes")
        }
        guard file.entry.size > 0 else { return .ready([]) }
        let source = StoredImageSource(blobs: blobs, metadata: metadata, repository: repository)
        let key = ImageReadingKey(repository: repository, digest: digest, path: path)
        return await imageReadings.value(for: key, patience: patience) { progress in
            .content(try await ImageFileReading(file, in: tree).content(from: source, progress: progress))
        }.map(\.content)
    }

    private func tree(
        of digest: Digest,
        in repository: RepositoryName,
        patience: Duration
    ) async -> BackgroundReading<ImageTree> {
        let source = StoredImageSource(blobs: blobs, metadata: metadata, repository: repository)
        let key = ImageReadingKey(repository: repository, digest: digest, path: nil)
        return await imageReadings.value(for: key, patience: patience) { progress in
            let variant = try await OpenImage.open(digest, in: source).variant(for: nil)
            guard variant.manifest.digest == digest else {
                throw ClientError(.unsupported, "\(digest) is an index; choose one of its platforms")
            }
            let layers = try variant.layers()
            var reading = LayerReading(progress: progress, pace: .gentle)
            try await reading.read(layers, from: source)
            let tree = try reading.tree(of: layers)
            reading.forget(except: [])
            return .tree(ImageTree(tree, layers: layers))
        }.map(\.tree)
    }
}

/// What is read of an image: its files, or the content of one.
struct ImageReadingKey: ReadingKey {
    struct Image: Hashable, Sendable {
        let repository: RepositoryName
        let digest: Digest
    }

    let repository: RepositoryName
    let digest: Digest
    /// The file whose content is wanted; nil for the tree.
    let path: ByteString?

    /// One image is read once at a time.
    var group: Image { Image(repository: repository, digest: digest) }
}

/// What was read of an image.
enum ReadImage: Sendable {
    case tree(ImageTree)
    case content([UInt8])

    /// The files; none if this is a file's content.
    var tree: ImageTree {
        switch self {
        case .tree(let tree): tree
        case .content: ImageTree(FileTree(files: []), layers: [])
        }
    }

    /// The content; none if these are the files.
    var content: [UInt8] {
        switch self {
        case .tree: []
        case .content(let bytes): bytes
        }
    }

    var cost: Int {
        switch self {
        case .tree(let tree): tree.cost
        case .content(let bytes): 512 + bytes.count
        }
    }
}

extension ReadingDesk where Key == ImageReadingKey, Value == ReadImage {
    /// A desk for images.
    convenience init() {
        self.init(cost: \.cost) { error in
            switch error {
            case let error as ClientError: error.description
            case let error as NotStored: error.description
            case let error as StoreError where error.code == .corrupt: "stored content is damaged; push it again"
            default: "the registry could not read it; its log may say more"
            }
        }
    }
}
