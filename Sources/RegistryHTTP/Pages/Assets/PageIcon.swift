// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The icon in a browser's tab: a hitch around a bar.
enum PageIcon {
    static let drawing: StaticString = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0b6b61"/>\
        <g fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"><path d="M4 12h16"/>\
        <path d="M8 19c0-8 8.5-6 8.5-14"/><path d="M16 19c0-8-8.5-6-8.5-14"/></g></svg>

        """
}
