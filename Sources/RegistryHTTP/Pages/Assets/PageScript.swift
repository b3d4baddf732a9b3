// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Comfort for those whose browser runs scripts; nothing depends on it.
enum PageScript {
    static let text: StaticString = #"""
        "use strict";
        // A button to copy, beside each command and full digest.
        if (navigator.clipboard) {
          for (const source of document.querySelectorAll("[data-copy]")) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "copy";
            button.textContent = "Copy";
            button.setAttribute("aria-label", "Copy " + (source.dataset.copy || "text"));
            button.addEventListener("click", async () => {
              try {
                await navigator.clipboard.writeText(source.textContent);
                button.textContent = "Copied";
              } catch {
                button.textContent = "Select it";
              }
              setTimeout(() => { button.textContent = "Copy"; }, 1500);
            });
            source.after(button);
          }
        }
        // "/" goes to the search, as in many places.
        document.addEventListener("keydown", (event) => {
          if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
          if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) return;
          const search = document.querySelector("input[type=search]");
          if (!search) return;
          event.preventDefault();
          search.focus();
          search.select();
        });

        """#
}
