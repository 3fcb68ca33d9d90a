# aifsim - one Makefile, no configure. `make help` lists what it can do.
#
# Honours PREFIX DESTDIR CC CFLAGS V=1. Sources are found by folder; a new file
# needs no line here. build/ holds everything that is made.

PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
B ?= build
Q := $(if $(V),,@)

PKGS := gsl hdf5 lua5.4 libcjson xlsxwriter zlib
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings
STD := -std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fopenmp
ALL_CFLAGS = $(STD) $(WARN) -Isim -I. $(PKG_CFLAGS) $(CFLAGS)
LIBS = $(PKG_LIBS) -lhdf5_hl -lcsv -lm

# The program stands at a fixed address: snapshots hold pointers into it.
FIXED = -no-pie

# Package flags are asked for once, and only when something is compiled.
ifeq ($(filter help clean distclean setup,$(MAKECMDGOALS)),)
PKG_CFLAGS := $(filter-out -I/usr/include,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
endif

LIB_SRC := $(sort $(filter-out sim/cli/%,$(wildcard sim/*/*.c sim/*/*/*.c)) $(wildcard models/*.c models/*/*.c))
CLI_SRC := $(sort $(wildcard sim/cli/*.c))
TEST_SRC := $(sort $(wildcard tests/*/test_*.c))
EMBED := $(sort $(wildcard sim/lua/*.lua sim/out/report/*.css models/catalog/*.lua \
	models/calib/*/*.csv scripts/plot/*.gp))
LIB_OBJ := $(LIB_SRC:%.c=$B/%.o) $B/embed.o
CLI_OBJ := $(CLI_SRC:%.c=$B/%.o)
TESTS := $(TEST_SRC:tests/%.c=$B/tests/%)

.PHONY: all run test tests bench validate golden lint asan tsan fuzz install uninstall setup clean help
.DELETE_ON_ERROR:

all: aifsim $B/libaifsim.a $B/aifsim.pc ## program and library

aifsim: $B/aifsim
	$(Q)ln -sf $B/aifsim aifsim

$B/aifsim: $(CLI_OBJ) $B/libaifsim.a
	@echo "  LD    $@"
	$(Q)$(CC) $(ALL_CFLAGS) $(FIXED) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/libaifsim.a: $(LIB_OBJ)
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$B/%.o: %.c
	@echo "  CC    $<"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/embed.c: scripts/embed.sh $(EMBED)
	$(Q)mkdir -p $(@D)
	$(Q)sh scripts/embed.sh $(EMBED) > $@

$B/embed.o: $B/embed.c
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-pedantic -c -o $@ $<

$B/aifsim.pc: sim/aifsim.pc.in Makefile
	$(Q)mkdir -p $(@D)
	$(Q)sed 's|@PREFIX@|$(PREFIX)|g' $< > $@

$B/tests/%: tests/%.c $B/libaifsim.a
	@echo "  TEST  $<"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests $(LDFLAGS) -MMD -MP -o $@ $< $B/libaifsim.a $(LIBS) -lcmocka

setup: ## install the Debian packages that are missing
	$(Q)sh scripts/setup

run: ## set up, build, run the default scenario, report
	$(Q)sh scripts/setup
	$(Q)$(MAKE) --no-print-directory all
	./aifsim run scenarios/default.lua -o results/default.h5
	./aifsim report results/default.h5 -o results/default --format html,xlsx,csv
	./aifsim plot results/default.h5 -o results/default --format svg

test: ## set up, build, every test; ends with `N passed, N failed`
	$(Q)sh scripts/setup test
	$(Q)$(MAKE) --no-print-directory all tests
	$(Q)B=$B sh scripts/test.sh $(TESTS)

tests: $(TESTS)

golden: all ## rewrite the expected output of tests/cli and the editor's annotations
	$B/aifsim help --luals > scenarios/aifsim.d.lua
	$(Q)B=$B sh scripts/test.sh --golden

bench: all ## benchmarks (never run by the tests)
	$(Q)sh tests/bench/table.sh

validate: all ## simulated against measured
	./aifsim validate

lint: all $B/tests/unit/test_registry ## layers, symbol prefixes, format, mutable globals, units
	$(Q)B=$B sh scripts/lint.sh

SAN = -O1 -g -fno-omit-frame-pointer
asan: ## address and undefined-behaviour sanitizers, with the tests
	$(Q)$(MAKE) --no-print-directory B=build/asan CFLAGS="$(SAN) -fsanitize=address,undefined -fno-sanitize-recover=undefined" \
		LDFLAGS="-fsanitize=address,undefined" build/asan/aifsim tests
	$(Q)B=build/asan sh scripts/test.sh $(TEST_SRC:tests/%.c=build/asan/tests/%)

# clang and its libomp: gcc's libgomp does not tell the sanitizer of fork and join.
TSAN_TESTS = $(patsubst tests/%.c,build/tsan/tests/%,$(wildcard tests/det/test_*.c))
tsan: ## thread sanitizer (clang): the determinism tests and a run
	$(Q)sh scripts/setup tsan
	$(Q)$(MAKE) --no-print-directory B=build/tsan CC=clang CFLAGS="-O1 -g -fsanitize=thread" \
		LDFLAGS="-fsanitize=thread" build/tsan/aifsim $(TSAN_TESTS)
	$(Q)sh tests/det/tsan.sh build/tsan/aifsim $(TSAN_TESTS)

fuzz: ## every parser against mutated input, under the sanitizers
	$(Q)$(MAKE) --no-print-directory B=build/asan CFLAGS="$(SAN) -fsanitize=address,undefined -fno-sanitize-recover=undefined" \
		LDFLAGS="-fsanitize=address,undefined" $(patsubst tests/%.c,build/asan/tests/%,$(wildcard tests/fuzz/test_*.c))
	$(Q)for t in $(patsubst tests/%.c,build/asan/tests/%,$(wildcard tests/fuzz/test_*.c)); do $$t || exit 1; done

clean: ## remove build/
	rm -rf build aifsim

# aifsim.h and all that it includes.
HEADERS = aifsim.h $(patsubst sim/%,%,$(wildcard sim/util/*.h sim/core/*.h) sim/lua/scenario.h \
	sim/out/result.h sim/out/session.h)

install: all ## PREFIX, DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include
	install -m 755 $B/aifsim $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $B/libaifsim.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 $B/aifsim.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/
	for h in $(HEADERS); do \
		install -D -m 644 sim/$$h $(DESTDIR)$(PREFIX)/include/aifsim/$$h || exit 1; done
	install -D -m 644 models/index.h $(DESTDIR)$(PREFIX)/include/aifsim/models/index.h
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	$B/aifsim help --man > $(DESTDIR)$(PREFIX)/share/man/man1/aifsim.1

uninstall: ## undo install
	rm -f $(DESTDIR)$(PREFIX)/bin/aifsim $(DESTDIR)$(PREFIX)/share/man/man1/aifsim.1 $(DESTDIR)$(PREFIX)/lib/libaifsim.a \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig/aifsim.pc
	rm -rf $(DESTDIR)$(PREFIX)/include/aifsim

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

-include $(LIB_SRC:%.c=$B/%.d) $(CLI_SRC:%.c=$B/%.d) $(TEST_SRC:tests/%.c=$B/tests/%.d)
