package resp

import "iter"

// Error is an error reply: a row of the table of all their texts. The zero
// Error is none.
type Error uint8

// The errors, as rows of errorRows; a comment names what a text asks for.
const (
	// The protocol's own: the connection is closed after them.

	ErrInvalidMultibulkLength Error = iota + 1
	ErrTooBigMultibulkCount
	ErrUnauthenticatedMultibulk
	ErrInvalidBulkLength
	ErrTooBigBulkCount
	ErrUnauthenticatedBulk
	ErrExpectedDollar // the byte that came instead
	ErrTooBigInline
	ErrUnbalancedQuotes

	// Connections and who may do what.

	ErrMaxClients
	ErrProtectedMode
	ErrNoAuth
	ErrHelloNoAuth
	ErrWrongPass
	ErrAuthNoPassword
	ErrNoProto
	ErrProtocolVersion
	ErrHelloOption       // the option
	ErrCommandNotAllowed // the command in capitals, the setting that allows it
	ErrOutOfMemory

	// Finding a command.

	ErrUnknownCommand    // the name and the quoted arguments: see Writer.UnknownCommand
	ErrUnknownSubcommand // the subcommand, the command in capitals
	ErrSubcommandSyntax  // the subcommand, the command in capitals
	ErrWrongArity        // the full name in small letters, such as "config|get"

	// Arguments and values.

	ErrWrongType
	ErrSyntax
	ErrNotInteger
	ErrOutOfRange // the least and the greatest value
	ErrCountOutOfRange
	ErrMustBePositive
	ErrKeyCount
	ErrTooManyKeys
	ErrLimitNegative
	ErrOverflow
	ErrDecrementOverflow
	ErrNotFloat
	ErrNaNOrInfinity
	ErrOffsetOutOfRange
	ErrStringTooLong
	ErrInvalidExpire     // the command's name
	ErrUnsupportedOption // the option
	ErrExpireNXWithOthers
	ErrExpireGTWithLT
	ErrDBIndexOutOfRange
	ErrInvalidCursor
	ErrSameObject
	ErrInvalidFirstDB
	ErrInvalidSecondDB
	ErrNoFrequency
	ErrNoIdleTime

	// LCS.

	ErrLCSNoStrings
	ErrLCSLengthAndIndexes
	ErrLCSOverMaxBulk

	// Hashes.

	ErrHashNotInteger
	ErrHashNotFloat
	ErrInfiniteIncrement

	// Lists.

	ErrIndexOutOfRange
	ErrCountNotPositive
	ErrRankZero
	ErrMatchesNegative
	ErrMaxLenNegative

	// Sorted sets.

	ErrScoreNotNumber
	ErrNewAndExisting
	ErrGreaterLessOrNew
	ErrIncrementPairs
	ErrRangeNotFloat
	ErrRangeNotLex
	ErrLimitByRank
	ErrScoresByLex
	ErrNoInputKeys // the command's name
	ErrWeightNotFloat

	// Sorting.

	ErrSortNotFloat

	// Bitmaps.

	ErrBitOffset
	ErrBitValue
	ErrBitSought
	ErrBitOpNot
	ErrBitfieldType
	ErrBitfieldOverflow
	ErrBitfieldReadOnly

	// Transactions.

	ErrNestedMulti
	ErrExecWithoutMulti
	ErrDiscardWithoutMulti
	ErrWatchInMulti
	ErrNotInTransaction
	ErrExecAbort
	ErrExecRefused // why: Error.Detail of another error

	// CLIENT, CONFIG, SHUTDOWN.

	ErrClientName
	ErrNoSuchClient
	ErrInvalidClientID
	ErrClientIDNotPositive
	ErrUnknownClientType // the type
	ErrNoSuchUser        // the user
	ErrPauseMode
	ErrTimeout
	ErrTimeoutNegative
	ErrTimeoutNotFloat
	ErrUnblockReason
	ErrUnblocked
	ErrConfigUnknown   // the setting
	ErrConfigSetFailed // the setting, the reason
	ErrNoShutdown
	ErrNoConfigFile
	ErrConfigRewriteAll // the reason

	// SLOWLOG.

	ErrSlowlogCount

	// COMMAND GETKEYS, DEBUG.

	ErrInvalidCommand
	ErrNoKeyArguments
	ErrCommandArgumentCount
	ErrCommandArguments
	ErrNoSuchKey
	ErrWrongProtocolType
	ErrNotInRESP2
)

type errorRow struct{ name, text string }

// errorRows holds the texts of redis-server 7.0.15, without the leading '-'
// and the line's end. The first word is the code by which clients tell errors
// apart. A text's verbs are C's, see appendText.
var errorRows = [...]errorRow{
	ErrInvalidMultibulkLength:   {"ErrInvalidMultibulkLength", "ERR Protocol error: invalid multibulk length"},
	ErrTooBigMultibulkCount:     {"ErrTooBigMultibulkCount", "ERR Protocol error: too big mbulk count string"},
	ErrUnauthenticatedMultibulk: {"ErrUnauthenticatedMultibulk", "ERR Protocol error: unauthenticated multibulk length"},
	ErrInvalidBulkLength:        {"ErrInvalidBulkLength", "ERR Protocol error: invalid bulk length"},
	ErrTooBigBulkCount:          {"ErrTooBigBulkCount", "ERR Protocol error: too big bulk count string"},
	ErrUnauthenticatedBulk:      {"ErrUnauthenticatedBulk", "ERR Protocol error: unauthenticated bulk length"},
	ErrExpectedDollar:           {"ErrExpectedDollar", "ERR Protocol error: expected '$', got '%c'"},
	ErrTooBigInline:             {"ErrTooBigInline", "ERR Protocol error: too big inline request"},
	ErrUnbalancedQuotes:         {"ErrUnbalancedQuotes", "ERR Protocol error: unbalanced quotes in request"},

	ErrMaxClients: {"ErrMaxClients", "ERR max number of clients reached"},
	ErrProtectedMode: {"ErrProtectedMode", "DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. " +
		"In this mode connections are only accepted from the loopback interface. " +
		"If you want to connect from external computers to Redis you may adopt one of the following solutions: " +
		"1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, " +
		"however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. " +
		"2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. " +
		"3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. " +
		"4) Setup a an authentication password for the default user. " +
		"NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside."},
	ErrNoAuth:            {"ErrNoAuth", "NOAUTH Authentication required."},
	ErrHelloNoAuth:       {"ErrHelloNoAuth", "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time"},
	ErrWrongPass:         {"ErrWrongPass", "WRONGPASS invalid username-password pair or user is disabled."},
	ErrAuthNoPassword:    {"ErrAuthNoPassword", "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?"},
	ErrNoProto:           {"ErrNoProto", "NOPROTO unsupported protocol version"},
	ErrProtocolVersion:   {"ErrProtocolVersion", "ERR Protocol version is not an integer or out of range"},
	ErrHelloOption:       {"ErrHelloOption", "ERR Syntax error in HELLO option '%s'"},
	ErrCommandNotAllowed: {"ErrCommandNotAllowed", "ERR %s command not allowed. If the %s option is set to \"local\", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server."},
	ErrOutOfMemory:       {"ErrOutOfMemory", "OOM command not allowed when used memory > 'maxmemory'."},

	ErrUnknownCommand:    {"ErrUnknownCommand", "ERR unknown command '%.128s', with args beginning with: %s"},
	ErrUnknownSubcommand: {"ErrUnknownSubcommand", "ERR unknown subcommand '%.128s'. Try %s HELP."},
	ErrSubcommandSyntax:  {"ErrSubcommandSyntax", "ERR unknown subcommand or wrong number of arguments for '%.128s'. Try %s HELP."},
	ErrWrongArity:        {"ErrWrongArity", "ERR wrong number of arguments for '%s' command"},

	ErrWrongType:          {"ErrWrongType", "WRONGTYPE Operation against a key holding the wrong kind of value"},
	ErrSyntax:             {"ErrSyntax", "ERR syntax error"},
	ErrNotInteger:         {"ErrNotInteger", "ERR value is not an integer or out of range"},
	ErrOutOfRange:         {"ErrOutOfRange", "ERR value is out of range, value must between %d and %d"},
	ErrCountOutOfRange:    {"ErrCountOutOfRange", "ERR value is out of range"},
	ErrMustBePositive:     {"ErrMustBePositive", "ERR value is out of range, must be positive"},
	ErrKeyCount:           {"ErrKeyCount", "ERR numkeys should be greater than 0"},
	ErrTooManyKeys:        {"ErrTooManyKeys", "ERR Number of keys can't be greater than number of args"},
	ErrLimitNegative:      {"ErrLimitNegative", "ERR LIMIT can't be negative"},
	ErrOverflow:           {"ErrOverflow", "ERR increment or decrement would overflow"},
	ErrDecrementOverflow:  {"ErrDecrementOverflow", "ERR decrement would overflow"},
	ErrNotFloat:           {"ErrNotFloat", "ERR value is not a valid float"},
	ErrNaNOrInfinity:      {"ErrNaNOrInfinity", "ERR increment would produce NaN or Infinity"},
	ErrOffsetOutOfRange:   {"ErrOffsetOutOfRange", "ERR offset is out of range"},
	ErrStringTooLong:      {"ErrStringTooLong", "ERR string exceeds maximum allowed size (proto-max-bulk-len)"},
	ErrInvalidExpire:      {"ErrInvalidExpire", "ERR invalid expire time in '%s' command"},
	ErrUnsupportedOption:  {"ErrUnsupportedOption", "ERR Unsupported option %s"},
	ErrExpireNXWithOthers: {"ErrExpireNXWithOthers", "ERR NX and XX, GT or LT options at the same time are not compatible"},
	ErrExpireGTWithLT:     {"ErrExpireGTWithLT", "ERR GT and LT options at the same time are not compatible"},
	ErrDBIndexOutOfRange:  {"ErrDBIndexOutOfRange", "ERR DB index is out of range"},
	ErrInvalidCursor:      {"ErrInvalidCursor", "ERR invalid cursor"},
	ErrSameObject:         {"ErrSameObject", "ERR source and destination objects are the same"},
	ErrInvalidFirstDB:     {"ErrInvalidFirstDB", "ERR invalid first DB index"},
	ErrInvalidSecondDB:    {"ErrInvalidSecondDB", "ERR invalid second DB index"},
	ErrNoFrequency:        {"ErrNoFrequency", "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."},
	ErrNoIdleTime:         {"ErrNoIdleTime", "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."},

	ErrLCSNoStrings:        {"ErrLCSNoStrings", "ERR The specified keys must contain string values"},
	ErrLCSLengthAndIndexes: {"ErrLCSLengthAndIndexes", "ERR If you want both the length and indexes, please just use IDX."},
	ErrLCSOverMaxBulk:      {"ErrLCSOverMaxBulk", "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"},

	ErrHashNotInteger:    {"ErrHashNotInteger", "ERR hash value is not an integer"},
	ErrHashNotFloat:      {"ErrHashNotFloat", "ERR hash value is not a float"},
	ErrInfiniteIncrement: {"ErrInfiniteIncrement", "ERR value is NaN or Infinity"},

	ErrIndexOutOfRange:  {"ErrIndexOutOfRange", "ERR index out of range"},
	ErrCountNotPositive: {"ErrCountNotPositive", "ERR count should be greater than 0"},
	ErrRankZero:         {"ErrRankZero", "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list"},
	ErrMatchesNegative:  {"ErrMatchesNegative", "ERR COUNT can't be negative"},
	ErrMaxLenNegative:   {"ErrMaxLenNegative", "ERR MAXLEN can't be negative"},

	ErrScoreNotNumber:   {"ErrScoreNotNumber", "ERR resulting score is not a number (NaN)"},
	ErrNewAndExisting:   {"ErrNewAndExisting", "ERR XX and NX options at the same time are not compatible"},
	ErrGreaterLessOrNew: {"ErrGreaterLessOrNew", "ERR GT, LT, and/or NX options at the same time are not compatible"},
	ErrIncrementPairs:   {"ErrIncrementPairs", "ERR INCR option supports a single increment-element pair"},
	ErrRangeNotFloat:    {"ErrRangeNotFloat", "ERR min or max is not a float"},
	ErrRangeNotLex:      {"ErrRangeNotLex", "ERR min or max not valid string range item"},
	ErrLimitByRank:      {"ErrLimitByRank", "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"},
	ErrScoresByLex:      {"ErrScoresByLex", "ERR syntax error, WITHSCORES not supported in combination with BYLEX"},
	ErrNoInputKeys:      {"ErrNoInputKeys", "ERR at least 1 input key is needed for '%s' command"},
	ErrWeightNotFloat:   {"ErrWeightNotFloat", "ERR weight value is not a float"},

	ErrSortNotFloat: {"ErrSortNotFloat", "ERR One or more scores can't be converted into double"},

	ErrBitOffset:        {"ErrBitOffset", "ERR bit offset is not an integer or out of range"},
	ErrBitValue:         {"ErrBitValue", "ERR bit is not an integer or out of range"},
	ErrBitSought:        {"ErrBitSought", "ERR The bit argument must be 1 or 0."},
	ErrBitOpNot:         {"ErrBitOpNot", "ERR BITOP NOT must be called with a single source key."},
	ErrBitfieldType:     {"ErrBitfieldType", "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is."},
	ErrBitfieldOverflow: {"ErrBitfieldOverflow", "ERR Invalid OVERFLOW type specified"},
	ErrBitfieldReadOnly: {"ErrBitfieldReadOnly", "ERR BITFIELD_RO only supports the GET subcommand"},

	ErrNestedMulti:         {"ErrNestedMulti", "ERR MULTI calls can not be nested"},
	ErrExecWithoutMulti:    {"ErrExecWithoutMulti", "ERR EXEC without MULTI"},
	ErrDiscardWithoutMulti: {"ErrDiscardWithoutMulti", "ERR DISCARD without MULTI"},
	ErrWatchInMulti:        {"ErrWatchInMulti", "ERR WATCH inside MULTI is not allowed"},
	ErrNotInTransaction:    {"ErrNotInTransaction", "ERR Command not allowed inside a transaction"},
	ErrExecAbort:           {"ErrExecAbort", "EXECABORT Transaction discarded because of previous errors."},
	ErrExecRefused:         {"ErrExecRefused", "EXECABORT Transaction discarded because of: %s"},

	ErrClientName:          {"ErrClientName", "ERR Client names cannot contain spaces, newlines or special characters."},
	ErrNoSuchClient:        {"ErrNoSuchClient", "ERR No such client"},
	ErrInvalidClientID:     {"ErrInvalidClientID", "ERR Invalid client ID"},
	ErrClientIDNotPositive: {"ErrClientIDNotPositive", "ERR client-id should be greater than 0"},
	ErrUnknownClientType:   {"ErrUnknownClientType", "ERR Unknown client type '%s'"},
	ErrNoSuchUser:          {"ErrNoSuchUser", "ERR No such user '%s'"},
	ErrPauseMode:           {"ErrPauseMode", "ERR CLIENT PAUSE mode must be WRITE or ALL"},
	ErrTimeout:             {"ErrTimeout", "ERR timeout is not an integer or out of range"},
	ErrTimeoutNegative:     {"ErrTimeoutNegative", "ERR timeout is negative"},
	ErrTimeoutNotFloat:     {"ErrTimeoutNotFloat", "ERR timeout is not a float or out of range"},
	ErrUnblockReason:       {"ErrUnblockReason", "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"},
	ErrUnblocked:           {"ErrUnblocked", "UNBLOCKED client unblocked via CLIENT UNBLOCK"},
	ErrConfigUnknown:       {"ErrConfigUnknown", "ERR Unknown option or number of arguments for CONFIG SET - '%s'"},
	ErrConfigSetFailed:     {"ErrConfigSetFailed", "ERR CONFIG SET failed (possibly related to argument '%s') - %s"},
	ErrNoShutdown:          {"ErrNoShutdown", "ERR No shutdown in progress."},
	ErrNoConfigFile:        {"ErrNoConfigFile", "ERR The server is running without a config file"},
	ErrConfigRewriteAll:    {"ErrConfigRewriteAll", "ERR CONFIG-REWRITE-FORCE-ALL failed: %s"},

	ErrSlowlogCount: {"ErrSlowlogCount", "ERR count should be greater than or equal to -1"},

	ErrInvalidCommand:       {"ErrInvalidCommand", "ERR Invalid command specified"},
	ErrNoKeyArguments:       {"ErrNoKeyArguments", "ERR The command has no key arguments"},
	ErrCommandArgumentCount: {"ErrCommandArgumentCount", "ERR Invalid number of arguments specified for command"},
	ErrCommandArguments:     {"ErrCommandArguments", "ERR Invalid arguments specified for command"},
	ErrNoSuchKey:            {"ErrNoSuchKey", "ERR no such key"},
	ErrWrongProtocolType:    {"ErrWrongProtocolType", "ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false"},
	ErrNotInRESP2:           {"ErrNotInRESP2", "ERR RESP2 is not supported by this command"},
}

// Errors yields every row of the table.
func Errors() iter.Seq[Error] {
	return func(yield func(Error) bool) {
		for e := Error(1); int(e) < len(errorRows) && yield(e); e++ {
		}
	}
}

// String is the reply's text with its verbs, without '-' and the line's end.
func (e Error) String() string { return errorRows[e].text }

// Name is the constant's name, for test reports.
func (e Error) Name() string { return errorRows[e].name }
