package commands

// del is DEL key [key ...], and UNLINK: memory is freed at once by both.
func del(c *Call) {
	deleted := int64(0)
	for i := 1; i < c.Args.Len(); i++ {
		key := c.Key(i)
		e := c.write(key)
		if !e.Exists() {
			continue
		}
		c.DB.Delete(e)
		c.Sink.Modified(c.DB, key.Bytes, eventDel)
		deleted++
	}
	if deleted > 0 {
		c.effectAsIs()
	}
	c.Reply.Int(deleted)
}

// exists is EXISTS key [key ...]: a key that is named twice counts twice.
func exists(c *Call) {
	count := int64(0)
	for i := 1; i < c.Args.Len(); i++ {
		if c.read(c.Key(i)).Exists() {
			count++
		}
	}
	c.Reply.Int(count)
}

// typeOf is TYPE key.
func typeOf(c *Call) {
	e := c.read(c.Key(1))
	if !e.Exists() {
		c.Reply.SimpleString("none")
		return
	}
	c.Reply.SimpleString(e.Type().String())
}
