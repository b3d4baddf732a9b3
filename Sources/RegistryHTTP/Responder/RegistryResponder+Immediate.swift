// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry

/// The answer to a request that needed nothing but memory.
struct ImmediateAnswer {
    let head: HTTPResponse
    let body: ByteBuffer?
}

extension RegistryResponder {
    /// Answers the pull of a manifest that lies in memory; nil means that ``respond(to:context:)`` has to.
    ///
    /// Resolving a tag is what clients do most, and the whole of it is two look-ups in memory. Done here, on the event
    /// loop and without a task, it costs a fraction. Whatever is not plainly good is left to the full path, errors too.
    func immediateAnswer(to request: HTTPRequest, channel: any Channel) -> ImmediateAnswer? {
        guard request.method == .get || request.method == .head, let path = request.path,
            let (name, text) = ManifestPath.split(path)
        else { return nil }
        let start = ContinuousClock.now
        let settings = live.value
        let fields = request.headerFields
        // Credentials are checked elsewhere, and that may take a while.
        guard fields[.authorization] == nil, fields[.connection] == nil else { return nil }
        do {
            let repository = try RepositoryName(name)
            let reference = try ManifestReference(text)
            try HostGuard.check(request.authority, settings: settings)
            let caller = Caller(user: nil, access: settings.access)
            guard let pulled = try registry.cachedManifest(reference, in: repository, by: caller) else { return nil }
            if request.method == .get { registry.notePull(of: pulled.manifest.digest, in: repository) }
            let baseURL = { settings.publicURL ?? "\(settings.scheme)://\(request.authority ?? "localhost")" }
            var head = ManifestEndpoint.head(of: pulled, reference, fields) { "\(baseURL())/holds/\($0)" }
            let bytes = pulled.manifest.bytes
            if head.status == .ok {
                head.headerFields.append(HTTPField(name: .contentLength, value: String(bytes.readableBytes)))
            }
            head.headerFields.append(HTTPField(name: .dockerAPIVersion, value: "registry/2.0"))
            head.headerFields.append(HTTPField(name: .xContentTypeOptions, value: "nosniff"))
            head.headerFields.append(HTTPField(name: .contentSecurityPolicy, value: ContentSecurity.policy))
            head.headerFields.append(HTTPField(name: .date, value: HTTPDate.current()))
            let elapsed = ContinuousClock.now - start
            let route = Route.manifest(repository: repository.rawValue, reference: String(text))
            metrics.record(request.method, route, head.status, elapsed)
            if settings.requestLog == .all {
                let peer = channel.remoteAddress?.ipAddress
                let address = ClientAddress.of(fields, peer: peer, trusted: settings.trustedProxies)
                logRequest(request, route, head, caller.name, address, elapsed, .all)
            }
            return ImmediateAnswer(head: head, body: request.method == .get && head.status == .ok ? bytes : nil)
        } catch {
            return nil
        }
    }
}
