// rows - the file format `aifsim-calib 1` (README.md): header lines, rows, the last line.
#ifndef AIF_CALIB_ROWS_H
#define AIF_CALIB_ROWS_H

#include "bench.h"

std::string rows_header(const family *f); // the header row
std::vector<std::string> rows_own(const family *f);
std::string rows_line(const family *f, const point &p);
std::string rows_number(double x); // shortest of 7 digits, "" for NAN
std::string rows_quoted(const std::string &s);
std::string rows_head(const bench *b); // the `# key: value` lines
std::string rows_end(const bench *b, size_t planned, const char *reason);

#endif
