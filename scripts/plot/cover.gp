# cover.gp - a page of text: heading, sub, rows of n_col cells (rowN_C), notes. No data.
unset border; unset tics; unset key; unset grid
set lmargin at screen 0.04; set rmargin at screen 0.98
set xrange [0:1]; set yrange [0:1]
set label 1 heading at screen 0.04, screen 0.93 left font ',22' textcolor rgb "black"
set label 2 sub at screen 0.04, screen 0.875 left textcolor rgb dark
top = 0.80; step = 0.72 / (n_row > 16 ? n_row : 16); k = 10
do for [i = 1:n_row] {
	y = top - (i - 1) * step
	do for [c = 1:n_col] {
		x = c == 1 ? 0.04 : 0.34 + (c - 1) * 0.64 / (n_col > 1 ? n_col - 1 : 1)
		k = k + 1
		s = value(sprintf("row%d_%d", i, c))
		if (c == 1) { set label k s at screen x, screen y left textcolor rgb (i == 1 ? blue : "black") }
		if (c > 1) { set label k s at screen x, screen y right textcolor rgb (i == 1 ? blue : "black") }
	}
}
set label 3 note at screen 0.04, screen 0.04 left font ',10' textcolor rgb dark
plot NaN notitle
