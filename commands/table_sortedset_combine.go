package commands

import "slices"

// How the work of combining sorted sets grows, whether the result is kept or
// not.
const (
	ofScoredDifference   = "O(L + (N-K)log(N)) at worst, with L being the members of all sorted sets, N those of the first and K those of the result"
	ofScoredIntersection = "O(N*K)+O(M*log(M)) at worst, with N being the members of the smallest sorted set, K the sorted sets and M the members of the result"
	ofScoredUnion        = "O(N)+O(M*log(M)), with N being the members of all sorted sets and M those of the result"
)

func sortedSetCombinations() []*Command {
	return []*Command{
		combineScoresCommand("zdiff", "6.2.0", "Lists the members of the first of several sorted sets that no other has.",
			ofScoredDifference, zDiff, withScores()),
		combineScoresCommand("zinter", "6.2.0", "Lists the members that sorted sets share, with their scores combined.",
			ofScoredIntersection, zInter, weights(), aggregate(), withScores()),
		combineScoresCommand("zintercard", "7.0.0", "Counts the members that sorted sets share, up to a limit if asked to.",
			"O(N*K) at worst, with N being the members of the smallest sorted set and K the sorted sets",
			zInterCard, integer("limit").after("LIMIT").optional()),
		combineScoresCommand("zunion", "6.2.0", "Lists the members that any of several sorted sets has, with their scores combined.",
			ofScoredUnion, zUnion, weights(), aggregate(), withScores()),
	}
}

// combineScoresCommand has options behind the keys.
func combineScoresCommand(name, since, summary, complexity string, run func(*Call), options ...Argument) *Command {
	return &Command{
		Name: name, Arity: -3, Flags: ReadOnly | MovableKeys, Categories: CategorySortedSet,
		Keys: []KeySpec{countedKeys(1, KeyReadOnly|KeyAccess)},
		Doc: Doc{
			Group: "sorted-set", Since: since,
			Summary:    summary,
			Complexity: complexity,
			Arguments:  append([]Argument{integer("numkeys"), key().multiple()}, options...),
		},
		Run: run,
	}
}

// weights are what the scores of each sorted set are multiplied by.
func weights() Argument { return integer("weight").after("WEIGHTS").optional().multiple() }

// aggregate is how several scores of a member become one.
func aggregate() Argument {
	return oneOf("aggregate", word("sum"), word("min"), word("max")).after("AGGREGATE").optional()
}

func sortedSetStores() []*Command {
	return []*Command{
		storeScoresCommand("zdiffstore", "6.2.0", "Makes a sorted set of the members of the first of several sorted sets that no other has.",
			ofScoredDifference, zDiffStore),
		storeScoresCommand("zinterstore", "2.0.0", "Makes a sorted set of the members that sorted sets share, with their scores combined.",
			ofScoredIntersection, zInterStore, weights(), aggregate()),
		storeScoresCommand("zunionstore", "2.0.0", "Makes a sorted set of the members that any of several sorted sets has, with their scores combined.",
			ofScoredUnion, zUnionStore, weights(), aggregate()),
	}
}

// storeScoresCommand has options behind the keys.
func storeScoresCommand(name, since, summary, complexity string, run func(*Call), options ...Argument) *Command {
	arguments := []Argument{keyNamed("destination", 0), integer("numkeys"), keyNamed("key", 1).multiple()}
	return &Command{
		Name: name, Arity: -4, Flags: Write | DenyOOM | MovableKeys, Categories: CategorySortedSet,
		Keys: append(oneKey(KeyOverwrite|KeyUpdate), countedKeys(2, KeyReadOnly|KeyAccess)),
		Doc: Doc{
			Group: "sorted-set", Since: since,
			Summary:    summary,
			Complexity: complexity,
			Arguments:  slices.Concat(arguments, options),
		},
		Run: run,
	}
}
