# SPDX-License-Identifier: Apache-2.0


class BenchError(Exception):
    """A wrong answer or a failed program: figures taken around it would be worthless."""
