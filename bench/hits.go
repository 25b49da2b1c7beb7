//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// A server's hit ratio depends on how many keys it has room for, and Seedis needs
// less for a key. So each gets the maxmemory at which it holds the same number,
// found by loading that many.
//
// Both clocks of uses count seconds, so a faster run would have fewer of them: the
// requests come at a fixed rate, to all servers at the same time, and are the same
// ones.
const (
	hitsPerMebibyte = 1500 // resident keys for each of -maxmemory
	hitsValue       = 100  // bytes
	hitsFactor      = 10   // of all keys to those that are resident
	hitsExponent    = 1.0  // of Zipf's law
	hitsWarmUp      = 5    // requests for each resident key, before hits count
	hitsCounted     = 10   // and while they do
	hitsPipeline    = 100
	hitsPeriod      = time.Millisecond // from pipeline to pipeline
	hitsSeed        = 5
)

// hitLimit is the most that hit ratios may be apart, for the policies that have
// to find out what is used.
const hitLimit = 0.02

// hitResult is one policy's hit ratio on one server, and how many keys that held in
// the end.
type hitResult struct {
	ratio    float64
	resident int
}

// hits measures every policy that evicts; the results of one have an element for
// each server.
func (l *limitsContest) hits(ctx context.Context) ([][]hitResult, error) {
	if err := l.placement.unpin(l.servers); err != nil {
		return nil, err
	}
	resident := l.options.maxMemory >> 20 * hitsPerMebibyte
	law := newZipf(resident*hitsFactor, hitsExponent)
	var results [][]hitResult
	for _, policy := range evicting(l.options.policies) {
		for _, s := range l.servers {
			if err := l.calibrate(ctx, s, policy, resident); err != nil {
				return nil, fmt.Errorf("room for %d keys in %s: %w", resident, s.name, err)
			}
		}
		found, err := l.hitRatios(ctx, policy, resident, law)
		if err != nil {
			return nil, fmt.Errorf("hits with %s: %w", policy, err)
		}
		fmt.Fprintf(l.progress, "hits with %s: %v\n", policy, found)
		results = append(results, found)
	}
	return results, nil
}

// calibrate gives a server the memory that so many keys take, and empties it.
func (l *limitsContest) calibrate(ctx context.Context, s *server, policy string, resident int) error {
	if err := confine(s, policy, 0); err != nil {
		return err
	}
	crowd, err := newCrowd(l.network, s.address, 1, blockingPatience)
	if err != nil {
		return err
	}
	w := writer{request: setRequest(policy, hitsValue), left: resident}
	if err := errors.Join(crowd.play(ctx, &w), crowd.close()); err != nil {
		return err
	}
	// A growing table is twice there: the old one goes while the cron runs.
	if err := pause(ctx, l.options.settling); err != nil {
		return err
	}
	control, err := dial(s.address)
	if err != nil {
		return err
	}
	used, err := control.info("memory", "used_memory")
	if err := errors.Join(err, control.close()); err != nil {
		return err
	}
	return confine(s, policy, used)
}

// hitRatios lets a cache user loose on each server, all at the same time.
func (l *limitsContest) hitRatios(ctx context.Context, policy string, resident int, law zipf) ([]hitResult, error) {
	results := make([]hitResult, len(l.servers))
	failures := make([]error, len(l.servers))
	ended := make(chan int)
	for i, s := range l.servers {
		go func() {
			results[i], failures[i] = l.use(ctx, s, newCacheUser(policy, resident, law))
			ended <- i
		}()
	}
	for range l.servers {
		<-ended
	}
	return results, errors.Join(failures...)
}

// use plays one cache user.
func (l *limitsContest) use(ctx context.Context, s *server, user *cacheUser) (hitResult, error) {
	crowd, err := newCrowd(l.network, s.address, 1, blockingPatience)
	if err != nil {
		return hitResult{}, err
	}
	user.due = time.Now()
	if err := errors.Join(crowd.play(ctx, user), crowd.close()); err != nil {
		return hitResult{}, err
	}
	if user.refused > 0 {
		return hitResult{}, fmt.Errorf("%d requests were refused", user.refused)
	}
	keys, err := ask(s.address, "DBSIZE")
	if err != nil {
		return hitResult{}, err
	}
	resident, err := strconv.Atoi(keys)
	return hitResult{ratio: float64(user.hits) / float64(user.counted), resident: resident}, err
}

// cacheUser is a script of one client: it gets keys by Zipf's law, a hundred at a
// time, and sets those that it misses.
type cacheUser struct {
	get, set      template
	law           zipf
	random        *rand.Rand
	due           time.Time // of the next pipeline of GETs
	asked         []uint64  // keys, of the pipeline that is on
	heardOf       int       // how many of them
	missed        []uint64
	warmUp, left  int // GETs that do not count, and all that are left
	hits, counted int
	refused       int
}

func newCacheUser(policy string, resident int, law zipf) *cacheUser {
	return &cacheUser{
		get:    newTemplate(encode([]string{"GET", keyName})),
		set:    setRequest(policy, hitsValue),
		law:    law,
		random: rand.New(rand.NewPCG(hitsSeed, hitsSeed)),
		warmUp: resident * hitsWarmUp,
		left:   resident * (hitsWarmUp + hitsCounted),
	}
}

func (u *cacheUser) next(_ int, buffer []byte) ([]byte, int) {
	u.asked, u.heardOf = u.asked[:0], 0
	if misses := len(u.missed); misses > 0 {
		for _, key := range u.missed {
			buffer = u.set.append(buffer, key)
		}
		u.missed = u.missed[:0]
		return buffer, misses
	}
	time.Sleep(time.Until(u.due))
	u.due = u.due.Add(hitsPeriod)
	for len(u.asked) < min(hitsPipeline, u.left) {
		key := uint64(u.law.draw(u.random))
		u.asked = append(u.asked, key)
		buffer = u.get.append(buffer, key)
	}
	u.left -= len(u.asked)
	return buffer, len(u.asked)
}

// heard hears of a GET while there are keys that were asked for, and of a SET
// otherwise.
func (u *cacheUser) heard(_ int, o outcome) {
	if o == refused {
		u.refused++
	}
	if u.heardOf == len(u.asked) {
		return
	}
	key := u.asked[u.heardOf]
	u.heardOf++
	if o == missing {
		u.missed = append(u.missed, key)
	}
	if u.warmUp > 0 {
		u.warmUp--
		return
	}
	u.counted++
	if o == granted {
		u.hits++
	}
}

func (u *cacheUser) answered(int, time.Duration, time.Duration) {}

var hitHeader = []string{"policy", "A hits", "B hits", "A - B, points", "at most", "A keys", "B keys"}

// hitTable compares a server, by index, with the last.
func hitTable(versus string, policies []string, results [][]hitResult, server int) section {
	table := section{
		title:  "Hits on a Zipf load with as many keys resident: " + versus,
		header: hitHeader,
	}
	for i, policy := range policies {
		a, b := results[i][server], results[i][len(results[i])-1]
		difference := a.ratio - b.ratio
		most, excessive := "", false
		if policy == "allkeys-lru" || policy == "allkeys-lfu" {
			most, excessive = fmt.Sprintf("%.0f", hitLimit*100), math.Abs(difference) > hitLimit
		}
		table.rows = append(table.rows, []string{
			policy, fmt.Sprintf("%.2f%%", a.ratio*100), fmt.Sprintf("%.2f%%", b.ratio*100),
			limited(fmt.Sprintf("%+.2f", difference*100), excessive), most,
			strconv.Itoa(a.resident), strconv.Itoa(b.resident),
		})
	}
	return table
}
