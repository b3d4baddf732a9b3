// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Stylesheet {
    /// The looks of the graph.
    static let graph: StaticString = """
        .graph { overflow: auto; max-height: 80vh; margin: 16px 0 8px; border-top: 1px solid var(--line);
          border-bottom: 1px solid var(--line); }
        .image-graph { display: block; font-size: 13px; }
        @media (min-width: 60rem) { .image-graph.fits { max-width: 100%; height: auto; } }
        .image-graph .image rect { fill: var(--ground); stroke: var(--strong-line); }
        .image-graph .image text { fill: var(--text); font-size: 13px; font-weight: 600; }
        .image-graph .image .details { fill: var(--muted); font-size: 11px; font-weight: 400; }
        .image-graph a { text-decoration: none; }
        .image-graph a:hover rect { stroke: var(--accent); fill: var(--accent-ground); }
        .image-graph a:focus-visible { outline: none; }
        .image-graph a:focus-visible rect { stroke: var(--accent); stroke-width: 3; }
        .image-graph .chosen rect { stroke: var(--accent); stroke-width: 2; fill: var(--accent-ground); }
        .image-graph .edge { fill: none; stroke: var(--strong-line); stroke-width: 1.5; }
        .image-graph .claimed { stroke-dasharray: 4 4; }
        .chain { list-style: none; padding-left: 0; }
        .chain .chain { padding-left: 16px; margin-left: 4px; border-left: 1px solid var(--line); }
        .chain + p { margin-top: 16px; }
        .chain li { padding: 2px 0; }
        .chain .chosen a { font-weight: 650; }

        """
}
