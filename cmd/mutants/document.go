package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
)

// The parts of the document that the command writes. Each stands between two
// markers, which Markdown does not show; all else in the file stays as it is.
const (
	campaignPart  = "campaign"
	mutantsPart   = "mutants"
	cataloguePart = "catalogue"
)

// write measures the simulation without bugs and writes all figures into the
// document.
func (o *options) write(shop *workshop, hunts []hunted) error {
	text, err := os.ReadFile(o.document)
	if err != nil {
		return err
	}
	plain, err := shop.build(nil)
	if err != nil {
		return err
	}
	defer plain.discard()
	if err := plain.wait(); err != nil {
		return err
	}
	figures, err := measure(plain.program())
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{campaignPart, figures},
		{mutantsPart, mutantsTable(hunts)},
		{cataloguePart, catalogueTable(hunts)},
	} {
		if text, err = rewrite(text, part.name, part.text); err != nil {
			return fmt.Errorf("%s: %w", o.document, err)
		}
	}
	return os.WriteFile(o.document, text, 0o644)
}

// rewrite puts text between the markers of a part.
func rewrite(document []byte, part, text string) ([]byte, error) {
	begin, end := []byte("<!-- "+part+" -->\n"), []byte("<!-- /"+part+" -->\n")
	before, rest, found := bytes.Cut(document, begin)
	_, after, closed := bytes.Cut(rest, end)
	if !found || !closed {
		return nil, fmt.Errorf("it has no place for %s, between %q and %q", part, begin, end)
	}
	return bytes.Join([][]byte{before, begin, []byte(text), end, after}, nil), nil
}

// mutantsTable tells how each bug was found.
func mutantsTable(hunts []hunted) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n%s", summarize(hunts), tableHead())
	for i := range hunts {
		text.WriteString(hunts[i].row())
	}
	return text.String()
}

// catalogueTable tells what each bug does, and which real one it is like.
func catalogueTable(hunts []hunted) string {
	var text strings.Builder
	for i := range hunts {
		m := hunts[i].mutant
		fmt.Fprintf(&text, "- **%s** (%s): %s", m.name, m.file, m.does)
		if m.real != "" {
			fmt.Fprintf(&text, " *%s*", m.real)
		}
		text.WriteString("\n")
	}
	return text.String()
}
