// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import ImageDiff
internal import OCIModel
internal import Registry
internal import Storage

/// `/r/NAME/-/images/DIGEST`: what lies under a digest: an index, an image for one platform, or something else.
struct ImagePage {
    func respond(to visit: PageVisit, _ digest: Digest, in name: RepositoryName) async throws -> Response {
        let view = try await visit.registry.imageView(digest, in: name, by: visit.caller)
        let title = view.tags.first.map { "\(name):\($0)" } ?? "\(name)@\(digest.short)"
        return visit.page(title, section: .repositories, crumbs: .image(name)) { html in
            ImageHead(view: view, part: .overview).write(to: &html)
            ImageFacts(view: view, visit: visit).write(to: &html)
            switch view.content {
            case .index(let listings): IndexSection(listings: listings, repository: name).write(to: &html)
            case .image(let config, let bases):
                PracticeSection(config: config, view: view).write(to: &html)
                MakerSection(config: config, annotations: view.manifest.annotations).write(to: &html)
                RunSection(execution: config.execution).write(to: &html)
                LayerSection(config: config, bases: bases, view: view, now: visit.now).write(to: &html)
                LabelSection("Labels", config.execution.labels).write(to: &html)
            case .unreadable(let reason):
                html.element(.div, .class("notice bad"), .role("note")) { html in
                    html.element(.p) { html in
                        html.element(.strong, text: "Its configuration cannot be shown")
                        html.text(": ")
                        html.foreign(reason)
                    }
                }
                BlobSection(manifest: view.manifest).write(to: &html)
            case .artifact: BlobSection(manifest: view.manifest).write(to: &html)
            }
            LabelSection("Annotations", view.manifest.annotations).write(to: &html)
            ReferrerSection(view: view, now: visit.now).write(to: &html)
            RawSection(view: view).write(to: &html)
        }
    }
}

extension [PageCrumb] {
    /// The pages above those of an image.
    static func image(_ name: RepositoryName) -> [PageCrumb] {
        [PageCrumb("Repositories", .repositories), PageCrumb(name.rawValue, .repository(name))]
    }
}
