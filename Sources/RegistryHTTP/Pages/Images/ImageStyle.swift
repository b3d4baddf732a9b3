// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Stylesheet {
    /// The looks of the pages of images.
    static let images: StaticString = """
        .plain-list { list-style: none; }
        .findings { list-style: none; }
        .findings li { display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 0 16px; padding: 4px 0; }
        .labels dt { overflow-wrap: anywhere; max-width: 24rem; }
        .layers .group th { font-weight: 650; padding-top: 16px; background: none; white-space: normal; }
        .layers .empty-step td { color: var(--muted); }
        .layers .instruction { width: 100%; min-width: 208px; }
        .layers .instruction code { white-space: pre-wrap; }
        .layers td:first-child { padding-right: 16px; }
        details > summary { cursor: pointer; }
        .instruction pre { padding: 8px 0; }
        .raw { border-bottom: 1px solid var(--line); padding: 8px 0; }
        .raw pre { margin-top: 8px; padding: 12px 16px; max-height: 480px; overflow: auto; background: var(--raised);
          border-radius: 4px; line-height: 20px; white-space: pre; }
        .file-path { margin: 8px 0 16px; }
        .file-path ol { display: flex; flex-wrap: wrap; list-style: none; font-size: 15px; gap: 0; }
        .file-path li:nth-child(n+3)::before { content: "/"; color: var(--muted); padding: 0 4px; }
        .file-path li:first-child { padding-right: 4px; }
        .file-path [aria-current] { font-weight: 650; }
        .files th { font-weight: 400; }
        .files tbody th { min-width: 176px; }
        .files th:first-child { width: 100%; }
        .file-mark { display: inline-block; font-size: 12px; line-height: 18px; padding: 0 6px; border-radius: 4px; font-weight: 600;
          white-space: nowrap; background: var(--medium-ground); color: var(--medium); }
        .source { counter-reset: line; margin-top: 8px; padding: 8px 0; border-top: 1px solid var(--line);
          border-bottom: 1px solid var(--line); white-space: pre; line-height: 20px; overflow-x: auto; tab-size: 4; }
        .source span { counter-increment: line; }
        .source span::before { content: counter(line); display: inline-block; width: 56px; padding-right: 16px;
          text-align: right; color: var(--muted); user-select: none; }
        progress { width: 208px; height: 8px; accent-color: var(--accent); vertical-align: middle; }
        .titled .switch { flex-wrap: wrap; gap: 4px 16px; }
        @media (max-width: 40rem) {
          .findings li { grid-template-columns: minmax(0, 1fr); }
          .source span::before { width: 40px; padding-right: 8px; }
        }

        """
}
