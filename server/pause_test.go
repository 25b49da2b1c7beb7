package server

import "testing"

// Whatever notices first that a pause is over, those who waited for that are served
// before main sleeps the next time: no event will tell of them.
func TestAPauseThatEndsUnaskedIsOverForAll(t *testing.T) {
	r := newRanks(t, 1, 2)
	r.say(0, "CLIENT PAUSE 1000000\r\n")
	r.turn()
	r.say(1, "INCR key\r\n")
	r.turn()
	if text, _ := r.hear(1); text != "" {
		t.Fatalf("told %q in a pause", text)
	}
	r.pause.until = 0
	if !r.searchesExpired() { // as a timer does, after the files of a turn
		t.Fatal("the pause lasts")
	}
	r.beforeSleep()
	if r.maySleep() {
		t.Error("main sleeps, and somebody is to go on")
	}
	r.serve() // whatever events there were
	r.beforeSleep()
	if text, _ := r.hear(1); text != ":1\r\n" {
		t.Errorf("told %q when the pause was over, want :1", text)
	}
}
