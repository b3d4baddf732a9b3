// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import HTTPTypes
internal import Hummingbird
internal import ImageDiff
internal import ImageReading
internal import OCIModel
internal import Registry

/// `/r/NAME/-/images/DIGEST/files/PATH`: a directory or a file of an image, as a container sees it.
struct FilesPage {
    /// How long a visitor waits for a page that is nearly ready, in place of seeing one that says so.
    private static let patience = Duration.milliseconds(800)

    func respond(
        to visit: PageVisit,
        _ digest: Digest,
        in name: RepositoryName,
        at names: [[UInt8]]
    ) async throws -> Response {
        let view = try await visit.registry.imageView(digest, in: name, by: visit.caller)
        switch view.content {
        case .index: return visit.redirect(to: .image(digest, in: name))
        case .artifact: throw APIError(.notFound, .unsupported, "\(name)@\(digest.short) is no image and has no files")
        case .image, .unreadable: break
        }
        let place = FilePlace(digest: digest, repository: name, names: names)
        let reading = try await visit.registry.imageFiles(digest, in: name, by: visit.caller, patience: Self.patience)
        guard case .ready(let tree) = reading else { return wait(reading, visit, view, place) }
        if tree.isDirectory(place.path) { return list(tree, visit, view, place) }
        guard let file = tree.file(at: place.path) else {
            if let destination = tree.destination(of: place.path) {
                return visit.redirect(to: place.link(to: destination))
            }
            throw APIError(.notFound, .nameUnknown, "the image has no file \(PathText.line(place.path))")
        }
        guard file.entry.kind == .file, file.entry.size <= Registry.maximumShownFile else {
            return page(visit, view, place) { FileSection(file: file, place: place, tree: tree).write(to: &$0) }
        }
        let content = try await visit.registry.imageFile(
            at: place.path,
            of: digest,
            in: name,
            by: visit.caller,
            patience: Self.patience
        )
        let refresh: Int? = if case .underWay = content { Self.refresh } else { nil }
        return page(visit, view, place, refresh: refresh) { html in
            FileSection(file: file, place: place, tree: tree).write(to: &html)
            switch content {
            case .ready(let bytes): FileContent(bytes).write(to: &html)
            case .underWay, .failed, .refused: WaitSection(content).write(to: &html)
            }
        }
    }

    private static let refresh = 2

    private func list(_ tree: ImageTree, _ visit: PageVisit, _ view: ImageView, _ place: FilePlace) -> Response {
        page(visit, view, place) { html in
            let start = max(0, visit.query["from"].flatMap { Int($0) } ?? 0)
            DirectorySection(tree: tree, place: place, start: start).write(to: &html)
        }
    }

    /// The page of files that are not there yet, or never will be.
    private func wait(
        _ reading: BackgroundReading<ImageTree>,
        _ visit: PageVisit,
        _ view: ImageView,
        _ place: FilePlace
    ) -> Response {
        let section = WaitSection(reading)
        var response = page(visit, view, place, status: section.status, refresh: section.refresh) { html in
            section.write(to: &html)
        }
        if section.status == .serviceUnavailable { response.headers[.retryAfter] = "5" }
        return response
    }

    private func page(
        _ visit: PageVisit,
        _ view: ImageView,
        _ place: FilePlace,
        status: HTTPResponse.Status = .ok,
        refresh: Int? = nil,
        _ body: (inout HTMLWriter) -> Void
    ) -> Response {
        visit.page(
            "\(PathText.line(place.path)) in \(view.repository)",
            section: .repositories,
            crumbs: .image(view.repository),
            status: status,
            refresh: refresh
        ) { html in
            ImageHead(view: view, part: .files).write(to: &html)
            place.write(to: &html)
            body(&html)
        }
    }
}
