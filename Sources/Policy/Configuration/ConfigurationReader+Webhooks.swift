// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The entries of `webhooks`.
    ///
    /// - Parameters:
    ///   - node: The section, if it is there.
    ///   - isInsecure: Whether the file allows what others on the network could read.
    /// - Returns: The webhooks that are well formed.
    mutating func webhooks(_ node: YAMLNode?, isInsecure: Bool) -> [Webhook] {
        guard let node else { return [] }
        let elements = list(node, "webhooks", example: "- {url: \"https://…\", secret: ./secret}") ?? []
        guard elements.count <= Webhook.maximumCount else {
            fail(node, "there are \(elements.count) \"webhooks\"; at most \(Webhook.maximumCount) are served")
            return []
        }
        var webhooks: [Webhook] = []
        for element in elements {
            guard let webhook = webhook(element, isInsecure: isInsecure) else { continue }
            if webhooks.contains(where: { $0.identity == webhook.identity }) {
                fail(element, "there are two webhooks with this \"url\" and \"format\"; put their events into one")
            } else {
                webhooks.append(webhook)
            }
        }
        return webhooks
    }

    private mutating func webhook(_ node: YAMLNode, isInsecure: Bool) -> Webhook? {
        guard let fields = fields(of: node, in: "a webhook", known: ["url", "secret", "events", "format"]) else {
            return nil
        }
        let format: Webhook.Format = choice(fields["format"], "format") ?? .json
        let events: Set<Webhook.Event>? = choices(fields["events"], "events", example: "[held, approved]")
        let secret = secret(fields["secret"])
        guard let address = address(fields["url"], of: node, isInsecure: isInsecure) else { return nil }
        if fields["secret"] == nil, format != .slack {
            fail(
                node,
                "a webhook lacks \"secret\", the file of the key that its messages are signed with; "
                    + "without it the receiver could be told anything by anybody"
            )
            return nil
        }
        return Webhook(address: address, secret: secret, events: events ?? Webhook.standardEvents, format: format)
    }

    private mutating func secret(_ node: YAMLNode?) -> SecretFile? {
        guard let node else { return nil }
        // A secret in the configuration itself would end in repositories and logs of changes.
        if let text = node.text, text.hasPrefix("whsec_") {
            fail(node, "\"secret\" names a file; write the secret into one that nobody else can read")
            return nil
        }
        return path(node, "secret").map { SecretFile(path: $0, configuration: file, place: node.place) }
    }

    private mutating func address(_ node: YAMLNode?, of webhook: YAMLNode, isInsecure: Bool) -> WebhookAddress? {
        guard let node else {
            fail(webhook, "a webhook lacks \"url\"")
            return nil
        }
        guard let text = text(node, "url") else { return nil }
        do throws(WebhookAddressError) {
            let address = try WebhookAddress(text)
            guard address.isEncrypted || address.isLoopback || isInsecure else {
                fail(
                    node,
                    "\"url\" is plain HTTP to another machine, so that others on the way could read what happens; "
                        + "write https://, or set \"insecure: true\" if that is meant"
                )
                return nil
            }
            return address
        } catch {
            fail(node, "\"url\" of a webhook \(error)")
            return nil
        }
    }
}
