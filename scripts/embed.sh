#!/bin/sh
# Writes C that puts the named files into the program (see sim/util/embed.h).
# The paths must be sorted; the assembler's .incbin reads the bytes.
cat <<'EOT'
#include "util/embed.h"

#include <string.h>

EOT
i=0
for f in "$@"; do
	cat <<-EOT
	__asm__(".section .rodata\n.balign 16\naif_embed_b$i:\n.incbin \"$f\"\naif_embed_e$i:\n.byte 0\n.previous\n");
	extern const unsigned char aif_embed_b$i[], aif_embed_e$i[];
	EOT
	i=$((i + 1))
done
echo
echo 'static const char *const path[] = {'
for f in "$@"; do printf '\t"%s",\n' "$f"; done
printf '\tNULL,\n};\n'
echo 'static const unsigned char *const at[][2] = {'
i=0
for f in "$@"; do printf '\t{ aif_embed_b%d, aif_embed_e%d },\n' $i $i; i=$((i + 1)); done
cat <<'EOT'
	{ NULL, NULL },
};

int
aif_embed_at(size_t i, aif_embed *out)
{
	if (i >= sizeof path / sizeof *path - 1)
		return 0;
	out->path = path[i];
	out->data = at[i][0];
	out->n = (size_t)(at[i][1] - at[i][0]);
	return 1;
}

int
aif_embed_find(const char *want, aif_embed *out)
{
	for (size_t i = 0; path[i]; i++)
		if (strcmp(path[i], want) == 0)
			return aif_embed_at(i, out);
	return 0;
}
EOT
