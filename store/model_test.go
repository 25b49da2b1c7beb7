package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// model is what a database should hold, in plain Go.
type model map[string]modelValue

type modelValue struct {
	text     string
	encoding Encoding
	expireAt int64
	accessed int64 // second of the last Touch, or of the making
}

// encodingOf is Redis's choice when a string is set.
func encodingOf(text string) Encoding {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return Int
	}
	if len(text) <= 44 {
		return Embstr
	}
	return Raw
}

// scenario is a database beside its model, driven by rapid, with another that
// keys come from and go to.
type scenario struct {
	fixture
	model model
	other model
	names []string
	now   int64 // seconds
}

// otherDB is the fixture with the database that is not the present one.
func (s *scenario) otherDB() fixture { return s.in(1 - s.Index()) }

// put lets the model have a value; what existed keeps the time of its access.
func (s *scenario) put(name string, value modelValue) {
	value.accessed = s.now
	if old, ok := s.model[name]; ok {
		value.accessed = old.accessed
	}
	s.model[name] = value
}

func (s *scenario) name(t *rapid.T) string { return rapid.SampledFrom(s.names).Draw(t, "key") }

// names are keys at the edges of the layouts, keys that collide, and enough
// plain ones for the table to grow a few times.
func names(f fixture) []string {
	names := []string{"", "a", strings.Repeat("n", 255), strings.Repeat("w", 256), strings.Repeat("x", 990), strings.Repeat("y", 70_000)}
	for i := range 30 {
		names = append(names, f.colliding(i))
	}
	for i := range 150 {
		names = append(names, fmt.Sprintf("key:%d", i))
	}
	return names
}

// drawText is a string of any encoding, often of a length at an edge.
func drawText(t *rapid.T) string {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return strconv.FormatInt(rapid.Int64().Draw(t, "integer"), 10)
	case 1:
		edge := rapid.SampledFrom([]int{0, 1, 8, 44, 45, 255, 256, 900, 1016, 2048, 65_536}).Draw(t, "edge")
		return strings.Repeat("e", max(0, edge+rapid.IntRange(-17, 17).Draw(t, "distance")))
	}
	return rapid.StringN(0, 60, 200).Draw(t, "text")
}

func drawExpiry(t *rapid.T) int64 {
	if rapid.Bool().Draw(t, "expires") {
		return rapid.Int64Min(0).Draw(t, "at")
	}
	return NoExpiry
}

func (s *scenario) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"set":      s.set,
		"insert":   s.insert,
		"set int":  s.setInt,
		"append":   s.append,
		"expire":   s.expire,
		"persist":  s.persist,
		"delete":   s.delete,
		"remove":   s.remove,
		"cron":     s.cron,
		"clear":    s.clear,
		"zeros":    s.zeros,
		"touch":    s.touch,
		"tick":     s.tick,
		"random":   s.random,
		"expiring": s.volatile,
		"sample":   s.sample,
		"rename":   s.rename,
		"copy":     s.copy,
		"move":     s.move,
		"swap":     s.swap,
		"select":   func(*rapid.T) { s.selectOther() },
		"":         s.check,
	}
}

func (s *scenario) set(t *rapid.T) { s.setKey(t, s.name(t)) }

func (s *scenario) setKey(t *rapid.T, name string) {
	text, at := drawText(t), drawExpiry(t)
	key := s.key(name)
	e := s.SetString(key, s.Find(key), []byte(text), at)
	s.put(name, modelValue{text: text, encoding: encodingOf(text), expireAt: at})
	s.same(t, name, e)
}

// insert sets the next keys in line, so that the table fills up.
func (s *scenario) insert(t *rapid.T) {
	count := rapid.IntRange(1, 100).Draw(t, "count")
	for _, name := range s.names {
		if _, ok := s.model[name]; !ok && count > 0 {
			s.setKey(t, name)
			count--
		}
	}
}

func (s *scenario) setInt(t *rapid.T) {
	name, n, at := s.name(t), rapid.Int64().Draw(t, "integer"), drawExpiry(t)
	key := s.key(name)
	e := s.SetInt(key, s.Find(key), n, at)
	s.put(name, modelValue{text: strconv.FormatInt(n, 10), encoding: Int, expireAt: at})
	s.same(t, name, e)
}

func (s *scenario) append(t *rapid.T) {
	name, suffix := s.name(t), drawText(t)
	value, ok := s.model[name]
	if ok {
		value.text, value.encoding = value.text+suffix, Raw
	} else {
		value = modelValue{text: suffix, encoding: encodingOf(suffix), expireAt: NoExpiry}
	}
	s.put(name, value)
	if length := s.fixture.append(name, suffix); length != len(value.text) {
		t.Fatalf("Append returned %d, want %d", length, len(value.text))
	}
}

func (s *scenario) expire(t *rapid.T) {
	name, at := s.name(t), rapid.Int64Min(0).Draw(t, "at")
	if e := s.find(name); e.Exists() {
		e = s.SetExpire(e, at)
		value := s.model[name]
		value.expireAt = at
		s.model[name] = value
		s.same(t, name, e)
	}
}

func (s *scenario) persist(t *rapid.T) {
	name := s.name(t)
	if e := s.find(name); e.Exists() {
		e = s.ClearExpire(e)
		value := s.model[name]
		value.expireAt = NoExpiry
		s.model[name] = value
		s.same(t, name, e)
	}
}

func (s *scenario) delete(t *rapid.T) { s.deleteKey(s.name(t)) }

func (s *scenario) deleteKey(name string) {
	if e := s.find(name); e.Exists() {
		s.Delete(e)
		delete(s.model, name)
	}
}

// remove deletes all but a few keys, so that the table empties.
func (s *scenario) remove(t *rapid.T) {
	names := slices.Sorted(maps.Keys(s.model))
	left := rapid.IntRange(0, len(names)).Draw(t, "left")
	for _, name := range names[left:] {
		s.deleteKey(name)
	}
	s.ResizeIfSparse()
}

func (s *scenario) cron(t *rapid.T) {
	for range rapid.IntRange(1, 5).Draw(t, "rounds") {
		s.ResizeIfSparse()
		s.Rehash(rapid.IntRange(0, 50).Draw(t, "buckets"))
	}
}

func (s *scenario) clear(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "really") == 0 {
		s.Clear()
		clear(s.model)
	}
}

// selectOther goes on with the other database.
func (s *scenario) selectOther() {
	s.fixture, s.model, s.other = s.otherDB(), s.other, s.model
}

// zeros makes a string longer by zeros, or a new one of zeros.
func (s *scenario) zeros(t *rapid.T) {
	name := s.name(t)
	length := rapid.SampledFrom([]int{0, 1, 44, 45, 1000, 3000, 70_000, 300_000}).Draw(t, "length")
	key := s.key(name)
	value, ok := s.model[name]
	if !ok {
		value.expireAt = NoExpiry
	}
	value.encoding = Raw
	value.text += strings.Repeat("\x00", max(0, length-len(value.text)))
	if _, got := s.Writable(key, s.Find(key), length); string(got) != value.text {
		t.Fatalf("%d bytes are writable, of %d", len(got), len(value.text))
	}
	s.put(name, value)
}

func (s *scenario) tick(t *rapid.T) {
	s.now += rapid.Int64Range(0, 100).Draw(t, "seconds")
	s.keyspace.Tick(s.now)
}

func (s *scenario) touch(t *rapid.T) {
	name := s.name(t)
	if e := s.find(name); e.Exists() {
		e.Touch()
		value := s.model[name]
		value.accessed = s.now
		s.model[name] = value
		s.same(t, name, e)
	}
}

func (s *scenario) random(t *rapid.T) {
	e := s.RandomEntry()
	if e.Exists() != (len(s.model) > 0) {
		t.Fatalf("a random entry of %d exists: %v", len(s.model), e.Exists())
	}
	if e.Exists() {
		s.same(t, string(e.Key()), e)
	}
}

// volatile walks over all that expires.
func (s *scenario) volatile(t *rapid.T) {
	met := s.walkVolatile(t, rapid.IntRange(1, 40).Draw(t, "buckets"), func() {})
	for name, value := range s.model {
		if expires := value.expireAt != NoExpiry; expires != (met[name] == 1) {
			t.Fatalf("%.20q expires: %v, visited %d times", name, expires, met[name])
		}
	}
}

func (s *scenario) sample(t *rapid.T) {
	count, volatile := rapid.IntRange(1, 20).Draw(t, "count"), rapid.Bool().Draw(t, "volatile")
	met := 0
	s.Sample(count, volatile, func(e Entry) {
		met++
		s.same(t, string(e.Key()), e)
		if volatile && e.ExpireAt() == NoExpiry {
			t.Fatalf("%.20q does not expire", e.Key())
		}
	})
	if all := s.Len(); !volatile && met < min(count, all) || volatile && met < min(count, s.Expires()) {
		t.Fatalf("%d are a sample of %d", met, count)
	}
}

func (s *scenario) rename(t *rapid.T) {
	name, next := s.name(t), s.name(t)
	e := s.find(name)
	if !e.Exists() || name == next {
		return
	}
	to := s.key(next)
	e = s.Rename(s.key(name), e, to, s.Find(to))
	s.model[next] = s.model[name]
	delete(s.model, name)
	s.same(t, next, e)
	s.same(t, name, s.find(name))
}

// copy copies a key, under another name or to the other database.
func (s *scenario) copy(t *rapid.T) {
	name, next := s.name(t), s.name(t)
	e, value := s.find(name), s.model[name]
	if !e.Exists() {
		return
	}
	value.accessed = s.now
	if rapid.Bool().Draw(t, "to the other") {
		defer s.selectOther()
		s.selectOther()
	} else if name == next {
		return
	}
	key := s.key(next)
	copied := s.Copy(key, s.Find(key), e)
	s.model[next] = value
	s.same(t, next, copied)
}

func (s *scenario) move(t *rapid.T) {
	name := s.name(t)
	e, other := s.find(name), s.otherDB()
	if _, there := s.other[name]; there || !e.Exists() {
		return
	}
	moved := s.Move(s.key(name), e, other.DB)
	s.other[name] = s.model[name]
	delete(s.model, name)
	s.same(t, name, s.find(name))
	s.selectOther()
	s.same(t, name, moved)
	s.same(t, name, s.find(name))
}

func (s *scenario) swap(t *rapid.T) {
	a := rapid.IntRange(0, 1).Draw(t, "a")
	b := rapid.IntRange(0, 1).Draw(t, "b")
	s.keyspace.Swap(a, b)
	if a != b {
		s.model, s.other = s.other, s.model
	}
}

// check compares a key, the counters and the tables' own rules.
func (s *scenario) check(t *rapid.T) {
	name := s.name(t)
	s.same(t, name, s.find(name))
	expires := 0
	for _, name := range slices.Sorted(maps.Keys(s.model)) {
		if s.model[name].expireAt != NoExpiry {
			expires++
		}
	}
	if s.Len() != len(s.model) || s.Expires() != expires {
		t.Fatalf("Len %d, Expires %d; want %d, %d", s.Len(), s.Expires(), len(s.model), expires)
	}
	s.audit(t)
}

// same compares an entry with its model.
func (s *scenario) same(t fataler, name string, e Entry) {
	t.Helper()
	want, ok := s.model[name]
	if e.Exists() != ok {
		t.Fatalf("%.20q: exists %v, want %v", name, e.Exists(), ok)
	}
	if !ok {
		return
	}
	got := modelValue{text16(e), e.Encoding(), e.ExpireAt(), s.now - e.IdleSeconds()}
	if string(e.Key()) != name || got != want || e.StringLen() != len(want.text) || e.Type() != String {
		t.Fatalf("%.20q: got %.20q %+.60v, want %+.60v", name, e.Key(), got, want)
	}
	n, isInt := e.Int()
	if isInt != (encodingOf(want.text) == Int) || isInt && strconv.FormatInt(n, 10) != want.text {
		t.Fatalf("%.20q: %.20q is the integer %d, %v", name, want.text, n, isInt)
	}
}

func TestModel(t *testing.T) {
	var seen marks
	rapid.Check(t, func(t *rapid.T) {
		f := open(t, true)
		s := scenario{fixture: f, model: model{}, other: model{}, names: names(f)}
		s.insert(t)
		t.Repeat(s.actions())
		for range 2 {
			for _, name := range s.names {
				s.same(t, name, s.find(name))
			}
			s.selectOther()
		}
		seen.add(f.marks)
		f.close(t)
	})
	seen.demand(t, sys.MarkTableGrew, sys.MarkTableShrank, sys.MarkBucketChained)
}
