//go:build linux

package main

import (
	"bytes"
	"fmt"
	"strconv"
)

// outcome is what a reply means to who asked.
type outcome int

const (
	granted outcome = iota
	missing         // null: there is no such key
	refused         // an error
)

// firstReply finds the first reply in p, in RESP2 and no array, and its length:
// 0 while it is incomplete.
func firstReply(p []byte) (o outcome, length int, err error) {
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		return granted, 0, nil
	}
	line := bytes.TrimSuffix(p[:end], []byte("\r"))
	length = end + 1
	switch p[0] {
	case '+', ':':
		return granted, length, nil
	case '-':
		return refused, length, nil
	case '$':
		size, err := strconv.Atoi(string(line[1:]))
		switch {
		case err != nil:
			return granted, 0, err
		case size < 0:
			return missing, length, nil
		}
		if length += size + len("\r\n"); length > len(p) {
			length = 0
		}
		return granted, length, nil
	}
	return granted, 0, fmt.Errorf("unexpected reply %q", tail(p))
}

// tally counts outcomes.
type tally [refused + 1]int

func (t *tally) count(o outcome) { t[o]++ }

// total is the number of replies.
func (t *tally) total() int { return t[granted] + t[missing] + t[refused] }

// allGranted complains of requests that were refused or found no key.
func (t *tally) allGranted() error {
	if unexpected := t.total() - t[granted]; unexpected > 0 {
		return fmt.Errorf("%d of %d requests were refused or found no key", unexpected, t.total())
	}
	return nil
}
