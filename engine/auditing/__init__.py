"""What auditors work with: rates held against what chance would give, and samples that anybody can draw again."""
