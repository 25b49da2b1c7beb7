package resp

import "testing"

// blocks is a sink that gives blocks of drawn sizes and keeps what was written.
type blocks struct {
	text   []byte
	block  []byte
	size   func(need int) int
	writer Writer
}

func (b *blocks) Closed() bool { return false }

func (b *blocks) More(used, need int) []byte {
	b.text = append(b.text, b.block[:used]...)
	b.block = make([]byte, b.size(need))
	return b.block
}

// attach gives the writer its first block.
func (b *blocks) attach(protocol int) *Writer {
	b.block = make([]byte, b.size(0))
	b.writer.SetProtocol(protocol)
	b.writer.Attach(b.block, 0, b)
	return &b.writer
}

// all is everything that was written.
func (b *blocks) all() string {
	return string(b.text) + string(b.block[:b.writer.Used()])
}

// written is what write writes in a version of the protocol, into a buffer
// with room enough.
func written(t *testing.T, protocol int, write func(*Writer)) string {
	t.Helper()
	b := blocks{size: func(int) int { return 1 << 16 }}
	write(b.attach(protocol))
	if len(b.text) > 0 {
		t.Fatal("the reply was larger than expected")
	}
	return b.all()
}
