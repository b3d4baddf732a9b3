// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Stylesheet {
    /// The looks of the page of a hold.
    static let holds: StaticString = """
        .hold { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 56px; }
        .hold-head .overline .state { font-size: 13px; line-height: 20px; }
        .hold-head h1 a { color: inherit; text-decoration: none; }
        .hold-head h1 a:hover { text-decoration: underline; }
        .verdict { font-size: 24px; line-height: 32px; letter-spacing: -0.01em; margin: 16px 0 8px; max-width: 56rem;
          text-wrap: balance; }
        .verdict.pending, .verdict.failed { color: var(--muted); }
        .weights { display: flex; flex-wrap: wrap; gap: 0 24px; }
        .hold-head .facts { margin-top: 24px; padding-top: 16px; border-top: 1px solid var(--line); }
        .jump { margin-top: 16px; }
        .hold-main > section:first-child h2 { margin-top: 32px; }
        .decision { align-self: start; margin-top: 32px; padding: 16px 24px 24px; border: 1px solid var(--strong-line);
          border-radius: 6px; background: var(--raised); }
        .decision h2 { margin-top: 0; }
        .decision .notice { margin: 0 0 16px; }
        .decision .field { margin: 16px 0; }
        .decision textarea { resize: vertical; display: block; }
        .decision form + p { margin-top: 16px; }
        .buttons { display: flex; gap: 12px; }
        .buttons .button { min-width: 112px; }
        .differences { min-width: 0; border-top: 1px solid var(--line); margin-top: 40px; }
        .differences h2 { margin-top: 24px; }
        @media (min-width: 64rem) {
          .hold { grid-template-columns: minmax(0, 1fr) 320px; }
          .hold-head, .differences { grid-column: 1 / -1; }
          .decision { position: sticky; top: 24px; }
          .jump { display: none; }
        }
        .dense th, .dense td { padding-top: 4px; padding-bottom: 4px; }
        .value { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          font-size: 0.875em; white-space: pre-wrap; }
        .pairs tbody th { overflow-wrap: break-word; max-width: 16rem; }
        .pairs td:nth-child(n+3):last-child { overflow-wrap: break-word; }
        .where { margin-left: 8px; white-space: nowrap; }
        .notable, .lines, .changes { list-style: none; }
        .notable li { display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 0 8px; padding: 4px 0; }
        .notable + p { margin-top: 8px; }
        .lines { margin: 8px 0; }
        .lines li { padding: 2px 0; }
        details > summary { cursor: pointer; color: var(--accent); }
        details[open] > summary { margin-bottom: 4px; }
        progress { width: 100%; max-width: 320px; height: 8px; accent-color: var(--accent); }
        .titled.files { margin: 24px 0 8px; }
        .titled.files h3 { margin: 0; }
        .switch { flex-wrap: wrap; }
        .changes { border-top: 1px solid var(--strong-line); }
        .changes > li { border-bottom: 1px solid var(--line); }
        .change { display: grid; grid-template-columns: 16px 80px minmax(0, 1fr) max-content; gap: 0 8px; padding: 6px 0; }
        .change::before { content: ""; color: var(--muted); }
        summary.change { color: inherit; list-style: none; }
        summary.change::-webkit-details-marker { display: none; }
        summary.change::before { content: "\\25B8"; }
        details[open] > summary.change::before { content: "\\25BE"; }
        details[open] > summary.change { margin: 0; }
        summary.change:hover { background: var(--raised); }
        .change .path { font-weight: 600; }
        .tally .came, .tally .went { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 13px; }
        .tally .came { color: var(--good); } .tally .went { color: var(--high); }
        .diff { table-layout: auto; margin: 0 0 12px; border: 1px solid var(--line);
          font: 13px/20px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono",
          monospace; font-variant-ligatures: none; }
        .diff td { padding: 0 8px; border: 0; }
        .diff .number { width: 1px; color: var(--muted); user-select: none; font-size: 12px; }
        .diff .text { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; padding-left: 32px; text-indent: -24px; }
        .diff .text * { text-indent: 0; }
        .diff ins, .diff del { text-decoration: none; }
        .diff .edit { user-select: none; }
        .diff .came { background: var(--good-ground); } .diff .went { background: var(--high-ground); }
        .diff .came .edit { color: var(--good); font-weight: 700; } .diff .went .edit { color: var(--high); font-weight: 700; }
        .diff .remark td { color: var(--muted); padding-top: 4px; padding-bottom: 4px; background: var(--raised); }
        .diff .blanks { outline: 1px dashed currentColor; outline-offset: -3px; }
        @media (max-width: 40rem) {
          .verdict { font-size: 20px; line-height: 28px; }
          .decision { padding: 16px; }
          .buttons .button { flex: 1; padding: 11px 16px; }
          .pairs thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .pairs tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); }
          .pairs tbody th, .pairs td { display: block; border: 0; padding: 0; max-width: none; }
          .pairs [data-column]::before { content: attr(data-column) ": "; color: var(--muted); font-size: 13px; }
          .change { grid-template-columns: 16px minmax(0, 1fr) max-content; padding: 8px 0; }
          .change .what { grid-column: 2 / -1; grid-row: 2; }
          .diff { border-left: 0; border-right: 0; }
          .diff td { padding: 0 4px; }
          .diff .number:nth-child(1) { display: none; }
          .diff .text { padding-left: 20px; text-indent: -16px; }
        }

        """
}
