package store

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seedis/sys"
)

// hashScenario is a hash beside its model, driven by rapid.
type hashScenario struct {
	fixture
	fields []string // in the order in which they came
	values map[string]string
	large  bool // since it outgrew its one piece
}

const hashName = "hash"

func (s *hashScenario) hash() Hash {
	key := s.key(hashName)
	return s.Hash(key, s.Find(key))
}

// elementText is often one of few, sometimes an integer or longer than a limit.
func elementText(t *rapid.T, label string) string {
	switch rapid.IntRange(0, 9).Draw(t, label+" kind") {
	case 0:
		return strconv.FormatInt(rapid.Int64().Draw(t, label), 10)
	case 1:
		return string(rapid.SliceOfN(rapid.Byte(), 0, 70).Draw(t, label))
	case 2:
		return strings.Repeat("e", rapid.SampledFrom([]int{64, 65, 253, 254, 255, 256, 1000, 5000}).Draw(t, label))
	}
	return rapid.SampledFrom([]string{"", "a", "b", "c", "0", "1", "-1", "007", "32768", "-2147483649", "+1"}).Draw(t, label)
}

func (s *hashScenario) set(t *rapid.T) {
	times := rapid.SampledFrom([]int{1, 1, 1, 3, 40}).Draw(t, "times")
	for range times {
		field, value := elementText(t, "field"), elementText(t, "value")
		h := s.hash()
		_, had := s.values[field]
		if added := h.Set([]byte(field), []byte(value)); added == had {
			t.Fatalf("Set of %q tells %v", field, added)
		}
		if !had {
			s.fields = append(s.fields, field)
		}
		s.values[field] = value
		s.large = s.large || len(s.fields) > s.limits.HashListpackEntries ||
			max(len(field), len(value)) > s.limits.HashListpackValue
	}
}

func (s *hashScenario) delete(t *rapid.T) {
	field := elementText(t, "field")
	if len(s.fields) > 0 && rapid.Bool().Draw(t, "that exists") {
		field = rapid.SampledFrom(s.fields).Draw(t, "field")
	}
	h := s.hash()
	_, had := s.values[field]
	if deleted := h.Delete([]byte(field)); deleted != had {
		t.Fatalf("Delete of %q tells %v", field, deleted)
	}
	delete(s.values, field)
	s.fields = slices.DeleteFunc(s.fields, func(other string) bool { return other == field })
	if h.Exists() && h.Len() == 0 {
		h.Remove()
	}
	s.large = s.large && len(s.fields) > 0
}

func (s *hashScenario) remove(t *rapid.T) {
	if h := s.hash(); h.Exists() && rapid.IntRange(0, 5).Draw(t, "really") == 0 {
		h.Remove()
		s.fields, s.large = nil, false
		clear(s.values)
	}
}

// handOver lets a copy take the place of the hash, under a name of another
// length and back.
func (s *hashScenario) handOver(t *rapid.T) {
	h := s.hash()
	if !h.Exists() {
		return
	}
	other := s.key(strings.Repeat("n", rapid.SampledFrom([]int{1, 100, 300, 2000}).Draw(t, "name")))
	s.Copy(other, s.Find(other), h.Entry())
	h.Remove()
	key := s.key(hashName)
	s.Rename(other, s.Find(other), key, s.Find(key))
}

func (s *hashScenario) limit(t *rapid.T) {
	if len(s.fields) == 0 {
		s.keyspace.SetLimits(Limits{
			HashListpackEntries: rapid.SampledFrom([]int{0, 1, 5, 30, 1 << 40}).Draw(t, "entries"),
			HashListpackValue:   rapid.SampledFrom([]int{0, 64, 64, 1 << 40}).Draw(t, "bytes"),
		})
	}
}

// sample draws fields by lot: none is unknown, and of many none comes twice.
func (s *hashScenario) sample(t *rapid.T) {
	h := s.hash()
	if !h.Exists() {
		return
	}
	count := rapid.IntRange(0, h.Len()).Draw(t, "count")
	seen := map[string]bool{}
	visit := func(field, value []byte) {
		if want, ok := s.values[string(field)]; !ok || want != string(value) {
			t.Fatalf("drew %q with %q", field, value)
		}
		seen[string(field)] = true
	}
	h.Choose(count, new(Scratch), visit)
	if len(seen) != count {
		t.Fatalf("chose %d of %d", len(seen), count)
	}
	h.Sample(new(Scratch), visit)
}

// check compares all that can be read.
func (s *hashScenario) check(t *rapid.T) {
	h := s.hash()
	if h.Exists() != (len(s.fields) > 0) || h.Len() != len(s.fields) {
		t.Fatalf("exists %v, has %d; want %d", h.Exists(), h.Len(), len(s.fields))
	}
	if h.Exists() && (h.Entry().Encoding() == Hashtable) != s.large {
		t.Fatalf("the encoding is %v", h.Entry().Encoding())
	}
	var order []string
	read := map[string]string{}
	collect := func(field, value []byte) {
		order = append(order, string(field))
		read[string(field)] = string(value)
	}
	h.Each(new(Scratch), collect)
	if !maps.Equal(read, s.values) || len(order) != len(s.fields) || !s.large && !slices.Equal(order, s.fields) {
		t.Fatalf("Each visits %.200q, want %.200q", order, s.fields)
	}
	clear(read)
	for cursor := h.Scan(0, new(Scratch), collect); cursor != 0; {
		cursor = h.Scan(cursor, new(Scratch), collect)
	}
	if !maps.Equal(read, s.values) {
		t.Fatalf("Scan visits %.200q", read)
	}
	s.checkField(t, elementText(t, "looked for"))
	s.audit(t)
}

func (s *hashScenario) checkField(t *rapid.T, field string) {
	h := s.hash()
	var digits [Digits]byte
	got, ok := h.Get([]byte(field), &digits)
	want, exists := s.values[field]
	if ok != exists || !bytes.Equal(got, []byte(want)) || h.Has([]byte(field)) != exists {
		t.Fatalf("%q is %q, %v; want %q, %v", field, got, ok, want, exists)
	}
}

func TestHashModel(t *testing.T) {
	var seen marks
	rapid.Check(t, func(t *rapid.T) {
		s := hashScenario{fixture: open(t, true), values: map[string]string{}}
		s.limit(t)
		t.Repeat(map[string]func(*rapid.T){
			"": s.check, "set": s.set, "set more": s.set, "delete": s.delete, "delete more": s.delete,
			"remove": s.remove, "hand over": s.handOver, "limit": s.limit, "sample": s.sample,
		})
		seen.add(s.marks)
		s.close(t)
	})
	seen.demand(t, sys.MarkTableGrew, sys.MarkBucketChained)
}

// A hash gives back the table of fields that it has lost, a constant share with
// each access, while what is left stays.
func TestALargeHashShrinks(t *testing.T) {
	f := newFixture(t)
	h := f.Hash(f.key(hashName), Entry{})
	for i := range 10_000 {
		h.Set([]byte(name16(i)), []byte("v"))
	}
	for i := range 9_990 {
		h.Delete([]byte(name16(i)))
	}
	for range 10_000 {
		h.Set([]byte(name16(9_999)), []byte("v"))
		h.Delete([]byte(name16(0)))
	}
	if buckets := h.dict().active.mask + 1; h.Len() != 10 || buckets > 64 || h.dict().rehashing() {
		t.Errorf("%d fields are in %d buckets", h.Len(), buckets)
	}
	f.audit(t)
}
