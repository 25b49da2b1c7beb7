package seedis

import (
	"go/token"
	"testing"
)

// rule is one rule of the house. check returns a finding for each place of a
// room that breaks it; bad is a file that does, as if it stood in badRoom.
type rule struct {
	name    string
	check   func(r *room) []finding
	badRoom string
	bad     string
}

// finding is a place and what is wrong there.
type finding struct {
	position token.Pos
	text     string
}

func TestHouseRules(t *testing.T) {
	h := loadHouse(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, r := range h.rooms {
				for _, f := range rule.check(r) {
					t.Errorf("%s: %s", h.fset.Position(f.position), f.text)
				}
			}
		})
	}
}

// TestHouseRulesFindBadExamples makes sure that no rule has gone blind.
func TestHouseRulesFindBadExamples(t *testing.T) {
	h := loadHouse(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			names := []string{"bad.go"}
			r := h.check(t, rule.badRoom, names, map[string]string{"bad.go": rule.bad})
			if len(rule.check(r)) == 0 {
				t.Errorf("the rule does not see what is wrong here:\n%s", rule.bad)
			}
		})
	}
}
