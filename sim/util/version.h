// version.h - the version of the program, as result files and --version say it.
#ifndef AIF_UTIL_VERSION_H
#define AIF_UTIL_VERSION_H

#define AIF_VERSION "0.1.0"

#endif
