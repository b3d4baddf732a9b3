// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The hosts that `NO_PROXY` names.
///
/// Entries are divided by commas or blanks: `*` is every host; `10.1.2.3` and `10.0.0.0/8` are addresses;
/// `example.com` is the host and all below it; `.example.com` and `*.example.com` are those below it alone. An entry with
/// a port is for that port.
struct ProxyExceptions: Hashable, Sendable {
    private enum Rule: Hashable {
        case everything
        case network(InternetAddress, bits: Int)
        case name(String, port: Int?)
        case below(String, port: Int?)
        case address(InternetAddress, port: Int?)
    }

    private let rules: [Rule]

    init(_ text: String) {
        self.rules = text.split { $0 == "," || $0 == " " || $0 == "\t" }.compactMap { Self.rule(String($0)) }
    }

    func match(host: String, port: Int) -> Bool {
        let address = InternetAddress(host)
        return rules.contains { rule in
            switch rule {
            case .everything: true
            case .network(let network, let bits): address?.matches(network, bits: bits) ?? false
            case .address(let other, let wanted): address == other && (wanted ?? port) == port
            case .name(let name, let wanted):
                (host == name || host.hasSuffix("." + name)) && (wanted ?? port) == port
            case .below(let name, let wanted): host.hasSuffix("." + name) && (wanted ?? port) == port
            }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if text == "*" { return .everything }
        if let slash = text.firstIndex(of: "/") {
            let digits = text[text.index(after: slash)...]
            guard let network = InternetAddress(text[..<slash]), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let bits = Int(digits), bits <= network.bytes.count * 8
            else { return nil }
            return .network(network, bits: bits)
        }
        if let address = InternetAddress(text) { return .address(address, port: nil) }
        var name = text[...]
        while let mark = ["*.", "."].first(where: { name.hasPrefix($0) }) { name = name.dropFirst(mark.count) }
        guard let authority = Authority(String(name)) else { return nil }
        if let address = InternetAddress(authority.host) { return .address(address, port: authority.port) }
        return name.count < text.count
            ? .below(authority.host, port: authority.port)
            : .name(authority.host, port: authority.port)
    }
}
