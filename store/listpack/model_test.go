package listpack

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// list is a listpack beside its model, a plain slice of texts.
type list struct {
	p     []byte
	model []string
}

// drawText is a text or an integer of any encoding, often one at an edge.
func drawText(t *rapid.T, label string) string {
	switch rapid.IntRange(0, 3).Draw(t, label+" kind") {
	case 0:
		bits, negative := rapid.IntRange(0, 63).Draw(t, "bits"), rapid.Bool().Draw(t, "negative")
		n := int64(1)<<bits + rapid.Int64Range(-1, 1).Draw(t, "near")
		if negative {
			n = -n
		}
		return strconv.FormatInt(n, 10)
	case 1:
		length := rapid.SampledFrom([]int{0, 62, 63, 64, 125, 126, 127, 4095, 4096, 16_377, 16_378}).Draw(t, "length")
		return strings.Repeat("t", length)
	case 2:
		return rapid.StringMatching(`[-+]?[0-9]{0,20}`).Draw(t, "digits")
	}
	return rapid.StringMatching(`field:[0-9]{1,3}`).Draw(t, "field")
}

func drawValue(t *rapid.T, label string) (text string, v Value) {
	text = drawText(t, label)
	return text, encoded([]byte(text))
}

// drawPlace is the index of an entry and its offset; with end, also of the end.
func (l *list) drawPlace(t *rapid.T, end bool) (index, at int) {
	last := len(l.model) - 1
	if end {
		last++
	}
	if last < 0 {
		t.Skip("there is no entry")
	}
	index = rapid.IntRange(0, last).Draw(t, "index")
	return index, l.at(index)
}

// at is the offset of an entry, or of the end.
func (l *list) at(index int) int {
	if index == len(l.model) {
		return End(l.p)
	}
	return Seek(l.p, index)
}

func (l *list) Insert(t *rapid.T) {
	text, v := drawValue(t, "value")
	index, at := l.drawPlace(t, true)
	l.p = grown(l.p, v.Size())
	Insert(l.p, at, &v)
	l.model = slices.Insert(l.model, index, text)
}

func (l *list) InsertPair(t *rapid.T) {
	field, f := drawValue(t, "field")
	text, v := drawValue(t, "value")
	index, at := l.drawPlace(t, true)
	l.p = grown(l.p, f.Size()+v.Size())
	InsertPair(l.p, at, &f, &v)
	l.model = slices.Insert(l.model, index, field, text)
}

func (l *list) Prepend(t *rapid.T) {
	text, v := drawValue(t, "value")
	l.p = slices.Concat(make([]byte, v.Size()), l.p)
	Prepend(l.p, &v)
	l.model = slices.Insert(l.model, 0, text)
}

func (l *list) Behead(t *rapid.T) {
	index, at := l.drawPlace(t, true)
	l.p = slices.Clone(Behead(l.p, at, index))
	l.model = slices.Delete(l.model, 0, index)
}

// Curtail leaves the bytes that Delete leaves.
func (l *list) Curtail(t *rapid.T) {
	index, at := l.drawPlace(t, true)
	entries := len(l.model) - index
	deleted := slices.Clone(l.p)
	deleted = deleted[:len(deleted)-Delete(deleted, at, entries)]
	l.p = slices.Clone(Curtail(l.p, at, entries))
	l.model = slices.Delete(l.model, index, len(l.model))
	if !bytes.Equal(l.p, deleted) {
		t.Fatalf("% x is left, and % x after a deletion", l.p, deleted)
	}
}

func (l *list) AppendPair(t *rapid.T) {
	field, f := drawValue(t, "field")
	text, v := drawValue(t, "value")
	l.p = grown(l.p, f.Size()+v.Size())
	AppendPair(l.p, &f, &v)
	l.model = append(l.model, field, text)
}

// Repeat puts some of the entries elsewhere a second time.
func (l *list) Repeat(t *rapid.T) {
	from := rapid.IntRange(0, len(l.model)).Draw(t, "from")
	to := rapid.IntRange(from, min(from+5, len(l.model))).Draw(t, "to")
	entries := slices.Clone(l.p[l.at(from):l.at(to)])
	index, at := l.drawPlace(t, true)
	l.p = grown(l.p, len(entries))
	InsertEntries(l.p, at, entries, to-from)
	l.model = slices.Insert(l.model, index, slices.Clone(l.model[from:to])...)
}

func (l *list) Replace(t *rapid.T) {
	text, v := drawValue(t, "value")
	index, at := l.drawPlace(t, false)
	growth := Growth(l.p, at, &v)
	l.p = grown(l.p, max(growth, 0))
	Replace(l.p, at, &v)
	l.p = l.p[:len(l.p)+min(growth, 0)]
	l.model[index] = text
}

func (l *list) Delete(t *rapid.T) {
	index, at := l.drawPlace(t, true)
	n := rapid.IntRange(0, len(l.model)-index).Draw(t, "entries")
	l.p = slices.Clone(l.p[:len(l.p)-Delete(l.p, at, n)])
	l.model = slices.Delete(l.model, index, index+n)
}

// Find looks for a value that may be there, from anywhere, with any skip.
func (l *list) Find(t *rapid.T) {
	text, v := drawValue(t, "value")
	if len(l.model) > 0 && rapid.Bool().Draw(t, "present") {
		text = rapid.SampledFrom(l.model).Draw(t, "text")
		v = encoded([]byte(text))
	}
	from, at := l.drawPlace(t, true)
	skip := rapid.IntRange(0, 3).Draw(t, "skip")
	want := None
	for i := from; i < len(l.model) && want == None; i += skip + 1 {
		if l.model[i] == text {
			want = l.at(i)
		}
	}
	if got := Find(l.p, at, &v, skip); got != want {
		t.Fatalf("%.40q is found at %d, not at %d", text, got, want)
	}
}

// Lose makes the header forget the count, as 65,535 entries would.
func (l *list) Lose(*rapid.T) { setCount(l.p, uncounted) }

// Len may count, and then the header has it.
func (l *list) Len(t *rapid.T) {
	if n := Len(l.p); n != len(l.model) || count(l.p) != len(l.model) {
		t.Fatalf("%d entries, not %d", n, len(l.model))
	}
}

// Check reads all of it in every way.
func (l *list) Check(t *rapid.T) {
	if !Valid(l.p) {
		t.Fatalf("not valid: %x", l.p)
	}
	if texts := textsOf(l.p); !equal(texts, l.model) {
		t.Fatalf("%q, not %q", texts, l.model)
	}
	if texts := textsBackward(l.p); !equal(texts, l.model) {
		t.Fatalf("backward %q, not %q", texts, l.model)
	}
	at := First(l.p)
	for i := range l.model {
		if a, b := Seek(l.p, i), Seek(l.p, i-len(l.model)); a != at || b != at {
			t.Fatalf("entry %d is at %d, and not at %d or %d", i, at, a, b)
		}
		at = Next(l.p, at)
	}
	if Seek(l.p, len(l.model)) != None || Seek(l.p, -len(l.model)-1) != None {
		t.Fatal("there are more entries")
	}
}

func TestAListpackIsASliceOfTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &list{p: listOf(), model: []string{}}
		t.Repeat(map[string]func(*rapid.T){
			"":           l.Check,
			"insert":     l.Insert,
			"insertPair": l.InsertPair,
			"appendPair": l.AppendPair,
			"prepend":    l.Prepend,
			"behead":     l.Behead,
			"curtail":    l.Curtail,
			"repeat":     l.Repeat,
			"replace":    l.Replace,
			"delete":     l.Delete,
			"find":       l.Find,
			"lose":       l.Lose,
			"len":        l.Len,
		})
	})
}
