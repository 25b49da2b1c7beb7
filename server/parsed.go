package server

import (
	"math"

	"seedis/commands"
	"seedis/resp"
	"seedis/store"
)

// parsed are the requests that an I/O thread found in a query buffer, for main to
// execute. They travel with their connection.
type parsed struct {
	requests []queued
	spans    []resp.Span // of all requests
	more     bool        // main is to look for those behind them
	failed   bool        // the protocol is broken behind them
}

// parsedMost is how many requests a parsed keeps room for: what a receive of usual
// size has at most.
const parsedMost = 1024

// reset forgets the requests.
func (p *parsed) reset() {
	if cap(p.requests) > parsedMost || cap(p.spans) > spansMax {
		*p = parsed{}
		return
	}
	clear(p.requests)
	p.requests, p.spans, p.more, p.failed = p.requests[:0], p.spans[:0], false, false
}

// abandon leaves the requests that have not run to main, which parses them again.
func (p *parsed) abandon() { p.requests, p.more, p.failed = p.requests[:0], true, false }

// clerk finds whole requests in query buffers and what they ask for. What it needs
// for that never changes, so each thread has its own.
type clerk struct {
	table    *commands.Table
	keyspace *store.Keyspace // for the hash of keys alone
	limits   resp.Limits
}

func newClerk(table *commands.Table, keyspace *store.Keyspace) clerk {
	// INT_MAX, as in Redis 7.0.
	return clerk{table: table, keyspace: keyspace, limits: resp.Limits{MaxArgs: math.MaxInt32}}
}

// all finds the requests that c has sent whole, as many as most, and tells whether
// there is anything to do.
func (k *clerk) all(c *connection, p *parsed, most int) bool {
	buffer := c.query.bytes()
	for len(p.requests) < most {
		var q queued
		var status resp.Status
		q, p.spans, status = k.next(c, p.spans)
		if status != resp.Complete {
			p.failed = status == resp.Failed
			break
		}
		q.found = true
		k.identify(&q, resp.Args{Buffer: buffer, Spans: p.spans[q.first:]})
		p.requests = append(p.requests, q)
	}
	return len(p.requests) > 0 || p.failed
}

// next finds the next request that c has sent and appends the spans of its arguments.
func (k *clerk) next(c *connection, spans []resp.Span) (queued, []resp.Span, resp.Status) {
	k.limits.Authenticated = c.isAuthenticated()
	k.limits.MaxBulk = c.reactor.settings.maxBulk
	first, start := len(spans), c.parser.Start()
	spans, status := c.parser.Next(c.query.bytes(), &k.limits, spans)
	return queued{
		first: uint32(first), count: uint32(len(spans) - first),
		start: uint32(start), end: uint32(c.parser.Start()),
	}, spans, status
}

// identify finds a request's command and hashes its first key.
func (k *clerk) identify(q *queued, args resp.Args) {
	q.command = k.table.Find(args.At(0))
	if q.command == nil {
		return
	}
	key := q.command.FirstKey()
	if key == 0 || uint32(key) >= q.count {
		return
	}
	q.key = uint32(key)
	q.hash = k.keyspace.Key(args.At(key)).Hash
}
