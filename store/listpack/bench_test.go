package listpack

import (
	"fmt"
	"strconv"
	"testing"
)

// hashOf is a hash with so many fields: field:0, field:1 ... and short values.
func hashOf(fields int) []byte {
	p := listOf()
	for i := range fields {
		p = appended(p, "field:"+strconv.Itoa(i), "value"+strconv.Itoa(i))
	}
	return p
}

func BenchmarkFindTheLastField(b *testing.B) {
	for _, fields := range []int{8, 64, 256} {
		p, field := hashOf(fields), fmt.Appendf(nil, "field:%d", fields-1)
		b.Run(strconv.Itoa(fields), func(b *testing.B) {
			for b.Loop() {
				v := encoded(field)
				if Find(p, First(p), &v, 1) == None {
					b.Fatal("not found")
				}
			}
		})
	}
}

// BenchmarkFindAmongIntegers has fields whose values are integers.
func BenchmarkFindAmongIntegers(b *testing.B) {
	p := listOf()
	for i := range 64 {
		p = appended(p, "field:"+strconv.Itoa(i), strconv.Itoa(i*37))
	}
	for b.Loop() {
		v := encoded([]byte("missing"))
		Find(p, First(p), &v, 1)
	}
}

func BenchmarkFindTheLastInteger(b *testing.B) {
	p := listOf()
	for i := range 128 {
		p = appended(p, strconv.Itoa(i*1000))
	}
	for b.Loop() {
		v := encoded([]byte("127000"))
		if Find(p, First(p), &v, 0) == None {
			b.Fatal("not found")
		}
	}
}

func BenchmarkRead(b *testing.B) {
	p := hashOf(64)
	bytes := 0
	for b.Loop() {
		var scratch [Digits]byte
		for at := First(p); at != End(p); {
			var text []byte
			text, at = Text(p, at, &scratch)
			bytes += len(text)
		}
	}
}

func BenchmarkSeekTheMiddle(b *testing.B) {
	p := hashOf(64)
	for b.Loop() {
		Seek(p, 64)
	}
}

func BenchmarkInsertPairAndDelete(b *testing.B) {
	p := hashOf(64)
	field, value := []byte("field:x"), []byte("12345")
	room := append(p, make([]byte, 64)...)
	for b.Loop() {
		f, v := encoded(field), encoded(value)
		p = room[:len(p)+f.Size()+v.Size()]
		InsertPair(p, First(p), &f, &v)
		p = p[:len(p)-Delete(p, First(p), 2)]
	}
}

func BenchmarkAppend(b *testing.B) {
	p, value := hashOf(64), []byte("value")
	room := append(p, make([]byte, 64)...)
	for b.Loop() {
		v := encoded(value)
		longer := room[:len(p)+v.Size()]
		setTotal(longer, len(p))
		Append(longer, &v)
	}
}
