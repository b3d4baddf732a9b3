// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ConfigurationReader {
    /// The name that the logs of tags carry.
    mutating func origin(_ node: YAMLNode?) -> String? {
        guard let node, let name = text(node, "name") else { return nil }
        guard name.utf8.count <= 255, !name.contains(where: { $0.isWhitespace || $0 == "+" }) else {
            fail(node, "\"name\" must be at most 255 bytes without blanks and plus signs, such as registry.example.com")
            return nil
        }
        return name
    }

    mutating func url(_ node: YAMLNode?) -> String? {
        guard let node, let text = text(node, "url") else { return nil }
        do throws(WebAddressError) {
            return try WebAddress.parse(text)
        } catch {
            fail(node, "\"url\" \(error)")
            return nil
        }
    }

    mutating func trustedProxies(_ node: YAMLNode?) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for element in list(node, "trusted-proxies", example: "[\"10.0.0.0/8\"]") ?? [] {
            guard let text = text(element, "trusted-proxies") else { continue }
            do throws(AddressRangeError) {
                ranges.append(try AddressRange(text))
            } catch {
                fail(element, "\(Shown(text)) in \"trusted-proxies\": \(error)")
            }
        }
        return ranges
    }

    mutating func listen(_ node: YAMLNode?) -> ListenAddress? {
        guard let node else { return nil }
        // In YAML an address in brackets is a list unless it is quoted.
        if case .list = node.content {
            fail(node, "\"listen\" must be a text; an IPv6 address in brackets is quoted, such as \"[::1]:5000\"")
            return nil
        }
        guard let text = text(node, "listen") else { return nil }
        do throws(ListenAddressError) {
            return try ListenAddress(text)
        } catch {
            fail(node, "\(Shown(text)) in \"listen\": \(error)")
            return nil
        }
    }

    mutating func tls(_ node: YAMLNode?) -> TLSFiles? {
        guard let node, let fields = fields(of: node, in: "\"tls\"", known: ["certificate", "key"]) else { return nil }
        for key in ["certificate", "key"] where fields[key] == nil {
            fail(node, "\"tls\" lacks \"\(key)\"; it needs both: {certificate: cert.pem, key: key.pem}")
        }
        let certificate = path(fields["certificate"], "certificate")
        let key = path(fields["key"], "key")
        guard let certificate, let key else { return nil }
        return TLSFiles(certificate: certificate, key: key)
    }

    mutating func requestLog(_ node: YAMLNode?) -> RequestLog? {
        guard let node, let fields = fields(of: node, in: "\"log\"", known: ["requests"]) else { return nil }
        return choice(fields["requests"], "requests")
    }

    mutating func approvalsDistinct(_ node: YAMLNode?) -> Bool? {
        guard let node, let fields = fields(of: node, in: "\"approvals\"", known: ["distinct"]) else { return nil }
        return flag(fields["distinct"], "distinct")
    }
}
