// source.c - finds the line of a field in the text of a scenario.
//
// Lua tells the line of a constructor call, not of a field in its table. This
// scan follows strings, comments and brackets from there to the table and looks
// for `field =` at its own depth. It is exact for code as people write it; where
// fields are computed it falls back to the constructor's line.
#include <ctype.h>
#include <string.h>

#include "lua/load.h"

typedef struct scan {
	const char *p, *end;
	int line;
} scan;

// Passes a long bracket "[[...]]" or "[==[...]==]" that opens at s->p; 0 if none does.
static int
skip_long(scan *s)
{
	const char *p = s->p + 1;
	size_t level = 0;

	while (p < s->end && *p == '=')
		p++, level++;
	if (p >= s->end || *p != '[')
		return 0;
	for (p++; p < s->end; p++) {
		if (*p == '\n')
			s->line++;
		if (*p == ']' && (size_t)(s->end - p) >= level + 2 && p[level + 1] == ']' &&
		    strspn(p + 1, "=") == level) {
			s->p = p + level + 2;
			return 1;
		}
	}
	s->p = s->end;
	return 1;
}

static void
skip_quoted(scan *s)
{
	char quote = *s->p++;

	while (s->p < s->end && *s->p != quote && *s->p != '\n')
		s->p += *s->p == '\\' && s->p + 1 < s->end ? 2 : 1;
	if (s->p < s->end && *s->p == quote)
		s->p++;
}

// Passes blanks, comments; returns the character that follows, 0 at the end.
static int
peek(scan *s)
{
	while (s->p < s->end) {
		if (*s->p == '\n') {
			s->line++;
			s->p++;
		} else if (isspace((unsigned char)*s->p)) {
			s->p++;
		} else if (s->end - s->p > 1 && s->p[0] == '-' && s->p[1] == '-') {
			s->p += 2;
			if (s->p < s->end && *s->p == '[' && skip_long(s))
				continue;
			while (s->p < s->end && *s->p != '\n')
				s->p++;
		} else {
			return *s->p;
		}
	}
	return 0;
}

// Reads an identifier at s->p; returns its length.
static size_t
word(scan *s)
{
	size_t n = 0;

	while (s->p + n < s->end && (isalnum((unsigned char)s->p[n]) || s->p[n] == '_'))
		n++;
	s->p += n;
	return n;
}

// Moves to the table of `model "name" {` or `model {`: past the brace. A name
// that is not spelt there (computed) is not asked for.
static int
find_table(scan *s, int line, const char *model, const char *name)
{
	int c;

	while ((c = peek(s)) != 0 && s->line <= line + 3) {
		if (isalpha(c) || c == '_') {
			const char *at = s->p;
			size_t n = word(s);

			if (n != strlen(model) || memcmp(at, model, n) != 0)
				continue;
			c = peek(s);
			if (c == '(')
				s->p++, c = peek(s);
			if (c == '"' || c == '\'') {
				size_t len = name ? strlen(name) : 0;

				if (name &&
				    ((size_t)(s->end - s->p) < len + 2 ||
				     memcmp(s->p + 1, name, len) != 0 || s->p[len + 1] != s->p[0]))
					continue;
				skip_quoted(s);
				c = peek(s);
			}
			while (c == ')' || c == '(')
				s->p++, c = peek(s);
			if (c == '{') {
				s->p++;
				return 1;
			}
		} else if (c == '"' || c == '\'') {
			skip_quoted(s);
		} else if (c != '[' || !skip_long(s)) {
			s->p++;
		}
	}
	return 0;
}

int
aif_source_line(const aif_file *f, int line, const char *model, const char *name, const char *field)
{
	scan s = { f->text, f->text + f->n, 1 };
	size_t n_field = strlen(field);
	int depth = 1, c;

	while (s.line < line && s.p < s.end)
		s.line += *s.p++ == '\n';
	if (!find_table(&s, line, model, name))
		return line;
	while (depth > 0 && (c = peek(&s)) != 0) {
		if (isalpha(c) || c == '_') {
			const char *at = s.p;
			int at_line = s.line;
			size_t n = word(&s);

			if (depth == 1 && n == n_field && memcmp(at, field, n) == 0 &&
			    peek(&s) == '=' && s.end - s.p > 1 && s.p[1] != '=')
				return at_line;
		} else if (isdigit(c)) {
			word(&s);
		} else if (c == '"' || c == '\'') {
			skip_quoted(&s);
		} else if (c != '[' || !skip_long(&s)) {
			depth += c == '{' || c == '(' ? 1 : c == '}' || c == ')' ? -1 : 0;
			s.p++;
		}
	}
	return line;
}
