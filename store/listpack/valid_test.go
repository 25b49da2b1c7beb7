package listpack

import (
	"slices"
	"testing"
)

func TestWhatIsNotAListpack(t *testing.T) {
	for _, row := range []struct{ name, bytes string }{
		{"nothing", ""},
		{"less than a header", "0700"},
		{"no end", "060000000000"},
		{"another end", "070000000000fe"},
		{"shorter than it says", "080000000000ff"},
		{"longer than it says", "060000000000ff"},
		{"more entries than it says", "090000000000" + "0101" + "ff"},
		{"fewer entries than it says", "090000000200" + "0101" + "ff"},
		{"no backlen", "080000000100" + "01" + "ff"},
		{"a backlen that is too short", "0a0000000100" + "816101" + "ff"},
		{"a backlen that is too long", "0a0000000100" + "816103" + "ff"},
		{"a backlen with a byte too many", "0b0000000100" + "81610082" + "ff"},
		{"the end as the end of a backlen", "070100000100" + "e0fd 78*253 01" + "ff"},
		{"a text past the end", "0a0000000100" + "82610a" + "ff"},
		{"a text over the end", "0a0000000100" + "826103" + "ff"},
		{"a length without its second byte", "080000000100" + "e0" + "ff"},
		{"a length of 12 bits past the end", "0a0000000100" + "e04061" + "ff"},
		{"a length without its last byte", "0b0000000100" + "f0010000" + "ff"},
		{"a length of 4 GiB", "0d0000000100" + "f0ffffffff05" + "ff"},
		{"an integer without its last byte", "0a0000000100" + "f10010" + "ff"},
		{"an integer past the end", "0b0000000100" + "f4000000" + "ff"},
		{"no such encoding", "090000000100" + "f501" + "ff"},
		{"the end before the end", "0a0000000100" + "0101ff" + "ff"},
		{"digits as text", "0a0000000100" + "813102" + "ff"},
		{"127 in 13 bits", "0a0000000100" + "c07f02" + "ff"},
		{"4095 in 16 bits", "0b0000000100" + "f1ff0f03" + "ff"},
		{"-32768 in 24 bits", "0c0000000100" + "f20080ff04" + "ff"},
		{"1 in 64 bits", "110000000100" + "f4010000000000000009" + "ff"},
		{"a short text with a length of 12 bits", "0b0000000100" + "e0016103" + "ff"},
		{"a short text with a length of 32 bits", "0e0000000100" + "f0010000006106" + "ff"},
	} {
		if Valid(unhex(t, row.bytes)) {
			t.Errorf("%s is valid", row.name)
		}
	}
}

// TestEveryByteMatters: where one is another, it is no listpack any more, or one
// with other values.
func TestEveryByteMatters(t *testing.T) {
	p := listOf("a", "0", "-4096", "32767", "100000", "5000000000", xs(64), xs(130), "")
	texts := textsOf(p)
	for at := range p {
		for bit := range 8 {
			other := slices.Clone(p)
			other[at] ^= 1 << bit
			if Valid(other) && equal(textsOf(other), texts) {
				t.Errorf("bit %d of byte %d says nothing", bit, at)
			}
		}
	}
	for n := range p {
		if Valid(p[:n]) || Valid(p[n+1:]) {
			t.Errorf("%d bytes of it are valid", n)
		}
	}
}

// FuzzValid walks, searches and edits whatever Valid lets pass. The header and
// the end are made right, as else hardly anything would pass.
func FuzzValid(f *testing.F) {
	f.Add(listOf(), "")
	f.Add(listOf("field", "value", "1", "-5000", "1.5"), "1")
	f.Add(listOf(xs(64), "70000", xs(126), "9223372036854775807"), "70000")
	f.Fuzz(func(t *testing.T, p []byte, text string) {
		Valid(p)
		const enough = 1000 // bytes: there is nothing new in longer ones, but they take long
		if len(p) < EmptySize || len(p) > enough {
			return
		}
		setTotal(p, len(p))
		p[End(p)] = endByte
		if setCount(p, uncounted); !Valid(p) {
			return
		}
		texts := textsOf(p)
		if Len(p) != len(texts) || !equal(textsBackward(p), texts) {
			t.Fatal("read forward and backward it has other entries")
		}
		if again := listOf(texts...); !slices.Equal(again, p) {
			t.Fatalf("%x, but made of its texts %x", p, again)
		}
		editEverywhere(t, p, texts, text)
	})
}

func editEverywhere(t *testing.T, p []byte, texts []string, text string) {
	v := encoded([]byte(text))
	for i := range min(len(texts), 20) {
		at := Seek(p, i)
		if got := Find(p, at, &v, 0); (got == at) != (texts[i] == text) {
			t.Fatalf("%q at %d is found at %d", text, at, got)
		}
		longer := grown(p, v.Size())
		Insert(longer, at, &v)
		growth := Growth(p, at, &v)
		other := grown(p, max(growth, 0))
		Replace(other, at, &v)
		other = other[:len(other)+min(growth, 0)]
		shorter := slices.Clone(p)
		shorter = shorter[:len(shorter)-Delete(shorter, at, 1)]
		if !Valid(longer) || !Valid(other) || !Valid(shorter) {
			t.Fatalf("an edit at %d left what is not valid", at)
		}
	}
}
