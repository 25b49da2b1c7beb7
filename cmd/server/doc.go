// Command server is Seedis on the computer at hand: it reads the configuration, makes the real
// machine, and runs package server on it.
//
//	server [file | -] [--parameter value ...]
//	server --check-config | --ping [file | -] [--parameter value ...]
//	server --version | --help
//
// The file is in the syntax of redis.conf; - reads it from the standard input.
// SEEDIS_PARAMETER in the environment (SEEDIS_TCP_BACKLOG=511) comes after the
// file and before the flags.
package main
