package commands

import "seedis/resp"

// defaultSamples is how many elements MEMORY USAGE looks at if it is not told.
const defaultSamples = 5

// memoryUsage is MEMORY USAGE key [SAMPLES count]: 0 looks at all. It is no use of
// the key, and shows one past its time, too.
func memoryUsage(c *Call) {
	samples := int64(defaultSamples)
	for i := 3; i < c.Args.Len(); i += 2 {
		if !c.isWord(i, "samples") || i+1 == c.Args.Len() {
			c.Reply.Error(resp.ErrSyntax)
			return
		}
		var ok bool
		if samples, ok = c.integer(i + 1); !ok {
			return
		}
		if samples < 0 {
			c.Reply.Error(resp.ErrSyntax)
			return
		}
	}
	if e := c.DB.Find(c.Key(2)); e.Exists() {
		c.Reply.Int(int64(e.Usage(int(samples))))
	} else {
		c.Reply.Null()
	}
}
