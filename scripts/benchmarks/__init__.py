# SPDX-License-Identifier: Apache-2.0
"""What scripts/bench is made of: works (what is measured), measure (how), tables (what is printed)."""
