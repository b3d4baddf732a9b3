// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The looks of all pages, in pieces by topic.
///
/// Lengths are multiples of 4 px. Nothing is told by colour alone.
enum Stylesheet {
    static let pieces: [StaticString] = [colours, base, layout, parts, forms, holds, images, graph]

    /// Text reaches a contrast of 4.5 on its ground, in light and dark.
    private static let colours: StaticString = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --raised: #f5f7f7; --text: #1a2124; --muted: #556168; --line: #dfe4e6; --strong-line: #b4bec2;
          --accent: #0b6b61; --accent-ground: #e3f2ef; --on-accent: #ffffff;
          --high: #ab1f1b; --high-ground: #fceceb; --medium: #835000; --medium-ground: #fbf1dd;
          --low: #4d5a61; --good: #1d6b34; --good-ground: #e5f4e9;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #111517; --raised: #181d20; --text: #e2e7e8; --muted: #97a4aa; --line: #272e32; --strong-line: #47535a;
            --accent: #63c9b9; --accent-ground: #12302c; --on-accent: #07211d;
            --high: #ff9189; --high-ground: #3a1715; --medium: #efb661; --medium-ground: #33250c;
            --low: #a3afb5; --good: #7fd197; --good-ground: #12301b;
          }
        }

        """

    private static let base: StaticString = """
        *, *::before, *::after { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; min-height: 100vh; display: flex; flex-direction: column;
          background: var(--ground); color: var(--text);
          font: 400 15px/24px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
        }
        h1, h2, h3, h4, p, ul, ol, dl, dd, table, pre, figure, fieldset { margin: 0; padding: 0; }
        h1 { font-size: 26px; line-height: 32px; font-weight: 650; letter-spacing: -0.015em; }
        h2 { font-size: 17px; line-height: 24px; font-weight: 650; margin: 40px 0 8px; }
        h3 { font-size: 15px; line-height: 24px; font-weight: 650; margin: 24px 0 4px; }
        h4 { font-size: 13px; line-height: 20px; font-weight: 650; margin: 16px 0 4px; }
        p + p { margin-top: 8px; }
        a { color: var(--accent); text-decoration-line: underline; text-decoration-thickness: 1px;
          text-underline-offset: 3px; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
        a:hover { text-decoration-color: currentColor; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
        main:focus { outline: none; }
        code, pre, kbd, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono",
          "Liberation Mono", monospace; font-size: 0.875em; font-variant-ligatures: none; }
        pre { overflow-x: auto; white-space: pre-wrap; }
        small, .small { font-size: 13px; line-height: 20px; }
        strong { font-weight: 650; }
        .muted { color: var(--muted); }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .nowrap { white-space: nowrap; }

        """

    private static let layout: StaticString = """
        .skip { position: absolute; left: 8px; top: -64px; padding: 8px 16px; background: var(--accent);
          color: var(--on-accent); z-index: 2; }
        .skip:focus { top: 8px; }
        .top { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 32px;
          padding: 12px max(24px, calc((100% - 72rem) / 2 + 24px));
          border-bottom: 1px solid var(--line); }
        .brand { display: inline-flex; align-items: center; gap: 8px; font-weight: 650; letter-spacing: -0.01em;
          color: var(--text); text-decoration: none; }
        .sign { width: 24px; height: 24px; fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linecap: round; }
        .sections ul { display: flex; gap: 24px; list-style: none; }
        .sections a { display: block; padding: 4px 0; color: var(--muted); text-decoration: none;
          border-bottom: 2px solid transparent; }
        .sections a:hover { color: var(--text); }
        .sections a[aria-current] { color: var(--text); border-bottom-color: var(--accent); }
        .count { display: inline-block; min-width: 20px; padding: 0 6px; border-radius: 10px; font-size: 12px;
          line-height: 20px; text-align: center; background: var(--medium-ground); color: var(--medium); font-weight: 600; }
        .who { margin-left: auto; display: flex; align-items: center; gap: 16px; }
        .who .user { font-weight: 600; }
        main, .foot { width: 100%; max-width: 72rem; margin: 0 auto; padding: 0 24px; }
        main { flex: 1; padding-top: 32px; padding-bottom: 64px; }
        .foot { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; padding-top: 16px;
          padding-bottom: 24px; color: var(--muted); font-size: 13px; line-height: 20px; }
        .crumbs { margin: -8px 0 8px; }
        .crumbs ol { display: flex; flex-wrap: wrap; list-style: none; font-size: 13px; line-height: 20px; }
        .crumbs li::after { content: "/"; color: var(--muted); padding: 0 8px; }
        .crumbs li:last-child::after { content: ""; padding: 0; }
        .crumbs a { color: var(--muted); text-decoration: none; }
        .crumbs a:hover { color: var(--text); text-decoration: underline; }
        .titled { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 16px 32px;
          margin-bottom: 16px; }
        .overline { color: var(--muted); font-size: 13px; line-height: 20px; }
        .lead { font-size: 17px; line-height: 26px; max-width: 48rem; }
        @media (max-width: 40rem) {
          .top { padding: 12px 16px; gap: 4px 16px; }
          .sections { order: 3; width: 100%; }
          .sections a { padding: 8px 0 6px; }
          main, .foot { padding-left: 16px; padding-right: 16px; }
          main { padding-top: 24px; }
          .wide { display: none; }
        }

        """

    private static let parts: StaticString = """
        table { width: 100%; border-collapse: collapse; }
        caption { text-align: left; }
        th, td { padding: 8px 24px 8px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line);
          font-weight: 400; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { font-size: 13px; line-height: 20px; padding-top: 4px; padding-bottom: 4px; color: var(--muted);
          white-space: nowrap; border-bottom-color: var(--strong-line); }
        tbody tr:hover { background: color-mix(in srgb, var(--raised) 70%, transparent); }
        tbody th { font-weight: 600; }
        .number { text-align: right; white-space: nowrap; }
        .scroll { overflow-x: auto; }
        .stacked td { overflow-wrap: break-word; }
        td time { white-space: nowrap; }
        .facts { display: grid; grid-template-columns: minmax(96px, max-content) minmax(0, 1fr); gap: 4px 24px; }
        .facts dt { color: var(--muted); }
        .digest { user-select: all; }
        .state { display: inline-flex; align-items: baseline; gap: 6px; white-space: nowrap; font-weight: 600; }
        .state::before { content: "\\25CF"; font-size: 0.75em; }
        .state.open { color: var(--medium); } .state.open::before { content: "\\25C6"; }
        .state.good { color: var(--good); } .state.good::before { content: "\\2713"; font-size: 1em; }
        .state.bad { color: var(--high); } .state.bad::before { content: "\\2715"; font-size: 1em; }
        .state.quiet { color: var(--muted); font-weight: 400; } .state.quiet::before { content: "\\25CB"; }
        .severity { display: inline-flex; align-items: baseline; gap: 6px; white-space: nowrap; font-weight: 600; }
        .severity::before { font-size: 0.8em; content: "\\25CB"; }
        .severity.high { color: var(--high); } .severity.high::before { content: "\\25B2"; }
        .severity.medium { color: var(--medium); } .severity.medium::before { content: "\\25C6"; }
        .severity.low { color: var(--low); } .severity.low::before { content: "\\25CF"; }
        .severity.info { color: var(--muted); font-weight: 400; }
        .notice { border-left: 3px solid var(--strong-line); padding: 4px 0 4px 16px; margin: 16px 0; max-width: 48rem; }
        .notice h1 { margin-bottom: 8px; }
        .notice.open { border-left-color: var(--medium); }
        .notice.bad { border-left-color: var(--high); }
        .notice.good { border-left-color: var(--good); }
        .empty { color: var(--muted); padding: 16px 0; max-width: 48rem; }
        .commands { display: grid; gap: 8px; }
        .command { display: flex; align-items: baseline; gap: 16px; }
        .command .kind { flex: none; width: 88px; color: var(--muted); font-size: 13px; }
        .command code { flex: 1; min-width: 0; user-select: all; }
        .command + .command { border-top: 1px solid var(--line); padding-top: 8px; }
        .copy { flex: none; font: inherit; font-size: 12px; line-height: 16px; padding: 3px 8px; margin-left: 8px; color: var(--muted);
          background: none; border: 1px solid var(--line); border-radius: 4px; cursor: pointer; }
        .copy:hover { color: var(--text); border-color: var(--strong-line); }
        .events { list-style: none; }
        .events > li { display: grid; grid-template-columns: 112px minmax(0, 1fr) max-content; gap: 0 24px; padding: 8px 0;
          border-bottom: 1px solid var(--line); }
        .events .when { color: var(--muted); text-align: right; white-space: nowrap; }
        .decisions { list-style: none; border-top: 1px solid var(--line); }
        .decisions > li { padding: 12px 0; border-bottom: 1px solid var(--line); }
        .decisions h2 { margin: 0; font-size: 15px; }
        .decisions .headline { max-width: 56rem; }
        .decisions p + p { margin-top: 0; }
        .scroll + .small, table + .small { margin-top: 8px; }
        a.state { text-decoration: none; }
        a.state:hover { text-decoration: underline; }
        .pages { display: flex; gap: 24px; margin-top: 16px; }
        .switch { display: flex; gap: 16px; }
        .switch a[aria-current] { color: var(--text); text-decoration: none; font-weight: 600; }
        @media (max-width: 40rem) {
          th, td { padding-right: 16px; }
          .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .stacked tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); }
          .stacked th { display: block; border: 0; padding: 0; }
          .stacked td:not(.wide) { display: inline-block; border: 0; padding: 0 16px 0 0; }
          .stacked [data-column]::before { content: attr(data-column) " "; color: var(--muted); font-size: 13px; }
          .command { flex-wrap: wrap; gap: 0 8px; }
          .command .kind { width: 100%; }
          .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .facts dd + dt { margin-top: 8px; }
          .events > li { grid-template-columns: minmax(0, 1fr) max-content; }
          .events .what { grid-column: 1 / -1; grid-row: 2; }
        }

        """

    private static let forms: StaticString = """
        label { display: block; font-size: 13px; line-height: 20px; color: var(--muted); margin-bottom: 4px; }
        input[type=search], input[type=text], input[type=password], textarea, select {
          font: inherit; width: 100%; color: var(--text); background: var(--ground); border: 1px solid var(--strong-line);
          border-radius: 4px; padding: 7px 12px; }
        input:focus-visible, textarea:focus-visible, select:focus-visible { outline-offset: -1px; border-radius: 4px; }
        button { font: inherit; }
        .button { font-weight: 600; padding: 7px 16px; border-radius: 4px; border: 1px solid var(--accent); cursor: pointer;
          background: var(--accent); color: var(--on-accent); }
        .button:hover { filter: brightness(1.08); }
        .button.second { background: none; color: var(--accent); }
        .button.danger { background: none; border-color: var(--high); color: var(--high); }
        .plain { background: none; border: 0; padding: 0; color: var(--accent); cursor: pointer; text-decoration: underline;
          text-underline-offset: 3px; text-decoration-thickness: 1px; }
        .search { display: flex; gap: 8px; align-items: end; }
        .search > div { width: 288px; max-width: 100%; }
        .signin { max-width: 336px; }
        .signin h1 { margin-bottom: 24px; }
        .field { margin-bottom: 16px; }
        @media (max-width: 40rem) {
          .search, .search > div { width: 100%; flex: 1; }
          input[type=search], input[type=text], input[type=password], textarea, select { font-size: 16px; }
        }

        """
}
