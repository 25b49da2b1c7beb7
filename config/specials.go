package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

type (
	// savePoints are pairs of seconds and changes, kept flat as a []int64.
	savePoints struct{}
	// outputLimits are the limits of some client classes, [ClientClasses]OutputLimit;
	// those not named keep theirs.
	outputLimits struct{}
	// scoreAdjustments are oom-score-adj for the server, replicas and children,
	// a []int64.
	scoreAdjustments struct{}
	// percentiles are percentages, a []float64.
	percentiles struct{}
	// eventClasses are letters, kept in the order in which they print.
	eventClasses struct{}
)

func (savePoints) parse(words []string, current any) (any, error) {
	if len(words) == 1 && words[0] == "" {
		return []int64{}, nil
	}
	if len(words)%2 != 0 {
		return nil, wrong(words[len(words)-1], "Invalid save parameters")
	}
	points, _ := current.([]int64)
	points = slices.Clone(points)
	for i, word := range words {
		value, ok := lenientInteger(word)
		isSeconds := i%2 == 0
		if !ok || value < 0 || isSeconds && value < 1 {
			return nil, wrong(word, "Invalid save parameters")
		}
		points = append(points, value)
	}
	return points, nil
}

func (savePoints) format(value any) string { return join(value.([]int64)) }

// lenientInteger reads a number as C's strtoll does: nothing is 0.
func lenientInteger(word string) (int64, bool) {
	if word == "" {
		return 0, true
	}
	value, err := strconv.ParseInt(word, 10, 64)
	return value, err == nil
}

func join(numbers []int64) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(words, " ")
}

// clientClassNames are the classes as they print; a replica is also read by
// its newer name.
var clientClassNames = [ClientClasses]string{ClientNormal: "normal", ClientReplica: "slave", ClientPubSub: "pubsub"}

func (outputLimits) parse(words []string, current any) (any, error) {
	limits, _ := current.([ClientClasses]OutputLimit)
	if none(words) {
		return limits, nil
	}
	const width = 4 // class, hard, soft, seconds
	if len(words)%width != 0 {
		return nil, wrong(words[len(words)-1], "Wrong number of arguments in buffer limit configuration.")
	}
	for group := range slices.Chunk(words, width) {
		class := clientClass(group[0])
		if class < 0 {
			return nil, wrong(group[0], "Invalid client class specified in buffer limit configuration.")
		}
		limit, err := parseLimit(group[1:])
		if err != nil {
			return nil, err
		}
		limits[class] = limit
	}
	return limits, nil
}

func clientClass(name string) int {
	name = strings.ToLower(name)
	if name == "replica" {
		return ClientReplica
	}
	return slices.Index(clientClassNames[:], name)
}

func parseLimit(words []string) (limit OutputLimit, err error) {
	const reason = "Error in hard, soft or soft_seconds setting in buffer limit configuration."
	for i, bytes := range []*int64{&limit.Hard, &limit.Soft} {
		value, ok := parseMemory(words[i])
		if !ok || value > math.MaxInt64 {
			return limit, wrong(words[i], reason)
		}
		*bytes = int64(value)
	}
	seconds, ok := lenientInteger(words[2])
	if !ok || seconds < 0 || seconds > math.MaxInt32 {
		return limit, wrong(words[2], reason)
	}
	limit.Seconds = int(seconds)
	return limit, nil
}

func (outputLimits) format(value any) string {
	var words []string
	for class, limit := range value.([ClientClasses]OutputLimit) {
		words = append(words, fmt.Sprintf("%s %d %d %d", clientClassNames[class], limit.Hard, limit.Soft, limit.Seconds))
	}
	return strings.Join(words, " ")
}

func (scoreAdjustments) parse(words []string, _ any) (any, error) {
	const limit = 2000 // the kernel's own is 1000; relative values may add up
	if len(words) != 3 {
		return nil, wrong("", "wrong number of arguments")
	}
	var values []int64
	for _, word := range words {
		value, ok := lenientInteger(word)
		if !ok || value < -limit || value > limit {
			return nil, wrong(word, "Invalid oom-score-adj-values, elements must be between -2000 and 2000.")
		}
		values = append(values, value)
	}
	return values, nil
}

func (scoreAdjustments) format(value any) string { return join(value.([]int64)) }

func (percentiles) parse(words []string, _ any) (any, error) {
	values := []float64{}
	if none(words) {
		return values, nil
	}
	for _, word := range words {
		value, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(value) {
			return nil, wrong(word, "Invalid latency-tracking-info-percentiles parameters")
		}
		if value < 0 || value > 100 {
			return nil, wrong(word, "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]")
		}
		values = append(values, value)
	}
	return values, nil
}

func (percentiles) format(value any) string {
	var words []string
	for _, percentile := range value.([]float64) {
		word := strconv.FormatFloat(percentile, 'f', 6, 64)
		words = append(words, strings.TrimRight(strings.TrimRight(word, "0"), "."))
	}
	return strings.Join(words, " ")
}

// The classes of keyspace events (https://redis.io/docs/manual/keyspace-notifications/)
// in the order in which they print. A is the first ten.
const (
	eventLetters    = "g$lshzxetdnKEm"
	allEventLetters = "g$lshzxetd"
)

func (eventClasses) parse(words []string, _ any) (any, error) {
	word, err := single(words)
	if err != nil {
		return nil, err
	}
	var has [len(eventLetters)]bool
	for _, c := range []byte(word) {
		at := strings.IndexByte(eventLetters, c)
		switch {
		case c == 'A':
			for i := range allEventLetters {
				has[i] = true
			}
		case at < 0:
			return nil, wrong(word, "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.")
		default:
			has[at] = true
		}
	}
	var letters []byte
	for i, chosen := range has {
		if chosen {
			letters = append(letters, eventLetters[i])
		}
	}
	return string(letters), nil
}

// format abbreviates the ten classes to A, behind which Redis prints no n.
func (eventClasses) format(value any) string {
	letters := value.(string)
	if rest, all := strings.CutPrefix(letters, allEventLetters); all {
		return "A" + strings.TrimPrefix(rest, "n")
	}
	return letters
}
