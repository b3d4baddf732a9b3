// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A trust policy that tests bend: one statement, whose parts are text.
struct PolicyWorkshop {
    var version = "\"1.0\""
    var name = "\"release\""
    var scopes = "[\"example.com/team/app\"]"
    var level = "\"strict\""
    var moreVerification = ""
    var stores = "[\"ca:release\"]"
    var identities = "[\"x509.subject: C=DE, ST=HH, O=Example\"]"
    var moreMembers = ""
    var moreStatements = ""
    var moreDocument = ""

    var bytes: [UInt8] {
        let text =
            #"{"version":\#(version),"trustPolicies":[{"name":\#(name),"registryScopes":\#(scopes),"#
            + #""signatureVerification":{"level":\#(level)\#(moreVerification)},"trustStores":\#(stores),"#
            + #""trustedIdentities":\#(identities)\#(moreMembers)}\#(moreStatements)]\#(moreDocument)}"#
        return Array(text.utf8)
    }

    /// A second statement, which follows ``moreStatements``' comma.
    static func statement(name: String, scope: String) -> String {
        #",{"name":"\#(name)","registryScopes":["\#(scope)"],"signatureVerification":{"level":"skip"}}"#
    }
}
