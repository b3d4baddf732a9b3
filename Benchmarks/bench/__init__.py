# SPDX-License-Identifier: Apache-2.0
"""Holdfast and Debian's docker-registry side by side; started by scripts/bench."""
