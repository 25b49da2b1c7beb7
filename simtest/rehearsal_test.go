package simtest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"seedis/config"
	"seedis/sys/sim"
)

// rehearsal is a client whose requests both the model and Redis answer.
type rehearsal struct {
	t       *testing.T
	oracle  *oracle
	model   *model
	client  *client
	session *session
}

func newRehearsal(t *testing.T, seed uint64) *rehearsal {
	machine := sim.New(sim.Options{Seed: seed, Memory: memory})
	r := &rehearsal{
		t:       t,
		oracle:  startOracle(t),
		model:   newModel(settingsOf(config.New(), false, 0)),
		session: &session{peer: "a unix socket", unscripted: true, authenticated: true},
	}
	r.client = &client{
		dice:    dice{machine, machine.Stream("client")},
		run:     &run{weather: weather{keys: 10, bulk: 100, valueMax: 3000}},
		session: r.session,
	}
	r.session.id = r.oracle.id(t)
	r.model.sessions[r.session.id] = r.session
	return r
}

// rehearse compares the answers to requests of some families.
func rehearse(t *testing.T, count int, families []family) {
	r := newRehearsal(t, 1)
	for range count {
		if request := r.client.draw(families); !untimely(request) {
			r.ask(request...)
		}
	}
}

// ask compares the answers to one request. When they differ it goes on with
// nothing, so that one difference does not lead to others.
func (r *rehearsal) ask(request ...string) {
	r.t.Helper()
	shown := quote(request)
	if r.session.transaction != nil {
		for _, queued := range r.session.transaction.requests {
			shown += "\n\t" + quote(queued.args)
		}
	}
	if err := r.answer(request); err != nil {
		r.t.Errorf("%s\n%v", shown, err)
		r.model.choice, r.model.executing = nil, nil
		r.session.expected = transcript{}
		r.answer([]string{"RESET"})
		r.answer([]string{"FLUSHALL"})
	}
	if r.model.adrift > 0 {
		r.t.Fatalf("after %s nobody knows what the keys hold", quote(request))
	}
}

// answer has a request carried out by both. The error is how they differ.
func (r *rehearsal) answer(request []string) error {
	if err := r.model.execute(r.session, request, time.Now().UnixMilli()); err != nil {
		r.t.Fatal(err)
	}
	r.oracle.skipEffects(r.t)
	answer := r.oracle.ask(r.t, request)
	if r.model.choice != nil || r.model.executing != nil {
		if err := r.complete(r.oracle.effects(r.t)); err != nil {
			return err
		}
	}
	rest, err := r.session.expected.check(answer)
	if err == nil && (len(rest) > 0 || !r.session.expected.empty()) {
		err = errors.New("the reply is of another length")
	}
	return err
}

// complete carries out what a transaction has queued, and tells the model what Redis
// has chosen: by the effects of all of it.
func (r *rehearsal) complete(effects [][]string) error {
	for {
		switch e := r.model.executing; {
		case r.model.choice != nil && len(effects) > 0:
			if err := r.model.effect(r.session.db, effects[0]); err != nil {
				return err
			}
			effects = effects[1:]
		case r.model.choice != nil || e == nil:
			return r.model.incomplete()
		default:
			request := e.rest[0].args
			if err := r.model.executeQueued(e.session); err != nil {
				return err
			}
			if r.model.choice == nil {
				effects = behind(effects, request)
			}
		}
	}
}

// behind are the effects that come after those of a request.
func behind(effects [][]string, request []string) [][]string {
	pops := strings.EqualFold(request[0], "spop")
	own := func(effect []string) bool {
		return slices.Equal(effect, request) || pops && slices.Contains(effect, request[1])
	}
	return effects[slices.IndexFunc(effects, own)+1:]
}
