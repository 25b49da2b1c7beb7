package sys

import (
	"net/netip"
	"testing"
)

func TestAddressesPrintAsInClientList(t *testing.T) {
	for text, addr := range map[string]Addr{
		"127.0.0.1:6379":    {IP: netip.MustParseAddrPort("127.0.0.1:6379")},
		"[::1]:6379":        {IP: netip.MustParseAddrPort("[::1]:6379")},
		"/run/redis.sock:0": {Path: "/run/redis.sock"},
		":0":                {},
	} {
		if addr.String() != text {
			t.Errorf("got %q, want %q", addr.String(), text)
		}
	}
}
