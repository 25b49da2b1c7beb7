package simtest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"

	"seedis/resp"
)

// checkTime is how long, in real time, porcupine may look for an order; it needs
// milliseconds. A history of which it cannot tell in that time is one too many.
const checkTime = 20 * time.Second

// check holds all stages against what one thread could have answered.
func (h *history) check() error {
	for _, s := range h.stages {
		if err := s.check(checkTime); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) check(limit time.Duration) error {
	verdict := porcupine.CheckOperationsTimeout(register, s.certain(), limit)
	if verdict == porcupine.Ok {
		return nil
	}
	complaint := "no order of execution explains what clients were told of %q"
	if verdict == porcupine.Unknown {
		complaint = "it takes too long to find an order of execution that explains what clients were told of %q"
	}
	lines := fmt.Sprintf(complaint, s.key)
	for _, e := range s.exchanges {
		lines += "\n  " + e.String()
	}
	return fmt.Errorf("%s", lines)
}

// certain are the exchanges as porcupine takes them. What was told after the end of
// the stage was not told; a request that was refused has changed nothing, and one that
// only reads says nothing without a reply.
func (s *stage) certain() []porcupine.Operation {
	var list []porcupine.Operation
	for _, e := range s.exchanges {
		taken := porcupine.Operation{
			ClientId: e.client, Input: e.request, Call: int64(e.called), Return: math.MaxInt64, Output: "",
		}
		switch {
		case e.told != 0 && (s.ended == 0 || e.told < s.ended):
			if e.reply.Kind == '-' && string(e.reply.Text) != notNumber {
				continue
			}
			taken.Return, taken.Output = int64(e.told), shown(e.reply)
		case e.request[0] == "GET" || e.request[0] == "STRLEN":
			continue
		}
		list = append(list, taken)
	}
	return list
}

const notNumber = "ERR value is not an integer or out of range"

// register is a key with a string, or without: one thread that answers.
var register = porcupine.Model{
	Init: func() any { return nullCell },
	Step: func(state, input, output any) (bool, any) {
		reply, next := answer(state.(string), input.([]string))
		return output == "" || output == reply, next
	},
}

// answer carries out a request on a key with this value, nullCell for none. The reply
// is as shown.
func answer(value string, request []string) (reply, next string) {
	exists, bulk := value != nullCell, value
	if exists {
		bulk = "$" + value
	}
	switch request[0] {
	case "GET":
		return bulk, value
	case "SET":
		return "+OK", request[2]
	case "SETNX":
		if exists {
			return ":0", value
		}
		return ":1", request[2]
	case "GETSET":
		return bulk, request[2]
	case "GETDEL":
		return bulk, nullCell
	case "APPEND":
		next = strings.TrimSuffix(value, nullCell) + request[2]
		return fmt.Sprint(":", len(next)), next
	case "INCR":
		return increment(strings.TrimSuffix(value, nullCell), value)
	case "DEL", "UNLINK":
		if exists {
			return ":1", nullCell
		}
		return ":0", nullCell
	case "STRLEN":
		return fmt.Sprint(":", len(strings.TrimSuffix(value, nullCell))), value
	}
	panic("simtest: a request that no history has: " + quote(request))
}

// increment is INCR of a text, "" for no value; if that is no number, value stays.
func increment(text, value string) (reply, next string) {
	if text == "" {
		text = "0"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n == math.MaxInt64 {
		return "-" + notNumber, value
	}
	next = strconv.FormatInt(n+1, 10)
	return ":" + next, next
}

// shown is a reply as answer gives it.
func shown(reply resp.Reply) string {
	if reply.Null {
		return nullCell
	}
	return string(reply.Kind) + string(reply.Text)
}
