package simtest_test

import (
	"fmt"
	"time"

	"seedis/simtest"
)

// Two clients of a server on a machine that follows from a seed.
func Example() {
	m, err := simtest.New(simtest.Options{Seed: 7})
	if err != nil {
		fmt.Println(err)
		return
	}
	m.Start("writer", func() {
		c := m.Dial()
		c.Do("SET", "greeting", "hello")
		c.Close()
	})
	m.Start("reader", func() {
		c := m.Dial()
		for c.Do("EXISTS", "greeting").Text[0] != '1' {
			m.Sleep(time.Microsecond)
		}
		fmt.Printf("%s\n", c.Do("GET", "greeting").Text)
		c.Close()
	})
	if err := m.Run(); err != nil {
		fmt.Println(err)
	}
	// Output: hello
}
