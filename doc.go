// Package seedis holds the rules of the house, as tests (arch_test.go): what
// may import what, and what only the machine under sys may do. ARCHITECTURE.md
// explains them.
package seedis
